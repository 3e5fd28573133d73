/* SPDX-License-Identifier: MIT */
/*
 * Processes. Invariant: what a process has charged to its account is gone before its supervisor
 * hears of its end; only the process object itself lasts until then.
 */
#include <process/process.h>

#include <hal/system.h>
#include <log/log.h>
#include <mem/slab.h>
#include <object/account.h>
#include <object/reaper.h>
#include <process/clone.h>
#include <sched/scheduler.h>

/* Slots that one step of the end looks at. */
#define SLOT_BATCH 32

/* The root of the address space, besides the table. */
static size_t fixed_bytes(size_t slots)
{
    return cap_table_bytes(slots) + HAL_PAGE_BYTES;
}

static bool make_parts(struct process *process, size_t slots)
{
    if (!account_charge(process->account, fixed_bytes(slots))) {
        return false;
    }
    if (cap_table_init(&process->table, slots)) {
        if (space_init(&process->space, process->account)) {
            return true;
        }
        cap_table_fini(&process->table);
    }
    account_uncharge(process->account, fixed_bytes(slots));
    return false;
}

struct process *process_create(struct account *account, const struct process_request *request)
{
    struct process *process = slab_alloc(account, SLAB_PROCESS);
    if (process == NULL) {
        return NULL;
    }
    process->account = account;
    if (!make_parts(process, request->slots)) {
        slab_untake(process);
        return NULL;
    }
    object_init(&process->object, TAY_OBJECT_process, account);
    process->ceiling = request->ceiling;
    process->exit_status = TAY_EXIT_DESTROYED;
    list_node_init(&process->exited.queued);
    process->exited.owner = &process->object;
    process->exited.kind = TAY_KIND_EXITED;
    list_init(&process->threads);
    list_init(&process->clone.held_back);
    list_push_back(&account->processes, &process->in_account);
    object_hold(&account->object);
    process_set_supervisor(process, request->supervisor, request->label);
    return process;
}

void process_set_supervisor(struct process *process, struct endpoint *supervisor, uint64_t label)
{
    process->supervisor = supervisor;
    process->exited.badge = label;
    if (supervisor != NULL) {
        process->supervisor_epoch = supervisor->epoch;
        object_hold(&supervisor->object);
    }
}

void process_end(struct process *process, unsigned exit_status)
{
    if (!process->object.dying) {
        process->exit_status = exit_status;
        reaper_add(&process->object);
    }
}

bool process_report_fault(struct thread *thread, const struct hal_fault *fault,
                          enum tay_fault_kind kind)
{
    struct endpoint *supervisor = thread->process->supervisor;
    if (!process_is_supervised(thread->process) || supervisor->refusing) {
        return false;
    }
    list_push_back(&supervisor->faulted, &thread->faulted);
    thread->fault.badge = thread->process->exited.badge;
    tay_word_t *word = thread->fault.word;
    word[TAY_FAULT_WORD_THREAD] = thread->own_handle;
    word[TAY_FAULT_WORD_KIND] = kind;
    word[TAY_FAULT_WORD_ADDRESS] = fault->address;
    word[TAY_FAULT_WORD_PC] = fault->pc;
    word[TAY_FAULT_WORD_CODE] = (tay_word_t)fault->code;
    word[TAY_FAULT_WORD_STACK] = hal_context_stack(&thread->context);
    if (endpoint_pass(supervisor, &thread->fault)) {
        return true;
    }
    scheduler_remove(thread);
    thread->state = THREAD_STOPPED;
    if (!list_node_is_linked(&thread->fault.queued)) {
        endpoint_post(supervisor, &thread->fault);
    }
    return true;
}

/*
 * Ends one thread; false: there was none left. A thread that reaps may be the one that does this
 * very work, so those come last.
 */
static bool end_thread(struct process *process, bool reaping)
{
    struct list_node *node = list_first(&process->threads);
    if (node == NULL) {
        return false;
    }
    struct thread *thread = container_of(node, struct thread, in_process);
    if (!reaping && (thread->flags & DUTY_REAP) != 0) {
        return false; /* so do all behind it */
    }
    reaper_add(&thread->object);
    (void)reaper_settle(); /* else its end comes before this one goes on */
    return true;
}

/* Closes capabilities; false: there was none left. */
static bool close_capabilities(struct process *process)
{
    struct cap_table *table = &process->table;
    uint32_t end = process->end_slot + SLOT_BATCH;
    for (; process->end_slot < end && process->end_slot < table->fresh; process->end_slot++) {
        struct slot *slot = &table->slots[process->end_slot];
        if (slot->handle != TAY_CAP_NULL) {
            capability_close(slot);
        }
    }
    return process->end_slot < table->fresh;
}

/* The machine is of no use without init. Under test that is a failure, else a fresh start helps. */
static noreturn void end_machine(unsigned exit_status)
{
    log_line("init ended with status %lu", (unsigned long)exit_status);
    log_flush();
    if (hal_system_can_exit()) {
        hal_system_exit(1);
    }
    hal_system_reboot();
}

/* Gives back what is left and tells the supervisor. */
static void finish(struct process *process)
{
    struct account *account = process->account;
    size_t bytes = fixed_bytes((size_t)process->table.mask + 1);
    space_fini(&process->space);
    cap_table_fini(&process->table);
    account_uncharge(account, bytes);
    list_remove(&process->in_account);
    if (process->supervisor != NULL) {
        process->exited.word[0] = process->exit_status;
        endpoint_post(process->supervisor, &process->exited);
        object_release(&process->supervisor->object);
    }
    object_release(&account->object);
}

bool process_end_step(struct object *object)
{
    struct process *process = process_of(object);
    if (process->is_init) {
        end_machine(process->exit_status);
    }
    if (process_is_held(process)) {
        clone_abort(process);
    }
    if (process->cloned_from != NULL) {
        clone_abort(process->cloned_from);
    }
    if (end_thread(process, false) || close_capabilities(process)) {
        return false;
    }
    if (space_end_step(&process->space, &process->end_address)) {
        return false;
    }
    if (end_thread(process, true) || !scheduler_leave_space(process)) {
        return false;
    }
    finish(process);
    return true;
}
