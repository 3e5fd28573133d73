/* SPDX-License-Identifier: MIT */
/*
 * The invariants of the kernel, each by an independent count.
 */
#include "kernel_census.h"
#include "kernel_state.h"

#include <a64_pte.h>
#include <boot/machine.h>
#include <hal/space.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <irq/irq.h>
#include <mem/frame.h>
#include <mem/memory.h>
#include <object/reaper.h>
#include <process/process.h>
#include <sched/timer.h>
#include <sched/wait.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define check(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "kernel_check: %s:%d: %s\n", __FILE_NAME__, __LINE__, #condition);     \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* How often each frame of RAM is in use, and for what sum of pages an account should pay. */
struct tally {
    size_t frames;
    struct account **account;
    size_t *charged_bytes;
    size_t account_count;
    uintptr_t *slab; /* pages seen */
    size_t slab_count;
};

static size_t *charge_of(struct tally *tally, const struct account *account)
{
    for (size_t i = 0; i < tally->account_count; i++) {
        if (tally->account[i] == account) {
            return &tally->charged_bytes[i];
        }
    }
    fputs("kernel_check: an object is charged to an account that was not found\n", stderr);
    abort();
}

/* An object's page is charged to the account that pays for it, once a page. */
static void tally_slab(struct tally *tally, const void *object)
{
    uintptr_t page = (uintptr_t)object & ~(uintptr_t)(HAL_PAGE_BYTES - 1);
    for (size_t i = 0; i < tally->slab_count; i++) {
        if (tally->slab[i] == page) {
            return;
        }
    }
    tally->slab[tally->slab_count++] = page;
    tally->frames++;
    *charge_of(tally, slab_account(object)) += HAL_PAGE_BYTES;
}

/* Capabilities ------------------------------------------------------------------------------- */

#define TAG ((uintptr_t)1)

/* Counts a forest and checks its threads. */
static uint32_t check_tree(const struct cap_children *parent, const struct object *object)
{
    uint32_t count = 0;
    uintptr_t end = (uintptr_t)parent | TAG;
    uintptr_t previous = end;
    uintptr_t at = parent->first == NULL ? end : (uintptr_t)parent->first;
    while ((at & TAG) == 0) {
        const struct slot *slot = (const struct slot *)at;
        check(slot->previous == previous);
        check(slot->object == object && slot->type == object->type);
        check(slot->handle != TAY_CAP_NULL);
        count += 1 + check_tree(&slot->children, object);
        for (const struct slot *child = slot->children.first; child != NULL;
             child = (child->next & TAG) != 0 ? NULL : (const struct slot *)child->next) {
            check((child->rights & ~slot->rights) == 0);
        }
        previous = at;
        at = slot->next;
    }
    check(at == end);
    check(parent->last == ((previous & TAG) != 0 ? NULL : (struct slot *)previous));
    return count;
}

static void check_table(const struct cap_table *table)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i <= table->mask; i++) {
        const struct slot *slot = &table->slots[i];
        if (slot->handle != TAY_CAP_NULL) {
            check(i < table->fresh && slot->table == table);
            check((slot->handle & (TAY_SLOTS_MAX - 1) & table->mask) == i);
            check((slot->rights & ~object_type_rights(slot->type)) == 0);
            used++;
        }
    }
    uint32_t free_count = 0;
    for (const struct slot *slot = table->free_first; slot != NULL;
         slot = (const struct slot *)slot->next) {
        check(slot->handle == TAY_CAP_NULL && free_count <= table->mask);
        free_count++;
    }
    check(used == table->used && used + free_count == table->fresh);
}

/* Memory ------------------------------------------------------------------------------------- */

static void check_page(const struct mapping *mapping, tay_ua_t address, struct hal_page page,
                       struct tally *tally)
{
    check((page.protection & ~mapping->flags) == 0);
    size_t n = (address - mapping_start(mapping) + mapping->offset_bytes) >> HAL_PAGE_SHIFT;
    if (mapping->memory != NULL && mapping->memory->physical) {
        check(page.pa.value == mapping->memory->start.value + (n << HAL_PAGE_SHIFT));
        return;
    }
    void *frame = hal_linear_va(page.pa);
    void *shared = mapping->memory == NULL ? NULL : memory_frame(mapping->memory, n, false);
    if ((mapping->flags & TAY_MAP_SHARED) != 0) {
        check(frame == shared);
    } else if (frame == shared) {
        check((page.protection & TAY_MAP_WRITE) == 0 && frame_references(frame) > 1);
    } else {
        check(frame_references(frame) == 1);
        tally->frames++;
    }
}

