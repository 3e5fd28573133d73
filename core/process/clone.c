/* SPDX-License-Identifier: MIT */
/*
 * Cloning. Invariants: clone.child, clone.by->cloning and child->cloned_from are set and cleared
 * together; until it is finished the child has no supervisor, and only itself holds it.
 */
#include <process/clone.h>

#include <boot/event.h>
#include <ipc/call.h>
#include <ipc/fast.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <lib/assert.h>
#include <object/reaper.h>
#include <sched/scheduler.h>

/* Slots that one step copies: about 60 instructions each. */
#define SLOT_BATCH 32

/* Mappings that one step copies: about 200 instructions each. */
#define MAPPING_BATCH 16

/* Entries of tables and mappings that one step of sharing looks at: at most 100 instructions each.
 */
#define SHARE_ENTRIES 48

static struct process *make_child(struct process *process, struct thread *caller)
{
    struct process_request request = {.slots = (size_t)process->table.mask + 1,
                                      .ceiling = process->ceiling};
    struct process *child = process_create(process->account, &request);
    if (child == NULL) {
        return NULL;
    }
    child->upcall_entry = process->upcall_entry;
    child->uses_devices = process->uses_devices;
    child->space.base = space_base(&process->space);
    struct thread *thread = thread_create(child, caller->base_priority);
    if (thread == NULL) {
        process_end(child, TAY_EXIT_DESTROYED);
        return NULL;
    }
    hal_context_copy(&thread->context, &caller->context);
    thread->own_handle = caller->own_handle;
    thread->affinity = caller->affinity;
    thread->upcall.area = caller->upcall.area;
    thread->upcall.active = caller->upcall.active;
    return child;
}

bool clone_begin(struct thread *by, struct thread *caller)
{
    struct process *process = caller->process;
    struct process *child = make_child(process, caller);
    if (child == NULL) {
        return false;
    }
    process->clone.child = child;
    process->clone.by = by;
    process->clone.caller = caller;
    process->clone.mapped = 0;
    process->clone.shared = 0;
    by->cloning = process;
    thread_raise(caller, THREAD_CLONED);
    fast_forbid(); /* the short ways do not ask whether a thread's process is held */
    child->cloned_from = process;
    return true;
}

/* False: the account cannot pay. */
static bool copy_mappings(struct process_clone *clone, const struct space *space)
{
    const struct mapping *mapping = space_mapping_above(space, clone->mapped);
    for (unsigned i = 0; i < MAPPING_BATCH && mapping != NULL; i++) {
        if (!space_map_like(&clone->child->space, mapping)) {
            return false;
        }
        clone->mapped = mapping_end(mapping);
        mapping = mapping_of_node(tree_next(&mapping->node));
    }
    clone->mapped = mapping == NULL ? HAL_USER_LIMIT : clone->mapped;
    return true;
}

/* Shares tables of pages of some mappings. */
static void share_pages(struct process_clone *clone, struct hal_space *from)
{
    struct space *space = &clone->child->space;
    const struct mapping *mapping = space_mapping_above(space, clone->shared);
    unsigned entries = SHARE_ENTRIES;
    while (mapping != NULL && entries > 0) {
        tay_ua_t end = mapping_end(mapping);
        if (clone->shared < mapping_start(mapping)) {
            clone->shared = mapping_start(mapping);
        }
        if (mapping->touched && clone->shared < end) {
            bool done = hal_space_share(from, &space->hal, &clone->shared, end, &entries);
            kernel_assert(done); /* the mapping has paid for the tables */
            if (clone->shared < end) {
                return;
            }
        }
        clone->shared = clone->shared < end ? end : clone->shared;
        entries -= entries > 0;
        mapping = mapping_of_node(tree_next(&mapping->node));
    }
    clone->shared = mapping == NULL ? HAL_USER_LIMIT : clone->shared;
}

/* What the child gets for a capability: NULL is nothing. Of what is peculiar to the process it
 * gets its own. */
