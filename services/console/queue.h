/* SPDX-License-Identifier: MIT */
/*
 * Calls that were put aside, in the order in which they came.
 */
#ifndef CONSOLE_QUEUE_H
#define CONSOLE_QUEUE_H

#include <tay/server.h>

#define QUEUE_CALLS 16

struct queue_call {
    tay_cap_t reply;
    uint64_t label;
    uint64_t session;
    size_t length_bytes; /* that the client wants to write, or has room for */
    size_t done_bytes;
    bool by_line; /* of a reader */
};

struct queue {
    unsigned count;
    struct queue_call call[QUEUE_CALLS];
};

/* Puts the call in hand aside. TAY_EAGAIN: there are too many. */
enum tay_status queue_add(struct queue *queue, struct tay_server *server, uint64_t session,
                          size_t length_bytes);

/* The oldest call; NULL: there is none. */
struct queue_call *queue_first(struct queue *queue);

/* Makes the session's oldest call the oldest of all; false: it has none. */
bool queue_prefer(struct queue *queue, uint64_t session);

/* Answers the oldest call with a status and its done_bytes. False: its client had given up. */
bool queue_answer(struct queue *queue, enum tay_status status);

/* Forgets a call whose client has given up. True: it was the oldest of this queue. */
bool queue_drop(struct queue *queue, uint64_t label);

#endif
