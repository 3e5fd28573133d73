/* SPDX-License-Identifier: MIT */
/*
 * Endpoints: where callers queue and servers receive.
 *
 * What a server receives comes in this order: messages of the kernel, bits of the notification that
 * is bound, callers by priority and age. A message of the kernel stands in a node of the object
 * that it tells of, so that none needs memory.
 */
#ifndef IPC_ENDPOINT_H
#define IPC_ENDPOINT_H

#include <object/object.h>
#include <sched/thread.h>

struct notification;
struct session;

struct endpoint {
    struct object object;
    struct thread *ready;  /* the last receiver if it is plain, ENDPOINT_BUSY, or NULL: below */
    struct list receivers; /* the others, the last one first */
    struct wait_queue callers;
    struct list messages;
    struct list serving;        /* threads that received from here last */
    struct list faulted;        /* threads that stand still after a fault it was told of */
    struct notification *bound; /* referenced; NULL: none */
    unsigned receiver_count;    /* capabilities with the right RECEIVE */
    bool refusing;
    uint64_t epoch;
    uint64_t turned_away; /* callers with a smaller key have been looked at */
};

/*
 * In the place of a receiver: callers, messages or bits wait, or nobody is let in. So to one look
 * (ipc/fast.c) a thread there takes the next call, and NULL means that a thread that receives has
 * nothing to do but to wait.
 */
#define ENDPOINT_BUSY ((struct thread *)1)

static inline struct endpoint *endpoint_of(struct object *object)
{
    return container_of(object, struct endpoint, object);
}

/* Makes an endpoint; NULL: the account cannot pay. */
struct endpoint *endpoint_create(struct account *account);

/* Whether callers are let in. */
static inline bool endpoint_is_open(const struct endpoint *endpoint)
{
    return !endpoint->refusing && endpoint->receiver_count > 0 && !endpoint->object.dying;
}

/* Whether nobody waits here but who has a reference, and nobody is to hear of anything. */
static inline bool endpoint_is_idle(const struct endpoint *endpoint)
{
    return endpoint->callers.tree.root == NULL && list_is_empty(&endpoint->messages) &&
           endpoint->bound == NULL;
}

/* Whether a caller by this session (NULL: by the endpoint's own capability) is let in. */
bool endpoint_lets_in(const struct endpoint *endpoint, const struct session *session);

/* Gives a message straight to who receives, who runs in the place of the running thread: that
 * stops, or (endpoint_pass_between) is ready and goes on later. False: it is not so easy, and
 * nothing has happened. */
bool endpoint_pass(struct endpoint *endpoint, const struct message_node *message);
bool endpoint_pass_between(struct endpoint *endpoint, const struct message_node *message);

/* Posts a message that is not posted yet. An endpoint that nobody can receive from drops it. */
void endpoint_post(struct endpoint *endpoint, struct message_node *message);

/* Takes the first message out; there is one. */
struct message_node *endpoint_take_message(struct endpoint *endpoint);

/* The running thread receives, at once or, blocked until then, what comes next. If many callers
 * cannot be let in, its trap is to be taken up again. */
void endpoint_receive(struct endpoint *endpoint, struct thread *thread, tay_time_t deadline_ns);

/* The receiver whose turn it is, the one that came last; NULL: none waits. */
struct thread *endpoint_first(const struct endpoint *endpoint);

/* Takes a thread that receives away from its endpoint. */
void endpoint_leave(struct thread *thread);

/* The thread serves this endpoint, or (endpoint_part) none. */
void endpoint_serve(struct endpoint *endpoint, struct thread *thread);
void endpoint_part(struct thread *thread);

/* What waits here, or who is let in, has changed. */
void endpoint_settle(struct endpoint *endpoint);

/* Binds a notification, or with NULL unbinds. */
void endpoint_bind(struct endpoint *endpoint, struct notification *notification);

/* The bound notification has bits: hands them to a receiver, if one waits. */
void endpoint_on_bits(struct endpoint *endpoint);

/* Counts capabilities that can receive; at zero, which is for good, callers, receivers and messages
 * are turned away. */
void endpoint_count_receiver(struct endpoint *endpoint, unsigned step);

/* Sets whether callers are refused. */
void endpoint_refuse(struct endpoint *endpoint, bool on);

/* Begins a new epoch. What was supervised here is supervised no more. */
void endpoint_renew(struct endpoint *endpoint);

/* Looks through the queues for those who are not let in any more, and for those who will not be
 * helped any more: starts, and does a piece. */
void endpoint_turn_away(struct endpoint *endpoint);
bool endpoint_turn_away_step(struct endpoint *endpoint);

/* A caller has got another place in the queue: those who look through it must not miss it. */
void endpoint_on_reorder(struct endpoint *endpoint, uint64_t key);

bool endpoint_end_step(struct object *object);

#endif
