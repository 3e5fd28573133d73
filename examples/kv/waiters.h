/* SPDX-License-Identifier: MIT */
/*
 * Calls that wait for a key: put aside until somebody sets it.
 */
#ifndef KV_WAITERS_H
#define KV_WAITERS_H

#include "store.h"
#include <tay/server.h>

/* Puts the call in hand aside. On TAY_OK it is answered later. */
enum tay_status waiters_add(struct tay_server *server, const struct store_key *key);

/* Answers everybody who waits for this entry's key. */
void waiters_answer(const struct store_entry *entry);

/* A client has given up. */
void waiters_drop(uint64_t label);

#endif
