/* SPDX-License-Identifier: MIT */
/*
 * Operations on threads and timers.
 */
#include <boot/machine.h>
#include <mem/user.h>
#include <process/process.h>
#include <process/upcall.h>
#include <sched/core.h>
#include <sched/scheduler.h>
#include <sched/timer.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

enum tay_status op_thread_start(struct thread *caller, struct thread *self)
{
    (void)caller;
    if (self->state != THREAD_STOPPED) {
        return TAY_ESTATE;
    }
    thread_start(self);
    return TAY_OK;
}

/* The save area's alignment: that of the registers in it. */
#define AREA_ALIGN 16

enum tay_status op_thread_set_save_area(struct thread *caller, struct thread *self, tay_ua_t area)
{
    (void)caller;
    if (area != 0 && (area < HAL_PAGE_BYTES || area >= HAL_USER_LIMIT || area % AREA_ALIGN != 0)) {
        return TAY_EINVAL;
    }
    if (self->upcall.active || self->upcall.cause != 0) {
        return TAY_ESTATE;
    }
    self->upcall.area = area;
    return TAY_OK;
}

enum tay_status op_thread_interrupt(struct thread *caller, struct thread *self, tay_word_t cause)
{
    (void)caller;
    if (cause == 0) {
        return TAY_EINVAL;
    }
    if (self->upcall.area == 0 || self->process->upcall_entry == 0) {
        return TAY_ESTATE;
    }
    upcall_interrupt(self, cause);
    return TAY_OK;
}

enum tay_status op_thread_resume(struct thread *caller, struct thread *self)
{
    /* Only a thread that is not in the kernel can be given other registers, but for the caller. */
    bool is_caller = self == caller;
    if (!self->upcall.active || (!is_caller && self->state != THREAD_STOPPED)) {
        return TAY_ESTATE;
    }
    size_t done = upcall_resume(self);
    if (done == 0 || done == USER_AGAIN) {
        return done == 0 ? TAY_EFAULT : STATUS_RESTART;
    }
    return is_caller ? STATUS_RESUMED : TAY_OK;
}

enum tay_status op_thread_get_registers(struct thread *caller, struct thread *self)
{
    _Alignas(HAL_CONTEXT_IMAGE_ALIGN) unsigned char image[HAL_CONTEXT_IMAGE_BYTES];
    struct user_range lent = invocation_lent_write(caller);
    if (lent.length_bytes < sizeof image) {
        return TAY_EINVAL;
    }
    if (self->state != THREAD_STOPPED && !thread_is_blocked(self)) {
        return TAY_ESTATE;
    }
    if (!scheduler_fetch(self)) {
        return STATUS_RESTART;
    }
    hal_context_export(&self->context, image);
    size_t done = user_write(&caller->process->space, lent.address, image, sizeof image);
    return done == sizeof image ? TAY_OK : done == USER_AGAIN ? STATUS_RESTART : TAY_EFAULT;
}

enum tay_status op_thread_set_registers(struct thread *caller, struct thread *self)
{
    _Alignas(HAL_CONTEXT_IMAGE_ALIGN) unsigned char image[HAL_CONTEXT_IMAGE_BYTES];
    struct user_range lent = invocation_lent_read(caller);
    if (lent.length_bytes < sizeof image) {
        return TAY_EINVAL;
    }
    if (self->state != THREAD_STOPPED) {
        return TAY_ESTATE;
    }
    size_t done = user_read(&caller->process->space, lent.address, image, sizeof image);
    if (done != sizeof image) {
        return done == USER_AGAIN ? STATUS_RESTART : TAY_EFAULT;
    }
    hal_context_import(&self->context, image);
    return TAY_OK;
}

enum tay_status op_thread_cancel(struct thread *caller, struct thread *self)
{
    (void)caller;
    thread_cancel(self);
    return TAY_OK;
}

enum tay_status op_thread_set_priority(struct thread *caller, struct thread *self,
                                       tay_word_t priority)
{
    (void)caller;
    if (priority > self->process->ceiling) {
        return TAY_EINVAL;
    }
    thread_set_priority(self, (unsigned)priority);
    return TAY_OK;
}

enum tay_status op_thread_set_affinity(struct thread *caller, struct thread *self, tay_word_t core)
{
    (void)caller;
    if (core != TAY_CORE_ANY && core >= machine.system.core_count) {
        return TAY_EINVAL;
    }
    unsigned affinity = core == TAY_CORE_ANY ? AFFINITY_NONE : (unsigned)core;
    return scheduler_set_affinity(self, affinity) ? TAY_OK : STATUS_RESTART;
}

enum tay_status op_thread_get_affinity(struct thread *caller, struct thread *self,
                                       tay_word_t *core_out, tay_word_t *last_out)
{
    (void)caller;
    *core_out = self->affinity == AFFINITY_NONE ? TAY_CORE_ANY : self->affinity;
    *last_out = self->core->number;
    return TAY_OK;
}

enum tay_status op_thread_set_pointer(struct thread *caller, struct thread *self, tay_ua_t pointer)
{
    (void)caller;
    hal_context_set_pointer(&self->context, pointer);
    scheduler_poke(self);
    return TAY_OK;
}

enum tay_status op_thread_query(struct thread *caller, struct thread *self, tay_word_t *state_out,
                                tay_word_t *priority_out, tay_time_t *run_ns_out)
{
    (void)caller;
    static const tay_word_t states[] = {
        [THREAD_STOPPED] = TAY_THREAD_STOPPED, [THREAD_READY] = TAY_THREAD_READY,
        [THREAD_BLOCKED] = TAY_THREAD_BLOCKED, [THREAD_RECEIVING] = TAY_THREAD_BLOCKED,
        [THREAD_WAITING] = TAY_THREAD_BLOCKED,
    };
    *state_out = states[self->state];
    *priority_out = self->base_priority;
    *run_ns_out = scheduler_run_ns(self);
    return TAY_OK;
}

enum tay_status op_timer_set(struct thread *caller, struct timer *self, tay_time_t deadline_ns,
                             tay_time_t period_ns)
{
    (void)caller;
    if (period_ns != 0 && period_ns < TIMER_PERIOD_MIN_NS) {
        return TAY_EINVAL;
    }
    timer_set(self, deadline_ns, period_ns);
    return TAY_OK;
}
