/* SPDX-License-Identifier: MIT */
/*
 * Signals, waits and yields. Unlike with a call, somebody else pays from then on: who has no call
 * in hand pays for itself, and others are a matter of the long way.
 *
 * What need not be looked at, because the long way keeps it so:
 * - a notification's only waiter is in no queue, and no bit is set while he waits;
 * - whoever is in a run queue has some of his time slice left;
 * - a kernel that has work of its own to do before some thread runs bars the lock (boot/event.c).
 */
#include <ipc/fast_way.h>

/* Whether a thread's time can be accounted for in short. */
WAY bool pays_alone(const struct thread *thread)
{
    return thread->service.caller == NULL;
}

/* The running thread stops, with `left` of its slice, and another one begins with its own. */
WAY void hand_over(struct core *core, struct thread *thread, struct thread *next, uint64_t now,
                   uint64_t left)
{
    thread->run += now - core->since;
    thread->slice = left;
    core->since = now;
    core->slice_end = now + next->slice;
    switch_to(core, thread, thread->process, next);
}

/* Who runs when the running thread does not; NULL: that takes a longer look. */
WAY struct thread *next_of(const struct core *core)
{
    if (core->pinned.bitmap != 0 || core->free.bitmap == 0) {
        return NULL;
    }
    struct thread *next = run_queue_first(&core->free, core_highest_of(core->free.bitmap));
    return next->plain_on == core && pays_alone(next) ? next : NULL;
}

/* Whether somebody waits behind the first one of a priority. */
WAY bool is_followed(const struct thread *first, const struct core *core)
{
    return first->ready.next != &core->free.list[first->priority].head;
}

/* Whether the timer will fire in time for a slice that begins now, if somebody waits for its end.
 */
WAY bool is_timed(const struct core *core, const struct thread *next, bool waits, uint64_t now)
{
    return !waits || core->armed <= now + next->slice;
}

/* Signals -------------------------------------------------------------------------------------- */

/* The waiter is more important than who signals, who goes on when it waits again; an idle core
 * would have to be told that it waits. */
WAY struct thread *wake(struct thread *thread, struct notification *notification)
{
    struct core *core = thread->plain_on;
    struct thread *waiter = notification->waiter;
    uint64_t now = hal_clock(), left = core->slice_end - now;
    if (waiter->plain_on != core || waiter->priority <= thread->priority || !pays_alone(waiter) ||
        !pays_alone(thread) || waiter->slice == 0 || now >= core->slice_end ||
        sched_idle_count != 0 || hal_fast_word() == 0) {
        return NULL;
    }
    core_put(core, thread, true);
    hal_fast_park(&thread->context);
    notification->waiter = NULL;
    waiter->wait.queue = NULL;
    waiter->phase = (struct thread_phase){.state = THREAD_READY};
    hand_over(core, thread, waiter, now, left);
    return waiter;
}

/* What a handle names, if it can be signalled by a short way. */
WAY struct notification *signalled(const struct thread *thread, tay_word_t handle)
{
    struct object *object;
    if (!find_for(thread->process, handle, SLOT_FAST_NOTIFY, &object) || hal_fast_info() != 0 ||
        thread->plain_on == NULL || notification_of(object)->object.dying) {
        return NULL;
    }
    return notification_of(object);
}

/* Nobody waits; false: somebody may hear of it all the same. */
WAY bool set_bits(struct notification *notification)
{
    if (notification->endpoint != NULL || notification->waiters.tree.root != NULL) {
        return false;
    }
    notification->bits |= hal_fast_word();
    return true;
}

struct hal_context *kernel_fast_notify(tay_word_t handle)
{
    if (!hal_lock_try(&kernel_lock)) {
        return NULL;
    }
    struct thread *thread = self(), *next = NULL;
    struct notification *notification = signalled(thread, handle);
    bool is_set = false;
    if (notification != NULL && notification->waiter != NULL) {
        next = wake(thread, notification);
    } else if (notification != NULL) {
        is_set = set_bits(notification);
    }
    hal_lock_let_go(&kernel_lock);
    if (is_set) {
        return hal_fast_done();
    }
    return next == NULL ? NULL : hal_fast_wake(&next->context);
}

