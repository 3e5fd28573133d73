/* SPDX-License-Identifier: MIT */
/*
 * The life of a call: queued, taken, perhaps put aside; it ends once.
 *
 *            call_begin                call_take_next             reply_put_aside
 *   nothing ------------> CALL_QUEUED ---------------> CALL_TAKEN ---------------> CALL_ASIDE
 *      ^                       |                            |                           |
 *      +---- call_end (deadline, cancel, death, loss) ------+------- call_answer -------+
 */
#ifndef IPC_CALL_H
#define IPC_CALL_H

#include <sched/thread.h>

struct endpoint;
struct reply;
struct slot;

/* The running thread calls, or sends without wanting an answer, by a capability to an endpoint or a
 * session. Its registers hold the message. */
void call_begin(struct thread *caller, struct slot *slot, bool wants_answer);

/* What a receiver gets out of the queue: the first caller who can be let in; or nothing; or, after
 * a piece of the queue that could not be let in, nothing yet. */
enum call_next {
    CALL_NEXT_TAKEN,
    CALL_NEXT_NONE,
    CALL_NEXT_LATER,
};
enum call_next call_take_next(struct endpoint *endpoint, struct thread *server);

/* Where a call that has been taken was made to. */
static inline struct endpoint *call_endpoint(const struct thread *caller)
{
    return caller->call_state == CALL_TAKEN ? caller->call.server->service.endpoint
                                            : caller->call.endpoint;
}

/* Answers with the message in the server's registers, whose info word holds the status. Checked. */
void call_answer(struct thread *server, struct thread *caller);

/* The running thread answers the call in hand and waits at the endpoint, and its caller goes on in
 * its place, as with words alone by the short way (ipc/fast.c). False: it is not so easy, or wrong,
 * and nothing has happened. */
bool call_pass_back(struct thread *server, struct endpoint *endpoint);

/* The call is over: what remains of it is the result in the caller's registers. */
void call_forget(struct thread *caller);

/* Answers with TAY_OK and a number of bytes. */
void call_answer_bytes(struct thread *server, struct thread *caller, size_t bytes);

/* Decides a call that is taken: that is what it ends with if its server does not answer it. */
void call_decide(struct thread *caller, size_t bytes);

/* The caller's call ends without an answer: it gets what was decided; else the status, with
 * INFO_SEEN if a server had taken the call. */
void call_end(struct thread *caller, enum tay_status status);

/* Takes a caller who is to be ended out of its call. */
void call_detach(struct thread *caller);

/* The server has nothing in hand any more. */
void call_let_go(struct thread *server);

#endif
