/* SPDX-License-Identifier: MIT */
/*
 * Endpoints: where messages of the kernel queue and servers receive them.
 *
 * A message of the kernel stands in a node of the object that it tells of, so that none needs
 * memory.
 */
#ifndef IPC_ENDPOINT_H
#define IPC_ENDPOINT_H

#include <object/object.h>
#include <sched/thread.h>

/* A message of the kernel. Its owner is referenced while the message is queued. */
struct message_node {
    struct list_node queued;
    struct object *owner;
    enum tay_kind kind;
    uint64_t badge;
    tay_word_t word[TAY_WORDS];
};

struct endpoint {
    struct object object;
    struct list messages; /* not empty only while nobody receives */
    struct wait_queue receivers;
};

static inline struct endpoint *endpoint_of(struct object *object)
{
    return container_of(object, struct endpoint, object);
}

/* Makes an endpoint; NULL: the account cannot pay. */
struct endpoint *endpoint_create(struct account *account);

/* Posts a message that is not posted yet. An endpoint that is ending drops it. */
void endpoint_post(struct endpoint *endpoint, struct message_node *message);

/* The running thread receives a message, at once or, blocked until then, the next one. */
void endpoint_receive(struct endpoint *endpoint, struct thread *thread, tay_time_t deadline_ns);

bool endpoint_end_step(struct object *object);

#endif
