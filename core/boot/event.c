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
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <irq/irq.h>
#include <lib/assert.h>
#include <log/log.h>
#include <object/reaper.h>
#include <sched/scheduler.h>
#include <syscall/invocation.h>

static struct hal_lock kernel_lock;

void event_init(void)
{
    kernel_lock = (struct hal_lock){0};
}

void event_enter(void)
{
    hal_lock_acquire(&kernel_lock);
}

static void finish(struct thread *thread, enum tay_status status)
{
    hal_context_set_word(&thread->context, 0, status);
    hal_context_set_word(&thread->context, 1, 0);
    hal_context_end_trap(&thread->context);
}

/* Runs the call in a thread's registers, or goes on with it. */
static void run_call(struct thread *thread)
{
    bool resumed = thread->duty == DUTY_OPERATION;
    unsigned ended_before = reaper_count();
    enum tay_status status = invocation_run(thread);
    bool short_of_memory = status == TAY_ENOMEM && reaper_has_work();
    if (status == STATUS_RESTART || short_of_memory) {
        thread->duty = DUTY_OPERATION;
        if (short_of_memory) {
            /* Memory is on its way back: help, then try again. May end this very thread. */
            reaper_step();
        }
        return;
    }
    finish(thread, status);
    /* What an earlier piece of a resumed operation has ended may still be in the list. */
    bool ended = reaper_count() != ended_before || (resumed && reaper_has_work());
    thread->duty = ended ? DUTY_REAP : DUTY_NONE;
}

/* The capability behind the handle of a trap other than call. */
static enum tay_status find(struct thread *thread, unsigned type, unsigned right,
                            struct object **object)
{
    tay_word_t handle = hal_context_word(&thread->context, 0);
    struct slot *slot = NULL;
    if (handle == (tay_cap_t)handle) {
        slot = cap_table_find(&thread->process->table, (tay_cap_t)handle);
    }
    if (slot == NULL) {
        return TAY_EHANDLE;
    }
    *object = slot->object;
    if (slot->type != type) {
        return TAY_ETYPE;
    }
    return (slot->rights & right) == right ? TAY_OK : TAY_ERIGHT;
}

static enum tay_status take_deadline(const struct thread *thread, tay_time_t *deadline_ns)
{
    tay_word_t info = hal_context_word(&thread->context, 1);
    *deadline_ns = TAY_TIME_NEVER;
    if ((info & ~(tay_word_t)TAY_INFO_DEADLINE) != 0) {
        return TAY_EINVAL;
    }
    if (info != 0) {
        *deadline_ns = hal_context_deadline(&thread->context);
    }
    return TAY_OK;
}

static void notify(struct thread *thread)
{
    struct object *object;
    enum tay_status status = find(thread, TAY_OBJECT_notification, TAY_RIGHT_SEND, &object);
    if (status == TAY_OK && hal_context_word(&thread->context, 1) != 0) {
        status = TAY_EINVAL;
    }
    tay_word_t bits = hal_context_word(&thread->context, 2);
    finish(thread, status);
    if (status == TAY_OK) {
        notification_signal(notification_of(object), bits);
    }
}

static void wait(struct thread *thread)
{
    struct object *object;
    tay_time_t deadline_ns = TAY_TIME_NEVER;
    enum tay_status status = find(thread, TAY_OBJECT_notification, TAY_RIGHT_RECEIVE, &object);
    if (status == TAY_OK) {
        status = take_deadline(thread, &deadline_ns);
    }
    if (status == TAY_OK) {
        notification_wait(notification_of(object), thread, deadline_ns);
    } else {
        finish(thread, status);
    }
}

static void receive(struct thread *thread)
{
    struct object *object;
    tay_time_t deadline_ns = TAY_TIME_NEVER;
    enum tay_status status = find(thread, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE, &object);
    if (status == TAY_OK) {
        status = take_deadline(thread, &deadline_ns);
    }
    if (status == TAY_OK) {
        endpoint_receive(endpoint_of(object), thread, deadline_ns);
    } else {
        finish(thread, status);
    }
}

