/* SPDX-License-Identifier: MIT */
/*
 * Sessions: a badged reference to an endpoint. Whoever holds a capability to one calls the endpoint
 * with that badge; when the last capability is gone, the server hears of it once.
 */
#ifndef IPC_SESSION_H
#define IPC_SESSION_H

#include <ipc/endpoint.h>

struct session {
    struct object object;
    /* Immutable. */
    struct endpoint *endpoint; /* referenced */
    uint64_t badge;
    uint64_t epoch; /* of the endpoint when the session was made */
    /* Under the kernel lock. */
    bool ended; /* by the server: it answered TAY_EPEER */
    struct message_node closed;
};

static inline struct session *session_of(struct object *object)
{
    return container_of(object, struct session, object);
}

/* Makes a session; NULL: the account cannot pay. */
struct session *session_create(struct account *account, struct endpoint *endpoint, uint64_t badge);

/* Whether calls on it still reach the server. */
static inline bool session_is_open(const struct session *session)
{
    return !session->ended && session->epoch == session->endpoint->epoch;
}

/* The running thread ends a session that nobody uses any more. True: its server knows already, or
 * has been told, and then runs in the place of this thread, which goes on later. */
bool session_pass_end(struct session *session);

bool session_end_step(struct object *object);

#endif
