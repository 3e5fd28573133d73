/* SPDX-License-Identifier: MIT */
/*
 * The life of a call. Invariants: caller->call.server->service.caller == caller while it is taken;
 * caller->call.reply->caller == caller while it is put aside; a caller is blocked, and in the
 * endpoint's queue exactly while it is queued.
 */
#include <ipc/call.h>

#include <hal/time.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <ipc/transfer.h>
#include <lib/assert.h>
#include <process/process.h>
#include <sched/scheduler.h>
#include <sched/wait.h>

/* Links of a chain of servers that a change of priority follows. However many serve one endpoint,
 * they are one link away: none may keep a priority for which there is no reason any more. */
#define INHERIT_LINKS 16

static void inherit_from(struct thread *thread, unsigned links);

/* Everybody who serves the endpoint works for whoever queues there, too. */
static void inherit_to_servers(struct endpoint *endpoint, unsigned links)
{
    for (struct list_node *node = list_first(&endpoint->serving); node != NULL;
         node = list_next(&endpoint->serving, node)) {
        inherit_from(container_of(node, struct thread, service.serving), links);
    }
}

static unsigned priority_of(const struct thread *thread)
{
    unsigned priority = thread->base_priority;
    const struct thread *caller = thread->service.caller;
    if (caller == NULL) {
        return priority;
    }
    priority = caller->priority > priority ? caller->priority : priority;
    const struct thread *queued = wait_first(&thread->service.endpoint->callers);
    return queued != NULL && queued->priority > priority ? queued->priority : priority;
}

/* Recursion is bounded by `links`. */
static void inherit_from(struct thread *thread, unsigned links)
{
    unsigned priority = priority_of(thread);
    if (priority == thread->priority) {
        return;
    }
    scheduler_set_priority(thread, priority);
    if (links == 0) {
        return;
    }
    if (thread->call.state == CALL_TAKEN) {
        inherit_from(thread->call.server, links - 1);
    } else if (thread->call.state == CALL_QUEUED) {
        inherit_to_servers(thread->call.endpoint, links - 1);
    }
}

void call_inherit(struct thread *thread)
{
    inherit_from(thread, INHERIT_LINKS);
}

static void inherit_endpoint(struct endpoint *endpoint)
{
    inherit_to_servers(endpoint, INHERIT_LINKS);
}

/* The call is over: what remains of it is the result in the caller's registers. */
static void forget_call(struct thread *caller)
{
    struct session *session = caller->call.session;
    caller->call.state = CALL_NONE;
    caller->call.endpoint = NULL;
    caller->call.session = NULL;
    caller->call.server = NULL;
    caller->call.reply = NULL;
    if (session != NULL) {
        object_release(&session->object);
    }
}

void call_let_go(struct thread *server)
{
    struct endpoint *endpoint = server->service.endpoint;
    list_remove(&server->service.serving);
    server->service.caller = NULL;
    server->service.endpoint = NULL;
    call_inherit(server);
    object_release(&endpoint->object);
}

void call_detach(struct thread *caller)
{
    struct thread *server = caller->call.server;
    struct reply *reply = caller->call.reply;
    struct endpoint *endpoint = caller->call.endpoint;
    enum call_state state = caller->call.state;
    if (state == CALL_QUEUED) {
        wait_leave_queue(caller);
        inherit_endpoint(endpoint);
    }
    forget_call(caller);
    if (state == CALL_TAKEN) {
        server->service.ended = true;
        call_let_go(server);
    } else if (state == CALL_ASIDE && reply->caller != NULL) {
        reply_abandon(reply);
    }
}

void call_end(struct thread *caller, enum tay_status status)
{
    bool seen = caller->call.state != CALL_QUEUED;
    call_detach(caller);
    wait_finish(caller, status);
    hal_context_set_word(&caller->context, 1, seen ? TAY_INFO_SEEN : 0);
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
    tay_word_t kind = caller->call.wants_answer ? TAY_KIND_CALL : TAY_KIND_SEND;
    tay_word_t caps = transfer_message(caller, server);
    hal_context_set_word(&server->context, 0, TAY_OK | kind << TAY_RESULT_KIND_SHIFT);
    hal_context_set_word(&server->context, 1, (info & TAY_INFO_OPERATION_MASK) | caps | lends);
    hal_context_end_trap(&server->context);
    hal_context_set_badge(&server->context, caller->call.badge);
}

/* A message that is admitted goes from a blocked caller, in no queue, to a server. */
static void take(struct thread *caller, struct thread *server)
{
    struct endpoint *endpoint = caller->call.endpoint;
    hand_over(caller, server);
    if (!caller->call.wants_answer) {
        forget_call(caller);
        wait_finish(caller, TAY_OK);
        return;
    }
    caller->call.state = CALL_TAKEN;
    caller->call.server = server;
    server->service.caller = caller;
    server->service.ended = false;
    server->service.endpoint = endpoint;
    list_push_back(&endpoint->serving, &server->service.serving);
    object_hold(&endpoint->object);
    scheduler_lend_slice(caller, server);
    call_inherit(server);
}

bool call_take_next(struct endpoint *endpoint, struct thread *server)
{
    struct thread *caller;
    while ((caller = wait_first(&endpoint->callers)) != NULL) {
        enum tay_status status = admit(caller, server);
        if (status == TAY_OK) {
            wait_leave_queue(caller);
            take(caller, server);
            inherit_endpoint(endpoint); /* others who serve it worked for this caller, too */
            return true;
        }
        call_end(caller, status);
    }
    return false;
}

/* Fails the running thread's trap before it has become a call. */
static void refuse(struct thread *caller, enum tay_status status)
{
    caller->call = (struct thread_call){0};
    hal_context_set_word(&caller->context, 0, status);
    hal_context_set_word(&caller->context, 1, 0);
    hal_context_end_trap(&caller->context);
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
    caller->call.badge = session == NULL ? 0 : session->badge;
    return TAY_OK;
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
    struct thread *server = wait_first(&endpoint->receivers);
    caller->call.wants_answer = wants_answer;
    if (server != NULL && !transfer_fits(caller, server)) {
        refuse(caller, TAY_EFULL);
    } else if (wait_block(caller, server == NULL ? &endpoint->callers : NULL, deadline_ns)) {
        caller->call.state = CALL_QUEUED;
        if (caller->call.session != NULL) {
            object_hold(&caller->call.session->object);
        }
        if (server != NULL) {
            take(caller, server);
            wait_wake(server);
        } else {
            inherit_endpoint(endpoint);
        }
    } else {
        caller->call = (struct thread_call){0};
    }
}

struct reply *call_put_aside(struct thread *caller, uint64_t label)
{
    struct thread *server = caller->call.server;
    struct reply *reply = reply_create(caller, label);
    if (reply != NULL) {
        scheduler_return_slice(caller, server);
        call_let_go(server);
        caller->call.state = CALL_ASIDE;
        caller->call.server = NULL;
        caller->call.reply = reply;
    }
    return reply;
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
    if (caller->call.state == CALL_TAKEN) {
        scheduler_return_slice(caller, server);
        call_let_go(server);
    }
    forget_call(caller);
    wait_finish(caller, status);
    hal_context_set_word(&caller->context, 1, caps);
}
