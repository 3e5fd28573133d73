/* SPDX-License-Identifier: MIT */
/*
 * Replies: the right to answer a call that has been put aside. There is one capability to it at a
 * time; closing that, unanswered, gives the caller TAY_EPEER.
 */
#ifndef IPC_REPLY_H
#define IPC_REPLY_H

#include <ipc/endpoint.h>

struct reply {
    struct object object;
    struct thread *caller;     /* NULL: the call has ended */
    struct endpoint *endpoint; /* referenced; hears if the caller gives up */
    struct message_node abandoned;
};

static inline struct reply *reply_of(struct object *object)
{
    return container_of(object, struct reply, object);
}

/* Makes the reply of a call to an endpoint, paid by its caller's account; NULL: it cannot. */
struct reply *reply_create(struct thread *caller, struct endpoint *endpoint, uint64_t label);

/* Puts the call in hand of its server aside; NULL: the caller's account cannot pay for the reply.
 */
struct reply *reply_put_aside(struct thread *caller, uint64_t label);

/* The call has been answered by it, which has its capability: it ends. */
void reply_end(struct reply *reply);

/* The caller has given up: the server hears of it, and its answer will find nobody. */
void reply_abandon(struct reply *reply);

bool reply_end_step(struct object *object);

#endif
