/* SPDX-License-Identifier: MIT */
/*
 * Endpoints. Invariant: there are queued messages or waiting receivers, never both.
 */
#include <ipc/endpoint.h>

#include <hal/time.h>
#include <mem/slab.h>
#include <sched/wait.h>

/* Receivers woken and messages dropped by one step of the end. */
#define END_BATCH 8

struct endpoint *endpoint_create(struct account *account)
{
    struct endpoint *endpoint = slab_alloc(account, SLAB_ENDPOINT);
    if (endpoint != NULL) {
        object_init(&endpoint->object, TAY_OBJECT_endpoint, account);
        list_init(&endpoint->messages);
        wait_queue_init(&endpoint->receivers);
    }
    return endpoint;
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
    if (endpoint->object.dying) {
        return;
    }
    struct thread *receiver = wait_first(&endpoint->receivers);
    if (receiver != NULL) {
        deliver(receiver, message);
        wait_wake(receiver, TAY_OK);
        return;
    }
    object_hold(message->owner);
    list_push_back(&endpoint->messages, &message->queued);
}

/* Takes the first message out of the queue; `thread` may be NULL. */
static void take_first(struct endpoint *endpoint, struct thread *thread)
{
    struct message_node *message =
        container_of(list_first(&endpoint->messages), struct message_node, queued);
    list_remove(&message->queued);
    if (thread != NULL) {
        deliver(thread, message);
    }
    object_release(message->owner);
}

void endpoint_receive(struct endpoint *endpoint, struct thread *thread, tay_time_t deadline_ns)
{
    if (!list_is_empty(&endpoint->messages)) {
        take_first(endpoint, thread);
    } else if (deadline_ns != TAY_TIME_NEVER && deadline_ns <= hal_time_now()) {
        hal_context_set_word(&thread->context, 0, TAY_ETIMEDOUT);
        hal_context_end_trap(&thread->context);
    } else {
        wait_block(thread, &endpoint->receivers, deadline_ns);
    }
}

bool endpoint_end_step(struct object *object)
{
    struct endpoint *endpoint = endpoint_of(object);
    for (unsigned i = 0; i < END_BATCH; i++) {
        struct thread *receiver = wait_first(&endpoint->receivers);
        if (receiver != NULL) {
            wait_wake(receiver, TAY_EPEER);
        } else if (!list_is_empty(&endpoint->messages)) {
            take_first(endpoint, NULL);
        } else {
            return true;
        }
    }
    return false;
}
