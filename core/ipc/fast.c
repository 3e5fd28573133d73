/* SPDX-License-Identifier: MIT */
/*
 * Calls and answers.
 *
 * What need not be looked at, because the long way keeps it so:
 * - in endpoint->ready stands a thread only while the endpoint lets callers in and nothing else
 *   waits there, and NULL only while a receiver would have to wait (endpoint_settle);
 * - a thread's core is where it may run and where the CPU keeps what it keeps of it;
 * - a process that is held bars the lock (process/clone.c);
 * - who receives is in no queue but that of its endpoint, and no call of its own is under way.
 */
#include <ipc/fast_way.h>
#include <ipc/session.h>

/* Calls ---------------------------------------------------------------------------------------- */

/* A server takes the call; nothing speaks against it. */
WAY struct thread *take(struct core *core, struct thread *caller, struct process *process,
                        struct endpoint *endpoint, struct thread *server, uint64_t badge)
{
    hal_context_set_badge(&server->context, badge);
    endpoint->ready = NULL;
    server->service.caller = caller;
    server->phase = (struct thread_phase){.state = THREAD_READY};
    if (server->priority < caller->priority) {
        server->priority = caller->priority;
    }
    caller->call.server = server;
    caller->phase = (struct thread_phase){.state = THREAD_BLOCKED, .call_state = CALL_TAKEN};
    switch_to(core, caller, process, server);
    return server;
}

/* Who can take the caller's call; NULL: nobody by this way. */
WAY struct thread *server_of(const struct endpoint *endpoint, const struct core *core)
{
    struct thread *server = endpoint->ready;
    bool can = (uintptr_t)server > (uintptr_t)ENDPOINT_BUSY && server->plain_on == core;
    return can ? server : NULL;
}

WAY struct thread *call_by_session(struct core *core, struct thread *caller,
                                   struct session *session)
{
    if (!session_is_open(session) || session->object.dying) {
        return NULL;
    }
    struct thread *server = server_of(session->endpoint, core);
    if (server != NULL) {
        session->object.references++;
        caller->call.session = session;
        thread_raise(caller, THREAD_SESSION);
        take(core, caller, caller->process, session->endpoint, server, session->badge);
    }
    return server;
}

/* Whether a call has nothing but words and lent memory. */
WAY bool is_plain_message(void)
{
    const tay_word_t allowed = TAY_INFO_OPERATION_MASK | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE;
    return (hal_fast_info() & ~allowed) == 0;
}

WAY struct thread *call_by_endpoint(struct core *core, struct thread *caller,
                                    struct process *process, struct endpoint *endpoint)
{
    struct thread *server = server_of(endpoint, core);
    return server == NULL ? NULL : take(core, caller, process, endpoint, server, 0);
}

/* Whether a call is an operation on the object that a slot names. */
WAY bool is_operation(const struct slot *slot)
{
    bool means_object = (slot->fast & SLOT_FAST_OBJECT) != 0 ||
                        ((hal_fast_info() & TAY_INFO_OBJECT) != 0 && slot->fast != 0);
    return means_object && !slot->object->dying;
}

struct hal_context *kernel_fast_call(tay_word_t handle)
{
    if (!hal_lock_try(&kernel_lock)) {
        return NULL;
    }
    struct thread *caller = self();
    struct process *process = caller->process;
    struct core *core = caller->plain_on;
    struct thread *server = NULL;
    struct slot *slot;
    bool found = find(process, handle, &slot) && core != NULL;
    if (found && (slot->fast & SLOT_FAST_CALL) != 0 && is_plain_message()) {
        server = call_by_endpoint(core, caller, process, endpoint_of(slot->object));
    } else if (found && is_operation(slot)) {
        return hal_fast_operate(slot);
    } else if (found && (slot->fast & SLOT_FAST_SESSION) != 0 && is_plain_message()) {
        server = call_by_session(core, caller, session_of(slot->object));
    } else if (handle == TAY_CAP_NULL && core != NULL) {
        return hal_fast_operate(NULL);
    }
    hal_lock_let_go(&kernel_lock);
    return server == NULL ? NULL : hal_fast_deliver(&server->context);
}

/* Answers -------------------------------------------------------------------------------------- */

/* Ends the call of a caller who has a flag; false: it is not so easy. */
WAY bool leave_session(struct thread *caller, tay_word_t status)
{
    struct session *session = caller->call.session;
    bool stays = session != NULL && status != TAY_EPEER &&
                 (session->object.references > 1 || session->object.capability_count > 0);
    if (!stays || caller->flags != THREAD_SESSION) {
        return false;
    }
    session->object.references--;
    caller->call.session = NULL;
    thread_drop(caller, THREAD_SESSION);
    return true;
}

/* Whether a thread that goes on with what is left of the slice goes before all who wait: others of
 * its priority wait until the timer, which is set for that, fires. */
WAY bool goes_first(const struct core *core, const struct thread *thread)
{
    uint64_t waiting = core_waiting(core) >> thread->priority;
    return waiting == 0 ||
           (waiting == 1 && core->armed <= core->slice_end && hal_clock() < core->slice_end);
}

WAY struct thread *answer(struct thread *server, tay_word_t handle)
{
    struct process *process = server->process;
    struct core *core = server->plain_on;
    tay_word_t status = hal_fast_info();
    struct object *object;
    if (!find_for(process, handle, SLOT_FAST_RECEIVE, &object) || status >= TAY_STATUS_COUNT ||
        core == NULL) {
        return NULL;
    }
    struct endpoint *endpoint = endpoint_of(object);
    struct thread *caller = server->service.caller;
    if (caller == NULL || endpoint != server->service.endpoint || endpoint->ready != NULL) {
        return NULL;
    }
    if (caller->priority != server->priority && !goes_first(core, caller)) {
        return NULL;
    }
    if (caller->plain_on != core && (caller->core != core || !leave_session(caller, status))) {
        return NULL;
    }
    endpoint->ready = server;
    server->service.caller = NULL;
    server->phase = (struct thread_phase){.state = THREAD_RECEIVING};
    server->priority = server->base_priority;
    caller->phase = (struct thread_phase){.state = THREAD_READY};
    switch_to(core, server, process, caller);
    return caller;
}

struct hal_context *kernel_fast_reply_recv(tay_word_t handle)
{
    if (!hal_lock_try(&kernel_lock)) {
        return NULL;
    }
    struct thread *caller = answer(self(), handle);
    hal_lock_let_go(&kernel_lock);
    return caller == NULL ? NULL : hal_fast_answer(&caller->context);
}
