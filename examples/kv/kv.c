/* SPDX-License-Identifier: MIT */
/*
 * The kv server: the protocol (tay/protocol/kv.h) on top of the store, and its sessions. Invariant:
 * a session's place is in the table from its opening until the kernel says that it is closed.
 */
#include "store.h"
#include "waiters.h"
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>

#define SESSIONS_MAX 32

static struct session {
    uint64_t badge; /* 0: free */
    unsigned place; /* of NEXT */
} sessions[SESSIONS_MAX];

static uint64_t last_badge;

static struct session *find_session(uint64_t badge)
{
    for (unsigned i = 0; i < SESSIONS_MAX; i++) {
        if (sessions[i].badge == badge) {
            return &sessions[i];
        }
    }
    return NULL;
}

static enum tay_status open_session(struct tay_server *server, struct tay_answer *answer)
{
    struct session *session = find_session(0);
    if (session == NULL) {
        return TAY_EFULL;
    }
    enum tay_status status = tay_server_mint(server, last_badge + 1, answer, 0);
    if (status == TAY_OK) {
        *session = (struct session){.badge = ++last_badge};
    }
    return status;
}

/* Reads the value first as a whole, so that a client that lends too little changes nothing. */
static enum tay_status set(const struct store_key *key, size_t length_bytes)
{
    static char value[TAY_KV_VALUE_BYTES];
    size_t done_bytes;
    if (length_bytes == 0 || length_bytes > sizeof value) {
        return TAY_EINVAL;
    }
    enum tay_status status = tay_caller_read(TAY_CALL_IN_HAND, 0, value, length_bytes, &done_bytes);
    if (status != TAY_OK || done_bytes < length_bytes) {
        return status != TAY_OK ? status : TAY_EINVAL;
    }
    struct store_entry *entry = store_make(key);
    if (entry == NULL) {
        return TAY_EFULL;
    }
    store_put(entry, value, length_bytes);
    waiters_answer(entry);
    return TAY_OK;
}

static enum tay_status get(const struct store_key *key, struct tay_answer *answer)
{
    const struct store_entry *entry = store_find(key);
    const struct store_value *value = entry == NULL ? NULL : store_value(entry);
    size_t done_bytes;
    if (value == NULL) {
        return TAY_ENOENT;
    }
    answer->word[0] = value->length_bytes;
    return tay_caller_write(TAY_CALL_IN_HAND, 0, value->text, value->length_bytes, &done_bytes);
}

static enum tay_status next(struct session *session, struct tay_answer *answer)
{
    const struct store_entry *entry = store_next(&session->place);
    if (entry == NULL) {
        session->place = 0;
        return TAY_ENOENT;
    }
    for (unsigned n = 0; n < TAY_KV_KEY_WORDS; n++) {
        answer->word[n] = entry->key.word[n];
    }
    return TAY_OK;
}

static enum tay_status give(const struct store_key *key, struct tay_request *request)
{
    struct store_entry *entry = store_make(key);
    if (entry == NULL) {
        return TAY_EFULL;
    }
    tay_cap_t given = tay_request_take(request, TAY_KV_KEY_WORDS);
    if (given == TAY_CAP_NULL) {
        return TAY_EINVAL;
    }
    if (entry->cap != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(entry->cap);
        (void)status; /* whoever gave it may have ended it */
    }
    entry->cap = given;
    return TAY_OK;
}

static enum tay_status take(const struct store_key *key, struct tay_answer *answer)
{
    const struct store_entry *entry = store_find(key);
    if (entry == NULL || entry->cap == TAY_CAP_NULL) {
        return TAY_ENOENT;
    }
    answer->word[0] = entry->cap;
    answer->caps = 1;
    answer->copy = true;
    return TAY_OK;
}

static enum tay_status on_session(struct tay_server *server, struct tay_request *request,
                                  struct tay_answer *answer)
{
    struct session *session = find_session(request->session);
    struct store_key key;
    if (session == NULL) {
        return TAY_EPEER;
    }
    if (request->label == TAY_KV_NEXT) {
        return next(session, answer);
    }
    for (unsigned n = 0; n < TAY_KV_KEY_WORDS; n++) {
        key.word[n] = request->word[n];
    }
    if (key.word[0] == 0) {
        return TAY_EINVAL;
    }
    enum tay_status status;
    switch (request->label) {
    case TAY_KV_SET:
        return set(&key, request->word[TAY_KV_KEY_WORDS]);
    case TAY_KV_GET:
        return get(&key, answer);
    case TAY_KV_WAIT:
        status = get(&key, answer);
        return status == TAY_ENOENT ? waiters_add(server, &key) : status;
    case TAY_KV_GIVE:
        return give(&key, request);
    case TAY_KV_TAKE:
        return take(&key, answer);
    default:
        return request->label == TAY_KV_OPEN ? TAY_ESTATE : TAY_ENOSYS;
    }
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    if (request->session != 0) {
        return on_session(server, request, answer);
    }
    return request->label == TAY_KV_OPEN ? open_session(server, answer) : TAY_ESTATE;
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    struct session *session = find_session(event->badge);
    if (event->kind == TAY_KIND_ABANDONED) {
        waiters_drop(event->badge);
    } else if (event->kind == TAY_KIND_CLOSED && session != NULL) {
        *session = (struct session){0};
        printf("kv: session %lu is closed\n", (unsigned long)event->badge);
    }
}

int main(void)
{
    struct tay_server server = {
        .endpoint = tay_startup_cap("kv"), .on_call = on_call, .on_event = on_event};
    enum tay_status status = store_open(tay_startup_cap("store"));
    if (status == TAY_OK) {
        status = tay_server_run(&server);
    }
    printf("kv: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}
