/* SPDX-License-Identifier: MIT */
/*
 * Threads. Invariant: a thread is in its process's list until it is dead; there those with the duty
 * to reap stand behind all others.
 */
#include <sched/thread.h>

#include <ipc/call.h>
#include <ipc/endpoint.h>
#include <ipc/inherit.h>
#include <lib/assert.h>
#include <mem/slab.h>
#include <object/account.h>
#include <object/reaper.h>
#include <process/clone.h>
#include <sched/core.h>
#include <sched/scheduler.h>
#include <sched/wait.h>

struct thread *thread_create(struct process *process, unsigned priority)
{
    struct thread *thread = slab_alloc(process->account, SLAB_THREAD);
    if (thread == NULL) {
        return NULL;
    }
    object_init(&thread->object, TAY_OBJECT_thread, process->account);
    thread->process = process;
    thread->base_priority = (uint8_t)priority;
    thread->priority = (uint8_t)priority;
    thread->affinity = AFFINITY_NONE;
    thread->state = THREAD_STOPPED;
    thread_move(thread, core_self());
    thread->slice = scheduler_slice_ticks;
    hal_context_set_space(&thread->context, &process->space.hal);
    list_node_init(&thread->ready);
    list_node_init(&thread->service.serving);
    list_node_init(&thread->fault.queued);
    list_node_init(&thread->faulted);
    thread->fault.owner = &thread->object;
    thread->fault.kind = TAY_KIND_FAULT;
    list_push_front(&process->threads, &thread->in_process);
    process->thread_count++;
    return thread;
}

void thread_set_reaping(struct thread *thread, bool on)
{
    list_remove(&thread->in_process);
    if (on) {
        thread_raise(thread, DUTY_REAP);
        list_push_back(&thread->process->threads, &thread->in_process);
    } else {
        thread_drop(thread, DUTY_REAP);
        list_push_front(&thread->process->threads, &thread->in_process);
    }
}

void thread_start(struct thread *thread)
{
    kernel_assert(thread->state == THREAD_STOPPED);
    list_remove(&thread->faulted);
    scheduler_add(thread);
}

void thread_set_priority(struct thread *thread, unsigned priority)
{
    unsigned before = thread->priority;
    thread->base_priority = (uint8_t)priority;
    inherit_priority(thread);
    if (scheduler_current() == thread && thread->priority != before) {
        scheduler_yield(); /* like a ready one, it goes to the end of its new queue */
    }
}

void thread_cancel(struct thread *thread)
{
    bool decided = thread->decided; /* then it is told the next time */
    if (thread_is_blocked(thread)) {
        wait_end(thread, TAY_ECANCELED);
        if (!decided) {
            return;
        }
    }
    thread_raise(thread, THREAD_CANCEL);
}

/* Whoever waits for an answer of this thread gets none. */
static void leave_service(struct thread *thread)
{
    if (thread->service.caller != NULL) {
        call_end(thread->service.caller, TAY_EPEER);
    }
}

bool thread_is_idle(const struct thread *thread)
{
    return !thread_is_blocked(thread) && thread->service.caller == NULL &&
           thread->cloning == NULL && (thread->flags & DUTY_REAP) == 0 &&
           !scheduler_is_elsewhere(thread);
}

bool thread_end_step(struct object *object)
{
    struct thread *thread = thread_of(object);
    if (scheduler_is_elsewhere(thread)) {
        scheduler_await_core(thread);
        return false;
    }
    if (thread->state == THREAD_READY) {
        scheduler_remove(thread);
        thread->state = THREAD_STOPPED;
    } else if (thread_is_blocked(thread)) {
        if (thread->call_state != CALL_NONE) {
            call_detach(thread);
        }
        wait_abandon(thread);
    }
    leave_service(thread);
    endpoint_part(thread);
    if (thread->cloning != NULL) {
        clone_abort(thread->cloning);
    }
    if ((thread->flags & DUTY_REAP) != 0) {
        reaper_adopt(thread->priority);
    }
    hal_context_retire(&thread->context);
    list_remove(&thread->faulted);
    list_remove(&thread->in_process);
    thread->process->thread_count--;
    return true;
}
