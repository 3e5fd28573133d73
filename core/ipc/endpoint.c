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
#include <sched/scheduler.h>
#include <sched/wait.h>

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
#pragma clang loop unroll(full)
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

__attribute__((always_inline)) static inline bool
pass(struct endpoint *endpoint, const struct message_node *message, enum thread_state state)
{
    struct thread *receiver = endpoint->ready;
    if (!is_thread(receiver) || !scheduler_may_switch(receiver, state)) {
        return false;
    }
    endpoint->ready = NULL;
    deliver(receiver, message);
    scheduler_switch(receiver, state);
    return true;
}

bool endpoint_pass(struct endpoint *endpoint, const struct message_node *message)
{
    return pass(endpoint, message, THREAD_STOPPED);
}

bool endpoint_pass_between(struct endpoint *endpoint, const struct message_node *message)
{
    return pass(endpoint, message, THREAD_READY);
}

struct message_node *endpoint_take_message(struct endpoint *endpoint)
{
    struct message_node *message =
        container_of(list_first(&endpoint->messages), struct message_node, queued);
    list_remove(&message->queued);
    endpoint_settle(endpoint);
    return message;
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
        thread_raise(thread, DUTY_OPERATION);
    } else if (next == CALL_NEXT_NONE) {
        wait_for_call(endpoint, thread, deadline_ns);
    }
}

void endpoint_receive(struct endpoint *endpoint, struct thread *thread, tay_time_t deadline_ns)
{
    if (!list_is_empty(&endpoint->messages)) {
        struct message_node *message = endpoint_take_message(endpoint);
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
