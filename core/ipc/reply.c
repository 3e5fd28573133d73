/* SPDX-License-Identifier: MIT */
/*
 * Replies. Invariant: a reply names a caller exactly while that caller's call is put aside in it.
 */
#include <ipc/reply.h>

#include <ipc/call.h>
#include <mem/slab.h>
#include <object/reaper.h>
#include <process/process.h>

struct reply *reply_create(struct thread *caller, struct endpoint *endpoint, uint64_t label)
{
    struct reply *reply = slab_alloc(caller->process->account, SLAB_REPLY);
    if (reply == NULL) {
        return NULL;
    }
    object_init(&reply->object, TAY_OBJECT_reply, caller->process->account);
    reply->caller = caller;
    reply->endpoint = endpoint;
    reply->abandoned.owner = &reply->object;
    reply->abandoned.kind = TAY_KIND_ABANDONED;
    reply->abandoned.badge = label;
    object_hold(&reply->endpoint->object);
    return reply;
}

struct reply *reply_put_aside(struct thread *caller, uint64_t label)
{
    struct thread *server = caller->call.server;
    struct endpoint *endpoint = server->service.endpoint;
    struct reply *reply = reply_create(caller, endpoint, label);
    if (reply != NULL) {
        caller->call_state = CALL_ASIDE;
        caller->call.endpoint = endpoint;
        caller->call.server = NULL;
        caller->call.reply = reply;
        call_let_go(server);
    }
    return reply;
}

void reply_end(struct reply *reply)
{
    reaper_close(reply->object.capabilities.first);
}

void reply_abandon(struct reply *reply)
{
    reply->caller = NULL;
    endpoint_post(reply->endpoint, &reply->abandoned);
}

bool reply_end_step(struct object *object)
{
    struct reply *reply = reply_of(object);
    if (reply->caller != NULL) {
        struct thread *caller = reply->caller;
        reply->caller = NULL;
        call_end(caller, TAY_EPEER);
    }
    object_release(&reply->endpoint->object);
    return true;
}
