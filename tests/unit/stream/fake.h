/* SPDX-License-Identifier: MIT */
/*
 * A kernel for servers of streams: calls with lent memory, which may be put aside, and
 * notifications.
 */
#ifndef STREAM_FAKE_H
#define STREAM_FAKE_H

#include <tay/server.h>

/* A client's call. */
struct fake_call {
    uint64_t session;
    unsigned label;
    unsigned caps;
    tay_word_t word[TAY_WORDS]; /* in and out */
    void *memory;               /* lent, for reading and writing */
    size_t memory_bytes;
    enum tay_status status; /* of the answer */
    bool is_answered;
    bool has_given_up; /* the answer finds nobody */
    bool is_decided;   /* it has its answer all the same */
    uint64_t label_aside;
};

/* Hands a call to the server. */
void fake_ask(enum tay_status (*serve)(struct tay_server *, struct tay_request *,
                                       struct tay_answer *),
              struct fake_call *call);

/* A notification, and a copy of it that a client sends along. */
tay_cap_t fake_notification(void);

/* What it was signalled; it has none afterwards. */
tay_word_t fake_bits(tay_cap_t notification);

/* Its owner destroys it. */
void fake_destroy(tay_cap_t notification);

/* How many copies of notifications the server has. */
unsigned fake_copies(void);

#endif
