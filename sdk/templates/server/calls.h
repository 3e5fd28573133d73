/* SPDX-License-Identifier: MIT */
/*
 * What the server does with a call. Nothing here needs a kernel, so that test_calls.c can call it.
 */
#ifndef CALLS_H
#define CALLS_H

#include <tay/server.h>

struct sum {
    tay_word_t total;
};

/* The server's on_call; its state is a struct sum. */
enum tay_status calls_take(struct tay_server *server, struct tay_request *request,
                           struct tay_answer *answer);

#endif
