/* SPDX-License-Identifier: MIT */
/*
 * Calls that were put aside. Invariant: a waiter with a reply has a label that no other one had.
 */
#include "waiters.h"

#include <tay/operations.h>

#define WAITERS_MAX 16

static struct waiter {
    tay_cap_t reply; /* null: free */
    uint64_t label;
    struct store_key key;
} waiters[WAITERS_MAX];

static uint64_t last_label;

enum tay_status waiters_add(struct tay_server *server, const struct store_key *key)
{
    for (unsigned i = 0; i < WAITERS_MAX; i++) {
        struct waiter *waiter = &waiters[i];
        if (waiter->reply == TAY_CAP_NULL) {
            waiter->label = ++last_label;
            waiter->key = *key;
            return tay_server_put_aside(server, waiter->label, &waiter->reply);
        }
    }
    return TAY_EAGAIN;
}

static bool waits_for(const struct waiter *waiter, const struct store_entry *entry)
{
    for (unsigned n = 0; n < TAY_KV_KEY_WORDS; n++) {
        if (waiter->key.word[n] != entry->key.word[n]) {
            return false;
        }
    }
    return waiter->reply != TAY_CAP_NULL;
}

void waiters_answer(const struct store_entry *entry)
{
    const struct store_value *value = store_value(entry);
    for (unsigned i = 0; i < WAITERS_MAX; i++) {
        struct waiter *waiter = &waiters[i];
        if (!waits_for(waiter, entry)) {
            continue;
        }
        struct tay_answer answer = {.word = {value->length_bytes}};
        size_t done_bytes;
        enum tay_status status =
            tay_caller_write(waiter->reply, 0, value->text, value->length_bytes, &done_bytes);
        tay_reply(waiter->reply, status, &answer);
        waiter->reply = TAY_CAP_NULL;
    }
}

void waiters_drop(uint64_t label)
{
    for (unsigned i = 0; i < WAITERS_MAX; i++) {
        if (waiters[i].reply != TAY_CAP_NULL && waiters[i].label == label) {
            enum tay_status status = tay_cap_close(waiters[i].reply);
            (void)status; /* ours */
            waiters[i].reply = TAY_CAP_NULL;
        }
    }
}
