/* SPDX-License-Identifier: MIT */
/*
 * The invariants of IPC, most of which stand at the head of a file of core/ipc or core/sched. Each
 * link is followed from both of its ends, and what is linked is counted at both.
 */
#include "kernel_check.h"

#include <ipc/notification.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <irq/irq.h>
#include <log/log.h>
#include <process/process.h>
#include <sched/scheduler.h>
#include <sched/timer.h>
#include <sched/wait.h>

/* wait.c: priority above age. */
#define AGE_BITS 58

/* What is found in queues and lists, and what of the threads and objects is linked. */
struct ipc_tally {
    const struct census *census;
    uint32_t *references; /* to each object of the census */
    size_t waiting, waiters;
    size_t serving, servers;
    size_t queued, messages;
    size_t faulted, standing; /* after a fault */
};

static void count_reference(struct ipc_tally *tally, const struct object *to)
{
    for (size_t i = 0; i < tally->census->object_count; i++) {
        if (tally->census->object[i] == to) {
            tally->references[i]++;
            return;
        }
    }
    fputs("kernel_check: something refers to an object that was not found\n", stderr);
    abort();
}

/* Queues --------------------------------------------------------------------------------------- */

/* By priority, then age; each is blocked here. */
static void check_queue(const struct wait_queue *queue, struct ipc_tally *tally)
{
    uint64_t before = 0;
    for (struct tree_node *node = tree_first(&queue->tree); node != NULL; node = tree_next(node)) {
        const struct thread *thread = container_of(node, struct thread, wait.node);
        check(thread->state == THREAD_BLOCKED && thread->wait.queue == queue);
        check(!thread->object.dying);
        check(node->key >> AGE_BITS == (uint64_t)TAY_PRIORITY_MAX - thread->priority);
        check(node->key << (64 - AGE_BITS) >> (64 - AGE_BITS) == thread->wait.age);
        check(node == tree_first(&queue->tree) || node->key > before);
        before = node->key;
        tally->waiting++;
    }
}

/* Capabilities in a forest that can receive. */
static unsigned count_receivers(const struct cap_children *parent)
{
    unsigned count = 0;
    for (const struct slot *slot = parent->first; slot != NULL;
         slot = (slot->next & TAG) != 0 ? NULL : (const struct slot *)slot->next) {
        count += (slot->rights & TAY_RIGHT_RECEIVE) != 0;
        count += count_receivers(&slot->children);
    }
    return count;
}

/* The node of an object that can be queued, NULL: it has none; and the endpoint that hears of it,
 * unless the object's end has made that unknown. */
static const struct message_node *message_of(struct object *object, const struct endpoint **hears)
{
    *hears = NULL;
    switch (object->type) {
    case TAY_OBJECT_session:
        *hears = session_of(object)->endpoint;
        return &session_of(object)->closed;
    case TAY_OBJECT_reply:
        *hears = reply_of(object)->endpoint;
        return &reply_of(object)->abandoned;
    case TAY_OBJECT_process:
        *hears = process_of(object)->supervisor;
        return &process_of(object)->exited;
    case TAY_OBJECT_thread:
        *hears = object->dead ? NULL : thread_of(object)->process->supervisor;
        return &thread_of(object)->fault;
    default:
        return NULL;
    }
}

/* A node that was never queued may be all zero. */
static bool is_queued(const struct message_node *message)
{
    return message->queued.next != NULL && list_node_is_linked(&message->queued);
}

static enum tay_kind kind_of(const struct object *owner)
{
    static const enum tay_kind kinds[TAY_OBJECT_COUNT] = {
        [TAY_OBJECT_session] = TAY_KIND_CLOSED,
        [TAY_OBJECT_reply] = TAY_KIND_ABANDONED,
        [TAY_OBJECT_process] = TAY_KIND_EXITED,
        [TAY_OBJECT_thread] = TAY_KIND_FAULT,
    };
    return kinds[owner->type];
}

