/* SPDX-License-Identifier: MIT */
/*
 * Upcalls. Invariant: DUTY_INTERRUPT is set exactly while an interrupt is due and no upcall is
 * active.
 */
#include <process/upcall.h>

#include <mem/user.h>
#include <process/process.h>
#include <sched/scheduler.h>
#include <sched/wait.h>

static void set_duty(struct thread *thread)
{
    if (thread->upcall.cause != 0 && !thread->upcall.active) {
        thread_raise(thread, DUTY_INTERRUPT);
    } else {
        thread_drop(thread, DUTY_INTERRUPT);
    }
}

void upcall_interrupt(struct thread *thread, tay_word_t cause)
{
    thread->upcall.cause |= cause;
    set_duty(thread);
    scheduler_poke(thread);
    if (thread_is_blocked(thread) && !thread->upcall.active) {
        wait_end(thread, TAY_ECANCELED);
    }
}

bool upcall_enter(struct thread *thread)
{
    _Alignas(HAL_CONTEXT_IMAGE_ALIGN) unsigned char image[HAL_CONTEXT_IMAGE_BYTES];
    struct space *space = &thread->process->space;
    if (thread->process->upcall_entry == 0) {
        thread->upcall.cause = 0; /* nobody wants interrupts any more */
        set_duty(thread);
        return true;
    }
    hal_context_export(&thread->context, image);
    size_t done = user_write(space, thread->upcall.area, image, sizeof image);
    if (done != sizeof image) {
        return done == USER_AGAIN;
    }
    hal_context_divert(&thread->context, thread->process->upcall_entry, thread->upcall.cause,
                       thread->upcall.area);
    thread->upcall.cause = 0;
    thread->upcall.active = true;
    set_duty(thread);
    return true;
}

size_t upcall_resume(struct thread *thread)
{
    _Alignas(HAL_CONTEXT_IMAGE_ALIGN) unsigned char image[HAL_CONTEXT_IMAGE_BYTES];
    struct space *space = &thread->process->space;
    size_t done = user_read(space, thread->upcall.area, image, sizeof image);
    if (done != sizeof image) {
        return done == USER_AGAIN ? USER_AGAIN : 0;
    }
    hal_context_import(&thread->context, image);
    thread->upcall.active = false;
    set_duty(thread);
    return done;
}
