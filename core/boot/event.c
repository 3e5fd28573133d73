/* SPDX-License-Identifier: MIT */
/*
 * The state machine: an event comes in, state changes, one thread is chosen to run.
 *
 * A thread whose operation stopped at a preemption point, or that has objects to end, does that
 * when it is chosen, piece by piece, before it goes back to user mode; between two pieces
 * interrupts are served, and another thread may be chosen.
 */
#include <boot/event.h>

#include <hal/core.h>
#include <hal/interrupt.h>
#include <hal/time.h>
#include <hal/upcall.h>
#include <ipc/fast.h>
#include <ipc/trap.h>
#include <irq/irq.h>
#include <log/log.h>
#include <object/reaper.h>
#include <process/process.h>
#include <process/upcall.h>
#include <sched/core.h>
#include <sched/scheduler.h>
#include <syscall/invocation.h>

struct hal_lock kernel_lock;
unsigned fast_bars;
static bool has_work; /* of its own, and has closed the short ways for that */

void event_init(void)
{
    kernel_lock = (struct hal_lock){0};
    fast_bars = 0;
    has_work = false;
}

void event_on_work(void)
{
    if (!has_work) {
        has_work = true;
        fast_forbid();
    }
}

void event_enter(void)
{
    hal_lock_acquire(&kernel_lock);
    scheduler_enter();
}

/* The thread of this core comes in: the core was neither idle, nor did it wait. */
static struct thread *come_in(struct hal_context *context)
{
    hal_lock_acquire(&kernel_lock);
    return thread_of_context(context);
}

/* This core's thread goes on if nothing has happened that says that another one may have to. */
static struct hal_context *go_on(const struct core *core)
{
    struct thread *thread = core->current;
    if (thread != NULL && core_goes_on(core, thread)) {
        hal_lock_release(&kernel_lock);
        return &thread->context;
    }
    return event_leave();
}

static const char *const fault_texts[TAY_FAULT_COUNT] = {
#define TAY_FAULT(name, value, text) [value] = (text),
#include <tay/abi/fault.def>
#undef TAY_FAULT
};

/* Whether the fault is a first touch or a copy on write, and mended, perhaps in part: then the
 * thread comes back with it. Else its kind is told. */
static bool is_resolved(struct thread *thread, const struct hal_fault *fault,
                        enum tay_fault_kind *kind)
{
    static const unsigned accesses[] = {
        [HAL_FAULT_READ] = TAY_MAP_READ,
        [HAL_FAULT_WRITE] = TAY_MAP_WRITE,
        [HAL_FAULT_EXECUTE] = TAY_MAP_EXECUTE,
    };
    struct space *space = &thread->process->space;
    struct hal_page page;
    *kind = (enum tay_fault_kind)fault->kind;
    if (fault->kind > HAL_FAULT_EXECUTE) {
        return false;
    }
    enum space_access access = space_resolve(space, fault->address, accesses[fault->kind], &page);
    if (access == SPACE_DENIED) {
        *kind = space_fault_kind(space, fault);
    }
    return access >= SPACE_RESOLVED;
}

/* Leaves the thread to the process's supervisor; without one the process ends. */
static void report(struct thread *thread, const struct hal_fault *fault, enum tay_fault_kind kind)
{
    if (process_report_fault(thread, fault, kind)) {
        return;
    }
    log_line("fault: process %lu: %s at 0x%lx, pc 0x%lx, code 0x%lx",
             (unsigned long)thread->process->exited.badge, fault_texts[kind],
             (unsigned long)fault->address, (unsigned long)fault->pc, (unsigned long)fault->code);
    process_end(thread->process, TAY_EXIT_FAULT);
    thread_set_reaping(thread, true);
}

struct hal_context *kernel_on_fault(struct hal_context *context, const struct hal_fault *fault)
{
    struct thread *thread = come_in(context);
    const struct core *core = thread->core;
    enum tay_fault_kind kind;
    if (!is_resolved(thread, fault, &kind)) {
        report(thread, fault, kind);
    }
    return go_on(core);
}