static void check_messages(const struct endpoint *endpoint, struct ipc_tally *tally)
{
    for (struct list_node *node = list_first(&endpoint->messages); node != NULL;
         node = list_next(&endpoint->messages, node)) {
        const struct message_node *message = container_of(node, struct message_node, queued);
        const struct endpoint *hears;
        check(message_of(message->owner, &hears) == message);
        check(hears == NULL || hears == endpoint);
        check(message->kind == kind_of(message->owner));
        count_reference(tally, message->owner);
        tally->queued++;
    }
}

static void check_callers(const struct endpoint *endpoint)
{
    for (struct tree_node *node = tree_first(&endpoint->callers.tree); node != NULL;
         node = tree_next(node)) {
        const struct thread *thread = container_of(node, struct thread, wait.node);
        const struct thread_call *call = &thread->call;
        check(thread->call_state == CALL_QUEUED && call->endpoint == endpoint);
        check(endpoint_lets_in(endpoint, call->session));
        check(call->session == NULL || call->session->endpoint == endpoint);
    }
}

static void check_serving(const struct endpoint *endpoint, struct ipc_tally *tally)
{
    for (struct list_node *node = list_first(&endpoint->serving); node != NULL;
         node = list_next(&endpoint->serving, node)) {
        const struct thread *server = container_of(node, struct thread, service.serving);
        check(server->service.endpoint == endpoint && !server->object.dead);
        tally->serving++;
    }
}

/* Each stands still and is alive. */
static void check_faulted(const struct endpoint *endpoint, struct ipc_tally *tally)
{
    for (struct list_node *node = list_first(&endpoint->faulted); node != NULL;
         node = list_next(&endpoint->faulted, node)) {
        const struct thread *thread = container_of(node, struct thread, faulted);
        check(thread->state == THREAD_STOPPED && !thread->object.dying);
        check(thread->process->supervisor == endpoint);
        check(thread->process->supervisor_epoch == endpoint->epoch);
        tally->faulted++;
    }
}

static void check_receiver(const struct endpoint *endpoint, const struct thread *receiver,
                           struct ipc_tally *tally)
{
    check(receiver->state == THREAD_RECEIVING && receiver->service.endpoint == endpoint);
    check(receiver->call_state == CALL_NONE && receiver->service.caller == NULL);
    check(!receiver->service.ended && !receiver->object.dying);
    tally->waiting++;
}

/* What one look at `ready` tells (ipc/fast.c). */
static void check_ready(const struct endpoint *endpoint, struct ipc_tally *tally)
{
    bool is_quiet = list_is_empty(&endpoint->messages) && wait_first(&endpoint->callers) == NULL &&
                    (endpoint->bound == NULL || endpoint->bound->bits == 0);
    check((endpoint->ready == ENDPOINT_BUSY) == !(is_quiet && endpoint_is_open(endpoint)));
    check(is_quiet || endpoint_first(endpoint) == NULL);
    if (endpoint->ready != NULL && endpoint->ready != ENDPOINT_BUSY) {
        check(endpoint->ready->flags == 0 && !list_node_is_linked(&endpoint->ready->ready));
        check_receiver(endpoint, endpoint->ready, tally);
    }
}

static void check_receivers(const struct endpoint *endpoint, struct ipc_tally *tally)
{
    check_ready(endpoint, tally);
    for (struct list_node *node = list_first(&endpoint->receivers); node != NULL;
         node = list_next(&endpoint->receivers, node)) {
        check_receiver(endpoint, container_of(node, struct thread, ready), tally);
    }
}

static void check_endpoint(const struct endpoint *endpoint, struct ipc_tally *tally)
{
    check(count_receivers(&endpoint->object.capabilities) == endpoint->receiver_count);
    check_queue(&endpoint->callers, tally);
    check_receivers(endpoint, tally);
    check_callers(endpoint);
    check_messages(endpoint, tally);
    check_serving(endpoint, tally);
    check_faulted(endpoint, tally);
    if (endpoint->bound != NULL) {
        check(endpoint->bound->endpoint == endpoint);
        count_reference(tally, &endpoint->bound->object);
    }
    if (endpoint->object.dead || endpoint->receiver_count == 0) {
        /* Nothing waits where nobody will ever receive. */
        check(endpoint_first(endpoint) == NULL && wait_first(&endpoint->callers) == NULL);
        check(list_is_empty(&endpoint->messages) && endpoint->bound == NULL);
        check(list_is_empty(&endpoint->faulted));
    }
}