/* Waits ---------------------------------------------------------------------------------------- */

/* The next thread takes the place of one that blocks; NULL: there is none for the short way. */
WAY struct thread *give_way(struct core *core, struct thread *thread)
{
    uint64_t now = hal_clock();
    struct thread *next = next_of(core);
    if (next == NULL || !pays_alone(thread) || now >= core->slice_end ||
        !is_timed(core, next, is_followed(next, core), now)) {
        return NULL;
    }
    run_queue_drop(&core->free, next);
    hand_over(core, thread, next, now, core->slice_end - now);
    return next;
}

WAY struct thread *wait(struct thread *thread, tay_word_t handle)
{
    struct object *object;
    struct core *core = thread->plain_on;
    if (!find_for(thread->process, handle, SLOT_FAST_WAIT, &object) || hal_fast_info() != 0 ||
        core == NULL) {
        return NULL;
    }
    struct notification *notification = notification_of(object);
    if (notification->bits != 0 || notification->object.dying || notification->endpoint != NULL ||
        notification->waiter != NULL || notification->waiters.tree.root != NULL) {
        return NULL;
    }
    struct thread *next = give_way(core, thread);
    if (next != NULL) {
        notification->waiter = thread;
        thread->wait.queue = &notification->waiters;
        thread->phase = (struct thread_phase){.state = THREAD_WAITING};
    }
    return next;
}

struct hal_context *kernel_fast_wait(tay_word_t handle)
{
    if (!hal_lock_try(&kernel_lock)) {
        return NULL;
    }
    struct thread *next = wait(self(), handle);
    hal_lock_let_go(&kernel_lock);
    return next == NULL ? NULL : hal_fast_resume(&next->context);
}

WAY struct thread *receive(struct thread *thread, tay_word_t handle)
{
    struct object *object;
    struct core *core = thread->plain_on;
    if (!find_for(thread->process, handle, SLOT_FAST_RECEIVE, &object) || hal_fast_info() != 0 ||
        core == NULL) {
        return NULL;
    }
    struct endpoint *endpoint = endpoint_of(object);
    if (endpoint != thread->service.endpoint || endpoint->ready != NULL || thread->service.ended) {
        return NULL;
    }
    struct thread *next = give_way(core, thread);
    if (next != NULL) {
        endpoint->ready = thread;
        thread->phase = (struct thread_phase){.state = THREAD_RECEIVING};
    }
    return next;
}

struct hal_context *kernel_fast_recv(tay_word_t handle)
{
    if (!hal_lock_try(&kernel_lock)) {
        return NULL;
    }
    struct thread *next = receive(self(), handle);
    hal_lock_let_go(&kernel_lock);
    return next == NULL ? NULL : hal_fast_resume(&next->context);
}

/* Yields --------------------------------------------------------------------------------------- */

/* To the first one of the same priority; the rest of the slice is given up. */
WAY struct thread *yield(struct thread *thread)
{
    struct core *core = thread->plain_on;
    if (core == NULL || thread->affinity != AFFINITY_NONE) {
        return NULL;
    }
    uint64_t now = hal_clock();
    struct thread *next = next_of(core);
    if (next == NULL || next->priority != thread->priority || !pays_alone(thread) ||
        now >= core->slice_end || !is_timed(core, next, true, now)) {
        return NULL;
    }
    run_queue_drop(&core->free, next);
    hal_fast_park(&thread->context);
    core_put(core, thread, false);
    hand_over(core, thread, next, now, core->slice_end - now);
    thread->slice = scheduler_slice_ticks;
    return next;
}

struct hal_context *kernel_fast_yield(void)
{
    if (!hal_lock_try(&kernel_lock)) {
        return NULL;
    }
    struct thread *next = yield(self());
    hal_lock_let_go(&kernel_lock);
    return next == NULL ? NULL : hal_fast_resume(&next->context);
}
