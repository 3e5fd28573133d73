/* SPDX-License-Identifier: MIT */
/*
 * The life of a call. Invariants: caller->call.server->service.caller == caller while it is taken;
 * caller->call.reply->caller == caller while it is put aside; a caller is blocked, and in the
 * endpoint's queue exactly while it is queued.
 */
#include <ipc/call.h>

#include <hal/time.h>
#include <ipc/inherit.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <ipc/transfer.h>
#include <lib/assert.h>
#include <process/clone.h>
#include <sched/scheduler.h>
#include <sched/wait.h>

/* Callers that one receiver looks at between two looks at the interrupts. */
#define ADMIT_BATCH 8

static void drop_call(struct thread *caller)
{
    caller->call_state = CALL_NONE;
    caller->wants_answer = false;
    caller->decided = false;
    caller->call = (struct thread_call){0};
}

void call_forget(struct thread *caller)
{
    struct session *session = caller->call.session;
    if ((caller->flags & THREAD_CLONED) != 0) {
        clone_abort(caller->process);
    }
    drop_call(caller);
    if (session != NULL) {
        thread_drop(caller, THREAD_SESSION);
        object_release(&session->object);
    }
}

void call_let_go(struct thread *server)
{
    scheduler_set_caller(server, NULL);
    inherit_priority(server);
    if (server->service.endpoint->object.dying) {
        endpoint_part(server);
    }
}

void call_detach(struct thread *caller)
{
    struct thread *server = caller->call.server;
    struct reply *reply = caller->call.reply;
    struct endpoint *endpoint = caller->call.endpoint;
    enum call_state state = caller->call_state;
    if (state == CALL_QUEUED) {
        wait_leave_queue(caller);
        endpoint_settle(endpoint);
        inherit_from_queue(endpoint);
    }
    call_forget(caller);
    if (state == CALL_TAKEN) {
        server->service.ended = true;
        call_let_go(server);
    } else if (state == CALL_ASIDE && reply->caller != NULL) {
        reply_abandon(reply);
    }
}

/* The words of an answer that is a number of bytes. */
static void set_bytes(struct thread *caller, size_t bytes)
{
    hal_context_set_word(&caller->context, 2, bytes);
    for (unsigned n = 1; n < TAY_WORDS; n++) {
        hal_context_set_word(&caller->context, 2 + n, 0);
    }
}

void call_end(struct thread *caller, enum tay_status status)
{
    bool seen = caller->call_state != CALL_QUEUED;
    bool decided = caller->decided;
    size_t bytes = caller->call.decided_bytes;
    call_detach(caller);
    if (decided) {
        set_bytes(caller, bytes);
        wait_finish(caller, TAY_OK, 0);
        return;
    }
    wait_finish(caller, status, seen ? TAY_INFO_SEEN : 0);
}

/* Whether this server can take this caller's message; else why the caller's call ends. */
static enum tay_status admit(const struct thread *caller, const struct thread *server)
{
    const struct thread_call *call = &caller->call;
    enum tay_status status = transfer_check(caller, TRANSFER_CALL_FLAGS);
    if (!endpoint_lets_in(call->endpoint, call->session)) {
        status = TAY_EPEER; /* its turn to be turned away had not come */
    } else if (status == TAY_OK && !transfer_fits(caller, server)) {
        status = TAY_EFULL;
    }
    return status;
}

/* Puts the caller's message into the server's registers. */
static void hand_over(struct thread *caller, struct thread *server)
{
    tay_word_t info = hal_context_word(&caller->context, 1);
    tay_word_t lends = info & (TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE);
    tay_word_t kind = caller->wants_answer ? TAY_KIND_CALL : TAY_KIND_SEND;
    tay_word_t caps = transfer_message(caller, server);
    hal_context_set_word(&server->context, 0, TAY_OK | kind << TAY_RESULT_KIND_SHIFT);
    hal_context_set_word(&server->context, 1, (info & TAY_INFO_OPERATION_MASK) | caps | lends);
    hal_context_end_trap(&server->context);
    hal_context_set_badge(&server->context,
                          caller->call.session == NULL ? 0 : caller->call.session->badge);
}

/* A message that is admitted goes from a blocked caller, in no queue, to a server. */
static void take(struct thread *caller, struct thread *server, struct endpoint *endpoint)
{
    hand_over(caller, server);
    if (!caller->wants_answer) {
        call_forget(caller);
        wait_finish(caller, TAY_OK, 0);
        return;
    }
    caller->call_state = CALL_TAKEN;
    caller->wants_answer = false; /* what was asked for is under way */
    caller->call.endpoint = NULL;
    caller->call.server = server;
    scheduler_set_caller(server, caller);
    server->service.ended = false;
    endpoint_serve(endpoint, server);
    inherit_priority(server);
}