static void check_notification(const struct notification *notification, struct ipc_tally *tally)
{
    const struct endpoint *endpoint = notification->endpoint;
    check_queue(&notification->waiters, tally);
    if (notification->waiter != NULL) {
        check(notification->waiter->state == THREAD_WAITING);
        check(notification->waiter->wait.queue == &notification->waiters);
        check(notification->waiters.tree.root == NULL);
        tally->waiting++;
    }
    if (notification_first(notification) != NULL) {
        check(notification->bits == 0 && endpoint == NULL && !notification->object.dead);
    }
    check(endpoint == NULL || (endpoint->bound == notification && !notification->object.dead));
}

/* Threads -------------------------------------------------------------------------------------- */

static void check_call(const struct thread *thread, struct ipc_tally *tally)
{
    const struct thread_call *call = &thread->call;
    check((thread->call_state == CALL_QUEUED || thread->call_state == CALL_ASIDE) ==
          (call->endpoint != NULL));
    check((call->session != NULL) == ((thread->flags & THREAD_SESSION) != 0));
    check((thread->call_state == CALL_ASIDE) == (call->reply != NULL));
    check(thread->call_state == CALL_NONE || thread->state == THREAD_BLOCKED);
    check(thread->call_state != CALL_QUEUED || thread->wait.queue == &call->endpoint->callers);
    check(thread->call_state != CALL_TAKEN || call->server->service.caller == thread);
    check(thread->call_state != CALL_ASIDE || call->reply->caller == thread);
    check(thread->call_state == CALL_QUEUED || !thread->wants_answer);
    check(thread->call_state == CALL_TAKEN || thread->call_state == CALL_ASIDE || !thread->decided);
    if (call->session != NULL) {
        check(thread->call_state != CALL_NONE);
        count_reference(tally, &call->session->object);
    }
}

/* But for chains that are longer than core follows, and such are none here. */
static void check_priority(const struct thread *thread)
{
    const struct thread *caller = thread->service.caller;
    unsigned priority = thread->base_priority;
    if (caller != NULL) {
        const struct thread *next = wait_first(&thread->service.endpoint->callers);
        priority = caller->priority > priority ? caller->priority : priority;
        priority = next != NULL && next->priority > priority ? next->priority : priority;
    }
    check(thread->priority == priority);
}

static void check_service(const struct thread *thread, struct ipc_tally *tally)
{
    const struct thread_service *service = &thread->service;
    bool serves = list_node_is_linked(&service->serving);
    check(service->caller == NULL || service->endpoint != NULL);
    /* Of an endpoint that has ended it knows only the call that it has in hand. */
    check(service->endpoint == NULL || serves ||
          (service->caller != NULL && service->endpoint->object.dying));
    if (service->caller != NULL) {
        check(service->caller->call_state == CALL_TAKEN);
        check(service->caller->call.server == thread && !service->ended);
    }
    if (service->endpoint != NULL) {
        count_reference(tally, &service->endpoint->object);
    }
    tally->servers += serves;
}

static void check_upcall(const struct thread *thread)
{
    bool due = (thread->flags & DUTY_INTERRUPT) != 0;
    check(due == (thread->upcall.cause != 0 && !thread->upcall.active));
    check(thread->upcall.area != 0 || (thread->upcall.cause == 0 && !thread->upcall.active));
    check(!thread_is_blocked(thread) || (thread->flags & DUTIES) == 0);
}

