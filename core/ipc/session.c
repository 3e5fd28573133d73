/* SPDX-License-Identifier: MIT */
/*
 * Sessions. Invariant: the server hears of the end of a session exactly once, unless it ended the
 * session itself or began a new epoch.
 */
#include <ipc/session.h>

#include <mem/slab.h>

struct session *session_create(struct account *account, struct endpoint *endpoint, uint64_t badge)
{
    struct session *session = slab_alloc(account, SLAB_SESSION);
    if (session == NULL) {
        return NULL;
    }
    object_init(&session->object, TAY_OBJECT_session, account);
    session->endpoint = endpoint;
    session->badge = badge;
    session->epoch = endpoint->epoch;
    session->closed.owner = &session->object;
    session->closed.kind = TAY_KIND_CLOSED;
    session->closed.badge = badge;
    object_hold(&endpoint->object);
    return session;
}

bool session_pass_end(struct session *session)
{
    return !session_is_open(session) || endpoint_pass_between(session->endpoint, &session->closed);
}

bool session_end_step(struct object *object)
{
    struct session *session = session_of(object);
    if (object->references > 0) {
        endpoint_turn_away(session->endpoint); /* calls by it may be queued */
    }
    if (session_is_open(session)) {
        endpoint_post(session->endpoint, &session->closed);
    }
    object_release(&session->endpoint->object);
    return true;
}