struct hal_context *kernel_on_trap(struct hal_context *context, unsigned trap)
{
    event_enter();
    struct thread *thread = thread_of_context(context);
    switch (trap) {
    case TAY_TRAP_CALL:
        run_call(thread);
        break;
    case TAY_TRAP_NOTIFY:
        notify(thread);
        break;
    case TAY_TRAP_WAIT:
        wait(thread);
        break;
    case TAY_TRAP_RECV:
        receive(thread);
        break;
    case TAY_TRAP_YIELD:
        finish(thread, TAY_OK);
        scheduler_yield();
        break;
    default:
        finish(thread, TAY_ENOSYS);
        break;
    }
    return event_leave();
}

static const char *const fault_names[] = {
    [HAL_FAULT_READ] = "read",
    [HAL_FAULT_WRITE] = "write",
    [HAL_FAULT_EXECUTE] = "execute",
    [HAL_FAULT_ALIGNMENT] = "alignment",
    [HAL_FAULT_INSTRUCTION] = "instruction",
    [HAL_FAULT_BREAKPOINT] = "breakpoint",
    [HAL_FAULT_FP] = "floating point",
    [HAL_FAULT_BUS] = "bus error",
};

/* Whether the fault is a first touch or a copy on write, and mended. */
static bool is_resolved(struct thread *thread, const struct hal_fault *fault)
{
    static const unsigned accesses[] = {
        [HAL_FAULT_READ] = TAY_MAP_READ,
        [HAL_FAULT_WRITE] = TAY_MAP_WRITE,
        [HAL_FAULT_EXECUTE] = TAY_MAP_EXECUTE,
    };
    struct hal_page page;
    return fault->kind <= HAL_FAULT_EXECUTE &&
           space_resolve(&thread->process->space, fault->address, accesses[fault->kind], &page);
}

struct hal_context *kernel_on_fault(struct hal_context *context, const struct hal_fault *fault)
{
    event_enter();
    struct thread *thread = thread_of_context(context);
    if (!is_resolved(thread, fault)) {
        log_line("fault: process %lu: %s at 0x%lx, pc 0x%lx, code 0x%lx",
                 (unsigned long)thread->process->exited.badge, fault_names[fault->kind],
                 (unsigned long)fault->address, (unsigned long)fault->pc,
                 (unsigned long)fault->code);
        process_end(thread->process, TAY_EXIT_FAULT);
        thread->duty = DUTY_REAP;
    }
    return event_leave();
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
            break;
        case HAL_EVENT_KICK:
            break;
        }
    }
}

struct hal_context *kernel_on_interrupt(struct hal_context *context)
{
    (void)context;
    event_enter();
    take_interrupts();
    return event_leave();
}

struct hal_context *kernel_on_core(void)
{
    event_enter();
    return event_leave();
}

/* One piece of what a thread has to do in the kernel. It may be gone afterwards. */
static void do_duty(struct thread *thread)
{
    if (thread->duty == DUTY_OPERATION) {
        run_call(thread);
        return;
    }
    reaper_step();
    if (scheduler_current() == thread && !reaper_has_work()) {
        thread->duty = DUTY_NONE;
    }
}

/* Does one piece of the work that comes before `thread` may run; false: there is none. */
static bool do_work(struct thread *thread)
{
    if (thread == NULL ? reaper_has_work() : reaper_goes_first(thread->priority)) {
        reaper_step();
        return true;
    }
    if (thread != NULL && thread->duty != DUTY_NONE) {
        do_duty(thread);
        return true;
    }
    return false;
}

struct hal_context *event_leave(void)
{
    struct thread *thread = scheduler_choose();
    while (do_work(thread)) {
        if (hal_interrupt_pending()) {
            take_interrupts();
        }
        thread = scheduler_choose();
    }
    scheduler_arm();
    hal_lock_release(&kernel_lock);
    return thread == NULL ? NULL : &thread->context;
}
