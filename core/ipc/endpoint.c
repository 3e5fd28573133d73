/* SPDX-License-Identifier: MIT */
/*
 * Endpoints. Invariants: while a receiver waits, no message, no bound bit and no caller does; a
 * thread is among those that serve here while its service.endpoint says so, unless the endpoint has
 * ended.
 */
#include <ipc/endpoint.h>

#include <ipc/call.h>
#include <ipc/notification.h>
#include <ipc/session.h>
#include <mem/slab.h>
#include <object/reaper.h>
#include <process/process.h>
#include <sched/wait.h>

/* Receivers woken, messages dropped, callers looked at by one step. */
#define STEP_BATCH 8

struct endpoint *endpoint_create(struct account *account)
{
    struct endpoint *endpoint = slab_alloc(account, SLAB_ENDPOINT);
    if (endpoint != NULL) {
        object_init(&endpoint->object, TAY_OBJECT_endpoint, account);
        list_init(&endpoint->messages);
        list_init(&endpoint->serving);
        list_init(&endpoint->faulted);
        list_init(&endpoint->receivers);
        wait_queue_init(&endpoint->callers);
        endpoint->ready = ENDPOINT_BUSY; /* until somebody can receive */
    }
    return endpoint;
}

static bool is_thread(const struct thread *ready)
{
    return ready != NULL && ready != ENDPOINT_BUSY;
}

struct thread *endpoint_first(const struct endpoint *endpoint)
{
    struct list_node *node = list_first(&endpoint->receivers);
    if (is_thread(endpoint->ready)) {
        return endpoint->ready;
    }
    return node == NULL ? NULL : container_of(node, struct thread, ready);
}

void endpoint_leave(struct thread *thread)
{
    struct endpoint *endpoint = thread->service.endpoint;
    if (endpoint->ready == thread) {
        endpoint->ready = NULL;
    } else {
        list_remove(&thread->ready);
    }
}

static bool is_quiet(const struct endpoint *endpoint)
{
    return endpoint_is_open(endpoint) && list_is_empty(&endpoint->messages) &&
           endpoint->callers.tree.root == NULL &&
           (endpoint->bound == NULL || endpoint->bound->bits == 0);
}

/* The place of the last receiver is for another one, or for none. */
static void vacate(struct endpoint *endpoint, struct thread *ready)
{
    if (is_thread(endpoint->ready)) {
        list_push_front(&endpoint->receivers, &endpoint->ready->ready);
    }
    endpoint->ready = ready;
}

void endpoint_settle(struct endpoint *endpoint)
{
    if (!is_quiet(endpoint)) {
        vacate(endpoint, ENDPOINT_BUSY);
    } else if (endpoint->ready == ENDPOINT_BUSY) {
        endpoint->ready = NULL;
    }
}

void endpoint_part(struct thread *thread)
{
    struct endpoint *endpoint = thread->service.endpoint;
    if (endpoint != NULL) {
        thread->service.endpoint = NULL;
        list_remove(&thread->service.serving);
        object_release(&endpoint->object);
    }
}

void endpoint_serve(struct endpoint *endpoint, struct thread *thread)
{
    if (thread->service.endpoint != endpoint) {
        endpoint_part(thread);
        thread->service.endpoint = endpoint;
        list_push_back(&endpoint->serving, &thread->service.serving);
        object_hold(&endpoint->object);
    }
}

static void deliver(struct thread *thread, const struct message_node *message)
{
    struct hal_context *context = &thread->context;
    hal_context_set_word(context, 0, TAY_OK | (tay_word_t)message->kind << TAY_RESULT_KIND_SHIFT);
    hal_context_set_word(context, 1, 0);
    for (unsigned i = 0; i < TAY_WORDS; i++) {
        hal_context_set_word(context, 2 + i, message->word[i]);
    }
    hal_context_end_trap(context);
    hal_context_set_badge(context, message->badge);
}

