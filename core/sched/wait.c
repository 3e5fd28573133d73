/* SPDX-License-Identifier: MIT */
/*
 * Waiting. Invariant: a thread is in a queue exactly while its state is THREAD_BLOCKED; it has an
 * armed timeout only then.
 */
#include <sched/wait.h>

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
    wait_wake(container_of(timeout, struct thread, wait.timeout), TAY_ETIMEDOUT);
}

void wait_block(struct thread *thread, struct wait_queue *queue, tay_time_t deadline_ns)
{
    kernel_assert(thread->state == THREAD_READY);
    scheduler_remove(thread);
    thread->state = THREAD_BLOCKED;
    thread->wait.queue = queue;
    thread->wait.age = next_age++;
    thread->wait.node.key = key_of(thread);
    tree_insert(&queue->tree, &thread->wait.node);
    if (deadline_ns != TAY_TIME_NEVER) {
        thread->wait.timeout.expire = on_deadline;
        timeout_arm(&thread->wait.timeout, deadline_ns);
    }
}

struct thread *wait_first(const struct wait_queue *queue)
{
    struct tree_node *node = tree_first(&queue->tree);
    return node == NULL ? NULL : container_of(node, struct thread, wait.node);
}

void wait_abandon(struct thread *thread)
{
    kernel_assert(thread->state == THREAD_BLOCKED);
    tree_remove(&thread->wait.queue->tree, &thread->wait.node);
    timeout_disarm(&thread->wait.timeout);
    thread->wait.queue = NULL;
    thread->state = THREAD_STOPPED;
}

void wait_wake(struct thread *thread, enum tay_status status)
{
    wait_abandon(thread);
    if (status != TAY_OK) {
        hal_context_set_word(&thread->context, 0, status);
        hal_context_end_trap(&thread->context);
    }
    scheduler_add(thread);
}

void wait_reorder(struct thread *thread)
{
    struct wait_queue *queue = thread->wait.queue;
    tree_remove(&queue->tree, &thread->wait.node);
    thread->wait.node.key = key_of(thread);
    tree_insert(&queue->tree, &thread->wait.node);
}
