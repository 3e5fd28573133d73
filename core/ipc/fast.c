/* SPDX-License-Identifier: MIT */
/*
 * The short ways. No function here may be called: all are inlined into the three that the board
 * calls, which have no stack (hal/fast.h). All checks come before the first change.
 *
 * What need not be looked at, because the long way keeps it so:
 * - in endpoint->ready stands a thread only while the endpoint lets callers in and nothing else
 *   waits there, and NULL only while a receiver would have to wait (endpoint_settle);
 * - a thread's core is where it may run and where the CPU keeps what it keeps of it;
 * - a process that is held bars the lock (process/clone.c);
 * - who receives is in no queue but that of its endpoint, and no call of its own is under way.
 */
#include <ipc/fast.h>

#include <boot/event.h>
#include <hal/fast.h>
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <ipc/session.h>
#include <process/process.h>
#include <sched/core.h>

#define WAY static inline __attribute__((always_inline))

WAY struct thread *self(void)
{
    return thread_of_context(hal_fast_context());
}

/* The slot that a handle names; NULL: none, or none for this way. */
WAY struct slot *find(const struct thread *thread, tay_word_t handle, unsigned way)
{
    struct slot *slot = cap_table_at(&thread->process->table, (tay_cap_t)handle);
    return slot != NULL && slot->handle == handle && (slot->fast & way) != 0 ? slot : NULL;
}

/* Another thread goes on in the place of this one. The board changes to its space after the lock
 * has been let go, so that until the core's next event this one's may still be in use. */
WAY void switch_to(const struct thread *thread, struct thread *next)
{
    struct process *process = thread->process;
    thread->core->current = next;
    thread->core->space_of = process;
    if (process->uses_devices) {
        hal_context_leave(&thread->context);
    }
}

/* Calls ---------------------------------------------------------------------------------------- */

WAY bool lets_in(const struct session *session)
{
    return session_is_open(session) && !session->object.dying;
}

WAY struct thread *call(struct thread *caller, tay_word_t handle)
{
    const tay_word_t allowed = TAY_INFO_OPERATION_MASK | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE;
    struct slot *slot = find(caller, handle, SLOT_FAST_CALL | SLOT_FAST_SESSION);
    if (slot == NULL || (hal_fast_info() & ~allowed) != 0 || caller->flags != 0) {
        return NULL;
    }
    struct session *session = NULL;
    struct endpoint *endpoint = endpoint_of(slot->object);
    if ((slot->fast & SLOT_FAST_SESSION) != 0) {
        session = session_of(slot->object);
        endpoint = session->endpoint;
        if (!lets_in(session)) {
            return NULL;
        }
    }
    struct thread *server = endpoint->ready;
    if ((uintptr_t)server <= (uintptr_t)ENDPOINT_BUSY || server->core != caller->core) {
        return NULL;
    }
    uint64_t badge = 0;
    if (session != NULL) {
        badge = session->badge;
        session->object.references++;
        caller->call.session = session;
        caller->flags = THREAD_SESSION;
    }
    hal_context_set_badge(&server->context, badge);
    endpoint->ready = NULL;
    server->service.caller = caller;
    server->state = THREAD_READY;
    if (server->priority < caller->priority) {
        server->priority = caller->priority;
    }
    caller->state = THREAD_BLOCKED;
    caller->call.state = CALL_TAKEN;
    caller->call.wants_answer = true;
    caller->call.server = server;
    switch_to(caller, server);
    return server;
}

struct hal_context *kernel_fast_call(tay_word_t handle)
{
    if (!hal_lock_try(&kernel_lock)) {
        return NULL;
    }
    struct thread *server = call(self(), handle);
    hal_lock_let_go(&kernel_lock);
    return (struct hal_context *)server;
}

/* Answers -------------------------------------------------------------------------------------- */

/* Whether the session stays when the call by it has ended. */
WAY bool stays(const struct session *session, tay_word_t status)
{
    return status != TAY_EPEER &&
           (session->object.references > 1 || session->object.capability_count > 0);
}

WAY struct thread *answer(struct thread *server, tay_word_t handle)
{
    struct slot *slot = find(server, handle, SLOT_FAST_RECEIVE);
    tay_word_t status = hal_fast_info();
    if (slot == NULL || status >= TAY_STATUS_COUNT || server->flags != 0) {
        return NULL;
    }
    struct endpoint *endpoint = endpoint_of(slot->object);
    struct thread *caller = server->service.caller;
    struct core *core = server->core;
    if (caller == NULL || endpoint != server->service.endpoint || endpoint->ready != NULL ||
        caller->core != core) {
        return NULL;
    }
    if (caller->priority != server->priority && core_waiting(core) >> caller->priority != 0) {
        return NULL;
    }
    if (caller->flags != 0) {
        struct session *session = caller->call.session;
        if (caller->flags != THREAD_SESSION || !stays(session, status)) {
            return NULL;
        }
        session->object.references--;
        caller->call.session = NULL;
        caller->flags = 0;
    }
    endpoint->ready = server;
    server->service.caller = NULL;
    server->state = THREAD_RECEIVING;
    server->priority = server->base_priority;
    caller->state = THREAD_READY;
    caller->call.state = CALL_NONE;
    caller->call.wants_answer = false;
    caller->call.server = NULL;
    switch_to(server, caller);
    return caller;
}

struct hal_context *kernel_fast_reply_recv(tay_word_t handle)
{
    if (!hal_lock_try(&kernel_lock)) {
        return NULL;
    }
    struct thread *caller = answer(self(), handle);
    hal_lock_let_go(&kernel_lock);
    return (struct hal_context *)caller;
}

/* Signals -------------------------------------------------------------------------------------- */

/* Nobody waits for it. */
WAY bool signal(const struct thread *thread, tay_word_t handle)
{
    struct slot *slot = find(thread, handle, SLOT_FAST_NOTIFY);
    if (slot == NULL || hal_fast_info() != 0 || thread->flags != 0) {
        return false;
    }
    struct notification *notification = notification_of(slot->object);
    if (notification->object.dying || notification->endpoint != NULL ||
        notification->waiter != NULL || notification->waiters.tree.root != NULL) {
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
    bool done = signal(self(), handle);
    hal_lock_let_go(&kernel_lock);
    return done ? hal_fast_context() : NULL;
}