void endpoint_post(struct endpoint *endpoint, struct message_node *message)
{
    if (endpoint->object.dying || endpoint->receiver_count == 0) {
        return;
    }
    struct thread *receiver = endpoint_first(endpoint);
    if (receiver != NULL) {
        deliver(receiver, message);
        wait_wake(receiver);
        return;
    }
    object_hold(message->owner);
    list_push_back(&endpoint->messages, &message->queued);
    endpoint_settle(endpoint);
}

static struct message_node *take_first(struct endpoint *endpoint)
{
    struct message_node *message =
        container_of(list_first(&endpoint->messages), struct message_node, queued);
    list_remove(&message->queued);
    endpoint_settle(endpoint);
    return message;
}

/* If a thread that stands still after a fault has no supervisor any more, its process ends; false:
 * there is none. In the list they are as old as their supervision: the first one tells. */
static bool drop_faulted(struct endpoint *endpoint)
{
    struct list_node *node = list_first(&endpoint->faulted);
    struct process *process =
        node == NULL ? NULL : container_of(node, struct thread, faulted)->process;
    if (process == NULL || process_is_supervised(process)) {
        return false;
    }
    list_remove(node);
    process_end(process, TAY_EXIT_FAULT);
    return true;
}

/* Nobody will receive any more: turns one receiver, message or faulted thread away; false: there is
 * none. */
static bool drop_one(struct endpoint *endpoint)
{
    struct thread *receiver = endpoint_first(endpoint);
    if (receiver != NULL) {
        wait_finish(receiver, TAY_EPEER, 0);
    } else if (!list_is_empty(&endpoint->messages)) {
        object_release(take_first(endpoint)->owner);
    } else {
        return drop_faulted(endpoint);
    }
    return true;
}

static void deliver_bits(struct endpoint *endpoint, struct thread *thread)
{
    struct message_node message = {.kind = TAY_KIND_NOTIFICATION,
                                   .word = {notification_take(endpoint->bound)}};
    deliver(thread, &message);
    endpoint_settle(endpoint);
}

static void wait_for_call(struct endpoint *endpoint, struct thread *thread, tay_time_t deadline_ns)
{
    if (!wait_may_block(thread, deadline_ns)) {
        return; /* it has its result */
    }
    wait_block(thread, THREAD_RECEIVING, deadline_ns);
    endpoint_serve(endpoint, thread);
    if (thread->flags == 0 && is_quiet(endpoint)) {
        vacate(endpoint, thread);
    } else {
        vacate(endpoint, endpoint->ready == ENDPOINT_BUSY ? ENDPOINT_BUSY : NULL);
        list_push_front(&endpoint->receivers, &thread->ready);
    }
}

static void receive_call(struct endpoint *endpoint, struct thread *thread, tay_time_t deadline_ns)
{
    enum call_next next = call_take_next(endpoint, thread);
    if (next == CALL_NEXT_LATER) {
        thread->flags |= DUTY_OPERATION;
    } else if (next == CALL_NEXT_NONE) {
        wait_for_call(endpoint, thread, deadline_ns);
    }
}

void endpoint_receive(struct endpoint *endpoint, struct thread *thread, tay_time_t deadline_ns)
{
    if (!list_is_empty(&endpoint->messages)) {
        struct message_node *message = take_first(endpoint);
        deliver(thread, message);
        object_release(message->owner);
    } else if (endpoint->bound != NULL && endpoint->bound->bits != 0) {
        deliver_bits(endpoint, thread);
    } else {
        receive_call(endpoint, thread, deadline_ns);
    }
}

void endpoint_on_bits(struct endpoint *endpoint)
{
    struct thread *receiver = endpoint_first(endpoint);
    if (receiver != NULL) {
        deliver_bits(endpoint, receiver);
        wait_wake(receiver);
    } else {
        endpoint_settle(endpoint);
    }
}