enum call_next call_take_next(struct endpoint *endpoint, struct thread *server)
{
    for (unsigned i = 0; i < ADMIT_BATCH; i++) {
        struct thread *caller = wait_first(&endpoint->callers);
        if (caller == NULL) {
            return CALL_NEXT_NONE;
        }
        enum tay_status status = admit(caller, server);
        if (status == TAY_OK) {
            wait_leave_queue(caller);
            endpoint_settle(endpoint);
            take(caller, server, endpoint);
            inherit_from_queue(endpoint); /* others who serve it worked for this caller, too */
            return CALL_NEXT_TAKEN;
        }
        call_end(caller, status);
    }
    return CALL_NEXT_LATER;
}

/* Fails the running thread's trap before it has become a call. */
static void refuse(struct thread *caller, enum tay_status status)
{
    drop_call(caller);
    wait_set_result(caller, status, 0);
}

/* Where the capability leads. */
static enum tay_status resolve(struct thread *caller, struct slot *slot)
{
    struct session *session = NULL;
    struct endpoint *endpoint;
    if (slot->type == TAY_OBJECT_session) {
        session = session_of(slot->object);
        endpoint = session->endpoint;
    } else {
        endpoint = endpoint_of(slot->object);
    }
    if (!endpoint_lets_in(endpoint, session)) {
        return TAY_EPEER;
    }
    caller->call.endpoint = endpoint;
    caller->call.session = session;
    return TAY_OK;
}

/* The caller blocks, in a call that is queued or about to be taken. */
static void enter(struct thread *caller, tay_time_t deadline_ns)
{
    wait_block(caller, THREAD_BLOCKED, deadline_ns);
    caller->call_state = CALL_QUEUED;
    if (caller->call.session != NULL) {
        thread_raise(caller, THREAD_SESSION);
        object_hold(&caller->call.session->object);
    }
}

static void queue(struct thread *caller, struct endpoint *endpoint)
{
    wait_enqueue(caller, &endpoint->callers);
    endpoint_settle(endpoint);
    inherit_from_queue(endpoint);
}

/* To a server that waits. */
static void pass(struct thread *caller, struct thread *server, struct endpoint *endpoint)
{
    bool wants_answer = caller->wants_answer;
    endpoint_leave(server);
    take(caller, server, endpoint);
    if (wants_answer) {
        wait_wake_first(server); /* it goes on with the caller's slice */
    } else {
        wait_wake(server);
    }
}

void call_begin(struct thread *caller, struct slot *slot, bool wants_answer)
{
    tay_word_t info = hal_context_word(&caller->context, 1);
    tay_time_t deadline_ns = TAY_TIME_NEVER;
    enum tay_status status = slot_check(slot, TAY_OBJECT_NONE, TAY_RIGHT_SEND);
    if (status == TAY_OK) {
        status = transfer_check(caller, TRANSFER_CALL_FLAGS);
    }
    if (status == TAY_OK) {
        status = resolve(caller, slot);
    }
    if (status != TAY_OK) {
        refuse(caller, status);
        return;
    }
    if ((info & TAY_INFO_DEADLINE) != 0) {
        deadline_ns = hal_context_deadline(&caller->context);
    }
    struct endpoint *endpoint = caller->call.endpoint;
    struct thread *server = endpoint_first(endpoint);
    caller->wants_answer = wants_answer;
    if (server != NULL && !transfer_fits(caller, server)) {
        refuse(caller, TAY_EFULL);
    } else if (!wait_may_block(caller, deadline_ns)) {
        drop_call(caller);
    } else {
        enter(caller, deadline_ns);
        if (server != NULL) {
            pass(caller, server, endpoint);
        } else {
            queue(caller, endpoint);
        }
    }
}

/* A call ends by its answer, whose words its caller has. */
static void end_by_answer(struct thread *server, struct thread *caller, enum tay_status status,
                          tay_word_t info)
{
    bool has_slice = caller->call_state == CALL_TAKEN;
    if (has_slice) {
        call_let_go(server);
    }
    call_forget(caller);
    wait_set_result(caller, status, info);
    hal_context_set_badge(&caller->context, 0);
    if (has_slice) {
        wait_wake_first(caller); /* it goes on with what is left of its slice */
    } else {
        wait_wake(caller);
    }
}

void call_answer_bytes(struct thread *server, struct thread *caller, size_t bytes)
{
    set_bytes(caller, bytes);
    end_by_answer(server, caller, TAY_OK, 0);
}

void call_decide(struct thread *caller, size_t bytes)
{
    caller->call.decided_bytes = bytes;
    caller->decided = true;
}

void call_answer(struct thread *server, struct thread *caller)
{
    struct session *session = caller->call.session;
    tay_word_t info = hal_context_word(&server->context, 1);
    enum tay_status status = (enum tay_status)(info & TAY_INFO_OPERATION_MASK);
    tay_word_t caps = TAY_INFO_CAPS_LOST;
    if (status == TAY_EPEER && session != NULL) {
        session->ended = true;
        endpoint_turn_away(session->endpoint);
    }
    if (transfer_fits(server, caller)) {
        caps = transfer_message(server, caller);
    } else {
        transfer_words_only(server, caller);
    }
    end_by_answer(server, caller, status, caps);
}
