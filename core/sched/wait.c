/* SPDX-License-Identifier: MIT */
/*
 * Waiting. Invariant: a thread is in a queue, and has an armed timeout, only while it is blocked;
 * it is blocked without a queue only while its call is taken or put aside, or while it receives.
 */
#include <sched/wait.h>

#include <hal/time.h>
#include <ipc/call.h>
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <lib/assert.h>
#include <sched/scheduler.h>

/* Priority above age: the age counts blockings and does not wrap in practice (2^58). */
#define AGE_BITS 58

static uint64_t next_age;

static uint64_t key_of(const struct thread *thread)
{
    uint64_t rank = TAY_PRIORITY_MAX - thread->priority;
    return rank << AGE_BITS | thread->wait.age;
}

static void on_deadline(struct timeout *timeout)
{
    wait_end(container_of(timeout, struct thread, wait.timeout), TAY_ETIMEDOUT);
}

void wait_set_result(struct thread *thread, enum tay_status status, tay_word_t info)
{
    hal_context_set_word(&thread->context, 0, status);
    hal_context_set_word(&thread->context, 1, info);
    hal_context_end_trap(&thread->context);
}

bool wait_may_block(struct thread *thread, tay_time_t deadline_ns)
{
    kernel_assert(thread->state == THREAD_READY);
    if ((thread->flags & (THREAD_CANCEL | DUTY_INTERRUPT)) != 0) {
        thread_drop(thread, THREAD_CANCEL);
        wait_set_result(thread, TAY_ECANCELED, 0);
        return false;
    }
    if (deadline_ns != TAY_TIME_NEVER && deadline_ns <= hal_time_now()) {
        wait_set_result(thread, TAY_ETIMEDOUT, 0);
        return false;
    }
    return true;
}

void wait_block(struct thread *thread, enum thread_state state, tay_time_t deadline_ns)
{
    scheduler_remove(thread);
    thread->state = (uint8_t)state;
    if (deadline_ns != TAY_TIME_NEVER) {
        thread_raise(thread, THREAD_TIMED);
        thread->wait.timeout.expire = on_deadline;
        timeout_arm(&thread->wait.timeout, deadline_ns);
    }
}

void wait_enqueue(struct thread *thread, struct wait_queue *queue)
{
    thread->wait.queue = queue;
    thread->wait.age = next_age++;
    thread->wait.node.key = key_of(thread);
    tree_insert(&queue->tree, &thread->wait.node);
}

struct thread *wait_first(const struct wait_queue *queue)
{
    struct tree_node *node = tree_first(&queue->tree);
    return node == NULL ? NULL : container_of(node, struct thread, wait.node);
}

void wait_leave_queue(struct thread *thread)
{
    if (thread->state == THREAD_RECEIVING) {
        endpoint_leave(thread);
    } else if (thread->state == THREAD_WAITING) {
        notification_leave(thread);
    } else if (thread->wait.queue != NULL) {
        tree_remove(&thread->wait.queue->tree, &thread->wait.node);
    }
    thread->wait.queue = NULL;
}

void wait_abandon(struct thread *thread)
{
    kernel_assert(thread_is_blocked(thread));
    wait_leave_queue(thread);
    if ((thread->flags & THREAD_TIMED) != 0) {
        thread_drop(thread, THREAD_TIMED);
        timeout_disarm(&thread->wait.timeout);
    }
    thread->state = THREAD_STOPPED;
}

void wait_wake(struct thread *thread)
{
    wait_abandon(thread);
    scheduler_add(thread);
}

void wait_wake_first(struct thread *thread)
{
    wait_abandon(thread);
    scheduler_add_first(thread);
}

void wait_finish(struct thread *thread, enum tay_status status, tay_word_t info)
{
    wait_set_result(thread, status, info);
    wait_wake(thread);
}

void wait_end(struct thread *thread, enum tay_status status)
{
    if (thread->call_state != CALL_NONE) {
        call_end(thread, status);
    } else {
        wait_finish(thread, status, 0);
    }
}

void wait_reorder(struct thread *thread)
{
    struct wait_queue *queue = thread->wait.queue;
    if (queue == NULL || thread->state != THREAD_BLOCKED) {
        return;
    }
    tree_remove(&queue->tree, &thread->wait.node);
    thread->wait.node.key = key_of(thread);
    tree_insert(&queue->tree, &thread->wait.node);
    if (thread->call_state == CALL_QUEUED) {
        endpoint_on_reorder(thread->call.endpoint, thread->wait.node.key);
    }
}
