/* SPDX-License-Identifier: MIT */
/*
 * The open sessions: each a part of the card, and whom to tell when the card goes.
 */
#ifndef SD_SESSION_H
#define SD_SESSION_H

#include <tay/server.h>

struct session {
    uint64_t badge; /* 0: free */
    uint64_t first; /* block of the card */
    uint64_t count;
    tay_cap_t watcher; /* a notification; null: nobody wants to know */
    tay_word_t bits;
};

/* A free place with a badge that was never used before, to be filled in; NULL: there is none. */
struct session *session_new(void);

/* NULL: it has ended. */
struct session *session_find(uint64_t badge);

/* Puts another watcher in the place of the one before. */
void session_watch(struct session *session, tay_cap_t watcher, tay_word_t bits);

void session_end(struct session *session);

/* The card is gone: tells those who want to know, and ends all. */
void session_end_all(void);

#endif