static void take_interrupts(void)
{
    unsigned line = 0;
    for (;;) {
        switch (hal_interrupt_take(&line)) {
        case HAL_EVENT_NONE:
            return;
        case HAL_EVENT_TIMER:
            scheduler_on_timer();
            timeout_expire(hal_time_now());
            break;
        case HAL_EVENT_LINE:
            irq_on_line(line);
            if (!hal_interrupt_pending()) {
                return; /* to look so is shorter than to be told that there is none */
            }
            break;
        case HAL_EVENT_KICK:
            scheduler_on_kick();
            break;
        }
    }
}

/* Between two pieces of work: other cores may come in, and interrupts. */
static void pass(void)
{
    hal_lock_pass(&kernel_lock);
    if (hal_interrupt_pending()) {
        take_interrupts();
    }
}

struct hal_context *kernel_on_trap(struct hal_context *context, unsigned trap)
{
    struct thread *thread = come_in(context);
    const struct core *core = thread->core;
    thread->progress = 0;
    if (trap_run(thread, trap)) {
        pass();
    }
    return go_on(core);
}

struct hal_context *kernel_on_operation(struct hal_context *context, void *capability)
{
    struct thread *thread = thread_of_context(context);
    const struct core *core = thread->core;
    unsigned ended_before = reaper_count();
    thread->progress = 0;
    enum tay_status status = invocation_run(thread, capability);
    if (trap_is_over(thread, status, ended_before) && core_goes_on(core, thread)) {
        hal_context_set_word(context, 0, status);
        hal_context_set_word(context, 1, 0);
        hal_context_end_operation(context);
        hal_lock_release(&kernel_lock);
        return context;
    }
    if (trap_end_operation(thread, status, ended_before)) {
        pass();
    }
    return go_on(core);
}

struct hal_context *kernel_on_interrupt(struct hal_context *context)
{
    (void)context;
    event_enter();
    take_interrupts();
    return go_on(core_self());
}

struct hal_context *kernel_on_core(void)
{
    event_enter();
    return event_leave();
}

/* One piece of what a thread has to do in the kernel. It may be gone afterwards. */
static void do_duty(struct thread *thread)
{
    if ((thread->flags & DUTY_HELP) != 0) {
        thread_drop(thread, DUTY_HELP);
        reaper_step();
    } else if ((thread->flags & DUTY_OPERATION) != 0) {
        (void)trap_run(thread, thread->trap);
    } else if ((thread->flags & DUTY_REAP) != 0) {
        reaper_step();
        if (scheduler_current() == thread && !reaper_has_work()) {
            thread_set_reaping(thread, false);
        }
    } else {
        struct hal_fault fault = {.kind = HAL_FAULT_WRITE, .address = thread->upcall.area};
        if (!upcall_enter(thread)) {
            report(thread, &fault, space_fault_kind(&thread->process->space, &fault));
        }
    }
}

/* Does one piece of the work that comes before `thread` may run; false: there is none. */
static bool do_work(struct thread *thread)
{
    if (thread == NULL ? log_has_work() : log_goes_first(thread->priority)) {
        log_step();
        return true;
    }
    if (thread == NULL ? reaper_has_work() : reaper_goes_first(thread->priority)) {
        reaper_step();
        return true;
    }
    if (thread != NULL && (thread->flags & DUTIES) != 0) {
        do_duty(thread);
        return true;
    }
    return false;
}

bool event_is_due(void)
{
    return hal_interrupt_pending() || hal_lock_is_wanted(&kernel_lock);
}

/* The kernel's own work may be done. */
static void look_for_work(void)
{
    if (has_work && !log_has_work() && !reaper_is_adopted()) {
        has_work = false;
        fast_allow();
    }
}

struct hal_context *event_leave(void)
{
    struct thread *thread = fast_bars == 0 ? scheduler_choose_shortly() : NULL;
    if (thread != NULL) {
        hal_lock_release(&kernel_lock);
        return &thread->context;
    }
    thread = scheduler_choose();
    while (!scheduler_must_wait() && (scheduler_is_unsettled() || do_work(thread))) {
        pass();
        thread = scheduler_choose();
    }
    bool waits = scheduler_must_wait();
    look_for_work();
    scheduler_arm();
    hal_lock_release(&kernel_lock);
    return thread == NULL || waits ? NULL : &thread->context;
}