static struct object *counterpart(const struct process_clone *clone, const struct slot *slot)
{
    if (slot->handle == TAY_CAP_NULL || slot->object->dying) {
        return NULL;
    }
    if (slot->object == &clone->child->cloned_from->object) {
        return &clone->child->object;
    }
    if (slot->object == &clone->caller->object) {
        struct list_node *node = list_first(&clone->child->threads);
        return &container_of(node, struct thread, in_process)->object;
    }
    bool is_own = slot->type == TAY_OBJECT_thread || slot->type == TAY_OBJECT_timer ||
                  slot->type == TAY_OBJECT_reply;
    return is_own ? NULL : slot->object;
}

/* Copies slots; false: there was none left. */
static bool copy_slots(struct process_clone *clone, const struct cap_table *from)
{
    struct cap_table *to = &clone->child->table;
    uint32_t end = to->fresh + SLOT_BATCH;
    if (to->fresh == from->fresh) {
        return false;
    }
    for (uint32_t n = to->fresh; n < end && n < from->fresh; n++) {
        struct object *object = counterpart(clone, &from->slots[n]);
        if (object == NULL) {
            cap_table_clone_empty(to, from, n);
        } else if (object == from->slots[n].object) {
            cap_table_clone_slot(to, from, n);
        } else {
            cap_table_clone_as(to, from, n, object);
        }
    }
    return true;
}

/* One bounded piece. */
static enum clone_progress copy_piece(struct process *process)
{
    struct process_clone *clone = &process->clone;
    if (clone->mapped < HAL_USER_LIMIT) {
        return copy_mappings(clone, &process->space) ? CLONE_GOES_ON : CLONE_UNPAID;
    }
    if (clone->shared < HAL_USER_LIMIT) {
        share_pages(clone, &process->space.hal);
        return CLONE_GOES_ON;
    }
    return copy_slots(clone, &process->table) ? CLONE_GOES_ON : CLONE_READY;
}

enum clone_progress clone_on(struct process *process)
{
    enum clone_progress progress = CLONE_GOES_ON;
    if (!scheduler_is_still(process)) {
        return CLONE_WAITS;
    }
    while (progress == CLONE_GOES_ON) {
        progress = copy_piece(process);
        if (progress == CLONE_GOES_ON && event_is_due()) {
            break;
        }
    }
    return progress;
}

/* The child's thread waits in the same call. */
static void copy_call(struct thread *thread, const struct thread *caller)
{
    thread->state = THREAD_BLOCKED;
    thread->call = caller->call;
    thread->call_state = CALL_ASIDE;
    thread->call.endpoint = call_endpoint(caller);
    thread->call.server = NULL;
    thread->call.reply = NULL;
    if (thread->call.session != NULL) {
        thread_raise(thread, THREAD_SESSION);
        object_hold(&thread->call.session->object);
    }
    if ((caller->flags & THREAD_TIMED) != 0) {
        thread_raise(thread, THREAD_TIMED);
        thread->wait.timeout.expire = caller->wait.timeout.expire;
        timeout_arm(&thread->wait.timeout, caller->wait.timeout.node.key);
    }
}

/* Nobody is cloned any more. */
static void forget(struct process *process)
{
    process->clone.by->cloning = NULL;
    thread_drop(process->clone.caller, THREAD_CLONED);
    fast_allow();
    process->clone.child->cloned_from = NULL;
    process->clone.child = NULL;
    process->clone.by = NULL;
    process->clone.caller = NULL;
    scheduler_release(&process->clone.held_back);
}

struct reply *clone_finish(struct process *process, const struct clone_labels *labels)
{
    struct process *child = process->clone.child;
    struct list_node *node = list_first(&child->threads);
    struct thread *thread = container_of(node, struct thread, in_process);
    struct endpoint *endpoint = call_endpoint(process->clone.caller);
    struct reply *reply = reply_create(thread, endpoint, labels->abandoned);
    if (reply == NULL) {
        return NULL;
    }
    copy_call(thread, process->clone.caller);
    thread->call.reply = reply;
    process_set_supervisor(child, labels->supervisor, labels->exited);
    forget(process);
    return reply;
}

void clone_abort(struct process *process)
{
    struct process *child = process->clone.child;
    unsigned priority = process->clone.by->priority;
    forget(process);
    process_end(child, TAY_EXIT_DESTROYED);
    reaper_adopt(priority);
}
