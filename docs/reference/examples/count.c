/* SPDX-License-Identifier: MIT */
/*
 * A server: each session has a sum. It reads memory that clients lend, puts calls aside, and has a
 * timer on its loop.
 */
#include "count.h"

#include <tay/operations.h>
#include <tay/server.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/timer.h>

#define SESSIONS 4
#define TICK 1u

static struct {
    tay_word_t sum[SESSIONS]; /* of the session with the badge n + 1 */
    unsigned sessions;
    tay_cap_t waiting; /* the call that was put aside; TAY_CAP_NULL: none */
    uint64_t waiting_session;
} count;

/* [session] */
static enum tay_status open(const struct tay_server *server, struct tay_answer *answer)
{
    if (count.sessions == SESSIONS) {
        return TAY_EFULL;
    }
    enum tay_status status = tay_server_mint(server, count.sessions + 1, answer, 0);
    if (status == TAY_OK) {
        count.sessions++; /* a badge is never used twice */
    }
    return status;
}
/* [session] */

/* [lend] */
static enum tay_status add(const struct tay_request *request, struct tay_answer *answer)
{
    unsigned number[8];
    size_t bytes = request->word[0] * sizeof number[0];
    size_t done_bytes;
    if (request->word[0] > sizeof number / sizeof number[0]) {
        return TAY_EINVAL; /* a client may send anything */
    }
    enum tay_status status = tay_caller_read(TAY_CALL_IN_HAND, 0, number, bytes, &done_bytes);
    if (status != TAY_OK || done_bytes != bytes) {
        return status != TAY_OK ? status : TAY_EINVAL;
    }
    for (size_t i = 0; i < request->word[0]; i++) {
        count.sum[request->session - 1] += number[i];
    }
    answer->word[0] = count.sum[request->session - 1];
    return TAY_OK;
}
/* [lend] */

/* [put aside] */
static enum tay_status wait(struct tay_server *server, const struct tay_request *request)
{
    if (count.waiting != TAY_CAP_NULL) {
        return TAY_EAGAIN;
    }
    count.waiting_session = request->session;
    return tay_server_put_aside(server, request->session, &count.waiting);
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    if (count.waiting == TAY_CAP_NULL) {
        return;
    }
    if (event->kind == TAY_KIND_NOTIFICATION && (event->word[0] & TICK) != 0) {
        struct tay_answer answer = {.word = {count.sum[count.waiting_session - 1]}};
        tay_reply(count.waiting, TAY_OK, &answer); /* if the client is gone, nobody misses it */
        count.waiting = TAY_CAP_NULL;
    } else if (event->kind == TAY_KIND_ABANDONED) {
        tay_reply(count.waiting, TAY_EPEER, NULL); /* closes it */
        count.waiting = TAY_CAP_NULL;
    }
}
/* [put aside] */

/* [server] */
static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    if (request->session == 0) {
        return request->label == COUNT_OPEN ? open(server, answer) : TAY_ESTATE;
    }
    switch (request->label) {
    case COUNT_ADD:
        return add(request, answer);
    case COUNT_WAIT:
        return wait(server, request);
    default:
        return TAY_ENOSYS;
    }
}

int main(void)
{
    struct tay_server server = {
        .endpoint = tay_startup_cap("count"), .on_call = on_call, .on_event = on_event};
    tay_cap_t bell;
    tay_cap_t timer;
    enum tay_status status = tay_bell_create(server.endpoint, &bell);
    if (status == TAY_OK) {
        status = tay_timer_every(bell, TICK, 10 * TAY_NS_PER_MS, &timer);
    }
    return status == TAY_OK && tay_server_run(&server) == TAY_EPEER ? 0 : 1;
}
/* [server] */