/* Tables in use below and including this one; calls back for no page. */
static size_t count_tables(uint64_t *table, unsigned level)
{
    size_t tables = 1;
    for (unsigned i = 0; level < A64_LEVEL_LAST && i < A64_TABLE_ENTRIES; i++) {
        if ((table[i] & A64_PTE_VALID) != 0) {
            struct hal_pa pa = {(uintptr_t)(table[i] & A64_PTE_ADDRESS)};
            tables += count_tables(hal_linear_va(pa), level + 1);
        }
    }
    return tables;
}

static void check_space(const struct process *process, struct tally *tally)
{
    const struct space *space = &process->space;
    size_t mapped_bytes = 0, charged_tables = 0;
    tay_ua_t end = 0;
    for (struct mapping *mapping = space_mapping_above(space, 0); mapping != NULL;
         mapping = mapping_of_node(tree_next(&mapping->node))) {
        tay_ua_t at = hal_space_next(&space->hal, end, mapping_start(mapping));
        check(mapping_start(mapping) >= end && at == mapping_start(mapping));
        end = mapping_end(mapping);
        mapped_bytes += mapping->length_bytes;
        size_t tables = hal_space_tables_max(mapping_start(mapping), mapping->length_bytes);
        charged_tables += tables;
        check(mapping->charged_bytes ==
              (tables << HAL_PAGE_SHIFT) + (mapping->owns_pages ? mapping->length_bytes : 0));
        *charge_of(tally, space->account) += mapping->charged_bytes;
        tally_slab(tally, mapping);
        for (at = hal_space_next(&space->hal, mapping_start(mapping), end); at < end;
             at = hal_space_next(&space->hal, at + HAL_PAGE_BYTES, end)) {
            struct hal_page page;
            if (hal_space_query(&space->hal, at, &page)) {
                check_page(mapping, at, page, tally);
            }
        }
    }
    size_t tables = count_tables(space->hal.root, A64_LEVEL_FIRST);
    check(tables - 1 <= charged_tables);
    check(mapped_bytes == space->mapped_bytes);
    tally->frames += tables;
}

static void check_memory(struct memory *memory, struct tally *tally)
{
    unsigned writers = 0, executors = 0;
    for (struct list_node *node = list_first(&memory->mappings); node != NULL;
         node = list_next(&memory->mappings, node)) {
        struct mapping *mapping = container_of(node, struct mapping, in_memory);
        bool shared = (mapping->flags & TAY_MAP_SHARED) != 0;
        writers += shared && (mapping->flags & TAY_MAP_WRITE) != 0;
        executors += (mapping->flags & TAY_MAP_EXECUTE) != 0;
    }
    check(writers == memory->writers && executors == memory->executors);
    check(writers == 0 || executors == 0);
    *charge_of(tally, memory->object.account) += memory->charged_bytes;
    if (memory->physical) {
        return;
    }
    size_t pages = memory->length_bytes >> HAL_PAGE_SHIFT, resident = 0;
    size_t entries = HAL_PAGE_BYTES / sizeof(uint32_t);
    for (size_t n = 0; n < pages; n++) {
        resident += memory_frame(memory, n, false) != NULL;
    }
    check(resident == memory->resident_pages);
    tally->frames += resident;
    if (memory->levels > 0 && memory->top != 0) {
        const uint32_t *index = frame_of_number(memory->top);
        tally->frames++;
        for (size_t i = 0; memory->levels == 2 && i < entries; i++) {
            tally->frames += index[i] != 0;
        }
    }
}

/* All ---------------------------------------------------------------------------------------- */

/* Capabilities in a forest that can receive. */
static unsigned count_receivers(const struct cap_children *parent)
{
    unsigned count = 0;
    for (const struct slot *slot = parent->first; slot != NULL;
         slot = (slot->next & TAG) != 0 ? NULL : (const struct slot *)slot->next) {
        count += (slot->rights & TAY_RIGHT_RECEIVE) != 0;
        count += count_receivers(&slot->children);
    }
    return count;
}

static void check_endpoint(const struct endpoint *endpoint)
{
    if (wait_first(&endpoint->receivers) != NULL) {
        check(list_is_empty(&endpoint->messages) && wait_first(&endpoint->callers) == NULL);
        check(endpoint->bound == NULL || endpoint->bound->bits == 0);
    }
    check(endpoint->bound == NULL || endpoint->bound->endpoint == endpoint);
    check(count_receivers(&endpoint->object.capabilities) == endpoint->receiver_count);
    check(wait_first(&endpoint->callers) == NULL || endpoint_is_open(endpoint));
    for (struct tree_node *node = tree_first(&endpoint->callers.tree); node != NULL;
         node = tree_next(node)) {
        const struct thread *caller = container_of(node, struct thread, wait.node);
        check(caller->call.state == CALL_QUEUED && caller->call.endpoint == endpoint);
        check(caller->call.session == NULL || session_is_open(caller->call.session));
    }
}