/* A thread is blocked in a queue, or without one only while its call is taken or put aside. */
static void check_thread(const struct thread *thread, struct ipc_tally *tally)
{
    check(thread->plain_on == (thread->flags == 0 ? thread->core : NULL));
    bool blocked = thread_is_blocked(thread);
    bool taken = thread->call_state == CALL_TAKEN || thread->call_state == CALL_ASIDE;
    bool receives = thread->state == THREAD_RECEIVING;
    bool queued = thread->wait.queue != NULL;
    check(blocked == (queued || taken || receives) && queued + taken + receives <= 1);
    check((queued && thread->state != THREAD_WAITING) == tree_node_is_linked(&thread->wait.node));
    check(((thread->flags & THREAD_TIMED) != 0) == tree_node_is_linked(&thread->wait.timeout.node));
    check(blocked || (thread->flags & THREAD_TIMED) == 0);
    check(!blocked || (thread->flags & (THREAD_CANCEL | THREAD_EVICTED)) == 0);
    check(!blocked || receives || !list_node_is_linked(&thread->ready));
    check(thread->slice <= scheduler_slice_ticks);
    tally->waiters += queued || receives;
    tally->standing += list_node_is_linked(&thread->faulted);
    check_call(thread, tally);
    check_service(thread, tally);
    check_priority(thread);
    check_upcall(thread);
}

/* Objects -------------------------------------------------------------------------------------- */

static void check_session(const struct session *session, struct ipc_tally *tally)
{
    if (session->object.dead) {
        return; /* it refers to nothing any more */
    }
    check(session->epoch <= session->endpoint->epoch);
    check(!is_queued(&session->closed));
    count_reference(tally, &session->endpoint->object);
}

static void check_reply(const struct reply *reply, struct ipc_tally *tally)
{
    check(reply->object.capability_count <= 1);
    if (reply->object.dead) {
        check(reply->caller == NULL);
        return;
    }
    check(reply->caller == NULL || !is_queued(&reply->abandoned));
    check(reply->caller == NULL ||
          (reply->caller->call_state == CALL_ASIDE && reply->caller->call.reply == reply &&
           reply->caller->call.endpoint == reply->endpoint));
    count_reference(tally, &reply->endpoint->object);
}

static void check_one(struct object *object, struct ipc_tally *tally)
{
    const struct endpoint *hears;
    const struct message_node *message = message_of(object, &hears);
    tally->messages += message != NULL && is_queued(message);
    if (object->type == TAY_OBJECT_endpoint) {
        check_endpoint(endpoint_of(object), tally);
    } else if (object->type == TAY_OBJECT_notification) {
        check_notification(notification_of(object), tally);
    } else if (object->type == TAY_OBJECT_session) {
        check_session(session_of(object), tally);
    } else if (object->type == TAY_OBJECT_reply) {
        check_reply(reply_of(object), tally);
    } else if (object->type == TAY_OBJECT_thread && !object->dead) {
        check_thread(thread_of(object), tally);
    } else if (object->type == TAY_OBJECT_process && !object->dead) {
        const struct endpoint *supervisor = process_of(object)->supervisor;
        if (supervisor != NULL) {
            count_reference(tally, &supervisor->object);
        }
    } else if (object->type == TAY_OBJECT_timer && !object->dead) {
        count_reference(tally, &timer_of(object)->notification->object);
    } else if (object->type == TAY_OBJECT_irq && !object->dead) {
        count_reference(tally, &irq_of(object)->target.notification->object);
    }
}

static void check_references(const struct ipc_tally *tally)
{
    size_t consoles = 0;
    for (size_t i = 0; i < tally->census->object_count; i++) {
        const struct object *object = tally->census->object[i];
        if (object->type == TAY_OBJECT_notification) {
            consoles += object->references - tally->references[i]; /* who gets the console */
        } else if (object->type != TAY_OBJECT_account && object->type != TAY_OBJECT_memory) {
            check(object->references == tally->references[i]);
        }
    }
    check(consoles == log_is_bound());
}

void ipc_check(const struct census *census)
{
    struct ipc_tally tally = {.census = census};
    tally.references = calloc(census->object_count, sizeof *tally.references);
    check(tally.references != NULL);
    for (size_t i = 0; i < census->object_count; i++) {
        check_one(census->object[i], &tally);
    }
    check(tally.waiting == tally.waiters);
    check(tally.serving == tally.servers);
    check(tally.queued == tally.messages);
    check(tally.faulted == tally.standing);
    check_references(&tally);
    free(tally.references);
}