void endpoint_bind(struct endpoint *endpoint, struct notification *notification)
{
    if (endpoint->bound != NULL) {
        endpoint->bound->endpoint = NULL;
        object_release(&endpoint->bound->object);
    }
    endpoint->bound = notification;
    if (notification != NULL) {
        notification->endpoint = endpoint;
        object_hold(&notification->object);
        if (notification->bits != 0) {
            endpoint_on_bits(endpoint);
        }
    }
    endpoint_settle(endpoint);
}

void endpoint_count_receiver(struct endpoint *endpoint, unsigned step)
{
    endpoint->receiver_count += step;
    endpoint_settle(endpoint);
    if (endpoint->receiver_count == 0) {
        endpoint_turn_away(endpoint);
    }
}

void endpoint_refuse(struct endpoint *endpoint, bool on)
{
    endpoint->refusing = on;
    endpoint_settle(endpoint);
    if (on) {
        endpoint_turn_away(endpoint);
    }
}

void endpoint_renew(struct endpoint *endpoint)
{
    endpoint->epoch++;
    endpoint_turn_away(endpoint);
}

bool endpoint_lets_in(const struct endpoint *endpoint, const struct session *session)
{
    return endpoint_is_open(endpoint) &&
           (session == NULL || (session_is_open(session) && !session->object.dying));
}

void endpoint_turn_away(struct endpoint *endpoint)
{
    if (endpoint->object.dying) {
        return; /* everybody is turned away then */
    }
    endpoint->turned_away = 0;
    reaper_add_errand(&endpoint->object);
}

/* The first caller who has not been looked at; NULL: none. */
static struct tree_node *next_caller(const struct endpoint *endpoint)
{
    if (endpoint->turned_away == 0) {
        return tree_first(&endpoint->callers.tree);
    }
    struct tree_node *node = tree_floor(&endpoint->callers.tree, endpoint->turned_away - 1);
    return node == NULL ? tree_first(&endpoint->callers.tree) : tree_next(node);
}

void endpoint_on_reorder(struct endpoint *endpoint, uint64_t key)
{
    if (key < endpoint->turned_away) {
        endpoint->turned_away = key;
    }
}

bool endpoint_turn_away_step(struct endpoint *endpoint)
{
    for (unsigned i = 0; i < STEP_BATCH; i++) {
        if (endpoint->receiver_count == 0 ? drop_one(endpoint) : drop_faulted(endpoint)) {
            continue;
        }
        struct tree_node *node = next_caller(endpoint);
        if (node == NULL) {
            if (endpoint->receiver_count == 0) {
                endpoint_bind(endpoint, NULL);
            }
            return true;
        }
        struct thread *caller = container_of(node, struct thread, wait.node);
        endpoint->turned_away = node->key + 1;
        if (!endpoint_lets_in(endpoint, caller->call.session)) {
            call_end(caller, TAY_EPEER);
        }
    }
    return false;
}

/* Nobody serves an endpoint that has ended, but who has a call from there in hand knows it until
 * that is over. False: nobody did. */
static bool drop_server(struct endpoint *endpoint)
{
    struct list_node *node = list_first(&endpoint->serving);
    if (node == NULL) {
        return false;
    }
    struct thread *server = container_of(node, struct thread, service.serving);
    if (server->service.caller != NULL) {
        list_remove(node);
    } else {
        endpoint_part(server);
    }
    return true;
}

bool endpoint_end_step(struct object *object)
{
    struct endpoint *endpoint = endpoint_of(object);
    endpoint_settle(endpoint);
    for (unsigned i = 0; i < STEP_BATCH; i++) {
        struct thread *caller = wait_first(&endpoint->callers);
        if (caller != NULL) {
            call_end(caller, TAY_EPEER);
        } else if (!drop_one(endpoint) && !drop_server(endpoint)) {
            endpoint_bind(endpoint, NULL);
            return true;
        }
    }
    return false;
}
