/* SPDX-License-Identifier: MIT */
/*
 * Who waits, in which order, at which priority, until when.
 */
#include "model.h"

bool ipc_is_blocked(const struct ipc_thread *thread, enum ipc_wait wait, int on)
{
    return !thread->ended && thread->state == IPC_BLOCKED && thread->wait == wait &&
           thread->on == on;
}

/* Of receivers the last one comes first, of all others the most important one that has waited
 * longest. */
static bool is_before(enum ipc_wait wait, int a, int b)
{
    const struct ipc_thread *one = &ipc.thread[a], *other = &ipc.thread[b];
    if (wait == IPC_RECEIVES) {
        return one->age > other->age;
    }
    return one->priority == other->priority ? one->age < other->age
                                            : one->priority > other->priority;
}

int ipc_first(enum ipc_wait wait, int on)
{
    int first = IPC_NONE;
    for (int i = 0; i < ipc.thread_count; i++) {
        if (ipc_is_blocked(&ipc.thread[i], wait, on) &&
            (first == IPC_NONE || is_before(wait, i, first))) {
            first = i;
        }
    }
    return first;
}

/* The rule: the highest of its base, its caller, and the highest that queues where the call came
 * from. */
static unsigned rule(const struct ipc_thread *thread)
{
    unsigned priority = thread->base;
    for (int i = 0; i < ipc.thread_count && thread->hand != IPC_NONE; i++) {
        const struct ipc_thread *other = &ipc.thread[i];
        bool counts = i == thread->hand || ipc_is_blocked(other, IPC_QUEUED, thread->hand_endpoint);
        if (counts && other->priority > priority) {
            priority = other->priority;
        }
    }
    return priority;
}

void ipc_inherit(void)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        ipc.thread[i].priority = ipc.thread[i].base;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < ipc.thread_count; i++) {
            struct ipc_thread *thread = &ipc.thread[i];
            unsigned priority = thread->ended ? thread->base : rule(thread);
            changed = changed || priority != thread->priority;
            thread->priority = priority;
        }
    }
}

void ipc_finish(int n, enum tay_status status, tay_word_t info)
{
    struct ipc_thread *thread = &ipc.thread[n];
    thread->state = IPC_READY;
    thread->result = (struct ipc_result){.fresh = true, .status = status, .info = info};
    for (unsigned i = 0; i < TAY_WORDS; i++) {
        thread->result.cap[i] = IPC_NONE;
    }
    thread->session = thread->server = thread->reply = IPC_NONE;
    ipc_inherit();
}

bool ipc_block(int n, enum ipc_wait wait, int on, tay_time_t deadline_ns)
{
    struct ipc_thread *thread = &ipc.thread[n];
    if (thread->cancel_next) {
        thread->cancel_next = false;
        ipc_count(IPC_canceled_later);
        ipc_finish(n, TAY_ECANCELED, 0);
        return false;
    }
    if (deadline_ns <= ipc.now_ns) {
        ipc_count(IPC_timed_out_at_once);
        ipc_finish(n, TAY_ETIMEDOUT, 0);
        return false;
    }
    thread->state = IPC_BLOCKED;
    thread->wait = wait;
    thread->on = on;
    thread->age = ipc.next_age++;
    thread->deadline_ns = deadline_ns;
    ipc_inherit();
    return true;
}

bool ipc_is_deadline(tay_time_t time_ns)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        const struct ipc_thread *thread = &ipc.thread[i];
        if (!thread->ended && thread->state == IPC_BLOCKED && thread->deadline_ns == time_ns) {
            return true;
        }
    }
    return false;
}

bool ipc_advance(tay_time_t end_ns)
{
    int next = IPC_NONE;
    for (int i = 0; i < ipc.thread_count; i++) {
        const struct ipc_thread *thread = &ipc.thread[i];
        if (!thread->ended && thread->state == IPC_BLOCKED && thread->deadline_ns <= end_ns &&
            (next == IPC_NONE || thread->deadline_ns < ipc.thread[next].deadline_ns)) {
            next = i;
        }
    }
    if (next == IPC_NONE) {
        ipc.now_ns = end_ns;
        return false;
    }
    struct ipc_thread *thread = &ipc.thread[next];
    ipc.now_ns = thread->deadline_ns;
    if (thread->wait == IPC_RECEIVES || thread->wait == IPC_WAITS) {
        ipc_count(IPC_timed_out_receiving);
        ipc_finish(next, TAY_ETIMEDOUT, 0);
    } else {
        ipc_count(thread->wait == IPC_QUEUED ? IPC_timed_out_queued : IPC_timed_out_seen);
        ipc_end_call(next, TAY_ETIMEDOUT);
    }
    return true;
}