/* A call and its service name each other; a thread is blocked exactly in a queue or in a call. */
static void check_thread(const struct thread *thread)
{
    bool queued = tree_node_is_linked(&thread->wait.node);
    bool taken = thread->call.state == CALL_TAKEN || thread->call.state == CALL_ASIDE;
    check((thread->state == THREAD_BLOCKED) == (queued || taken));
    check(!(queued && taken) && queued == (thread->wait.queue != NULL));
    check(thread->call.state != CALL_QUEUED || queued);
    check(thread->call.state != CALL_TAKEN || thread->call.server->service.caller == thread);
    check(thread->call.state != CALL_ASIDE || thread->call.reply->caller == thread);
    const struct thread *caller = thread->service.caller;
    check(caller == NULL || caller->call.server == thread);
    check((caller != NULL) == (thread->service.endpoint != NULL));
    check(!list_node_is_linked(&thread->faulted) || thread->state == THREAD_STOPPED);
    unsigned priority = thread->base_priority;
    if (caller != NULL) {
        const struct thread *next = wait_first(&thread->service.endpoint->callers);
        priority = caller->priority > priority ? caller->priority : priority;
        priority = next != NULL && next->priority > priority ? next->priority : priority;
    }
    check(thread->priority == priority);
}

static void check_object(struct object *object, struct tally *tally)
{
    check(!object->dead || object->references > 0 || object->type == TAY_OBJECT_account);
    check(check_tree(&object->capabilities, object) == object->capability_count);
    if (object->type == TAY_OBJECT_memory) {
        check_memory(memory_of(object), tally);
    }
    if (object->type == TAY_OBJECT_notification) {
        const struct notification *notification = notification_of(object);
        check(notification->bits == 0 || notification->waiters.tree.root == NULL);
    }
    if (object->type == TAY_OBJECT_endpoint) {
        check_endpoint(endpoint_of(object));
    }
    if (object->type == TAY_OBJECT_thread && !object->dead) {
        check_thread(thread_of(object));
    }
    if (object->type == TAY_OBJECT_reply && !object->dead) {
        const struct thread *caller = reply_of(object)->caller;
        check(caller == NULL || caller->call.reply == reply_of(object));
    }
    if (object->account != NULL) {
        tally_slab(tally,
                   object->type == TAY_OBJECT_thread ? (void *)thread_of(object) : (void *)object);
    }
}

static void check_process(struct process *process, struct tally *tally)
{
    size_t slots = (size_t)process->table.mask + 1;
    size_t table_pages = cap_table_bytes(slots) >> HAL_PAGE_SHIFT;
    check_table(&process->table);
    check_space(process, tally);
    tally->frames += table_pages;
    *charge_of(tally, process->account) += (table_pages + 1) << HAL_PAGE_SHIFT;
    unsigned threads = 0;
    for (struct list_node *node = list_first(&process->threads); node != NULL;
         node = list_next(&process->threads, node)) {
        const struct thread *thread = container_of(node, struct thread, in_process);
        check(thread->process == process && thread->base_priority <= process->ceiling);
        check(thread->state == THREAD_READY || !list_node_is_linked(&thread->ready));
        threads++;
    }
    check(threads == process->thread_count);
}

void kernel_check(void)
{
    if (reaper_has_work()) {
        return; /* something is half ended: a thread was preempted while it did that */
    }
    struct census census;
    census_take(&census);
    frame_check();
    struct tally tally = {0};
    size_t room = census.object_count + census.mapping_count;
    tally.account = calloc(room, sizeof *tally.account);
    tally.charged_bytes = calloc(room, sizeof *tally.charged_bytes);
    tally.slab = calloc(room, sizeof *tally.slab);
    check(tally.account != NULL && tally.charged_bytes != NULL && tally.slab != NULL);
    for (size_t i = 0; i < census.object_count; i++) {
        if (census.object[i]->type == TAY_OBJECT_account) {
            tally.account[tally.account_count++] = account_of(census.object[i]);
        }
    }
    for (size_t i = 0; i < census.object_count; i++) {
        check_object(census.object[i], &tally);
    }
    for (size_t i = 0; i < census.process_count; i++) {
        check_process(census.process[i], &tally);
    }
    for (size_t i = 0; i < tally.account_count; i++) {
        struct account *account = tally.account[i];
        if (account->parent != NULL) {
            *charge_of(&tally, account->parent) += account->budget_bytes;
        }
    }
    for (size_t i = 0; i < tally.account_count; i++) {
        const struct account *account = tally.account[i];
        check(account->used_bytes == tally.charged_bytes[i]);
        check(account->used_bytes <= account->budget_bytes);
    }
    check(frame_total_count() - frame_free_count() == tally.frames);
    free(tally.account);
    free(tally.charged_bytes);
    free(tally.slab);
    census_free(&census);
}
