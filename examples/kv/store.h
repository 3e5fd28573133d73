/* SPDX-License-Identifier: MIT */
/*
 * The store: values and capabilities under keys.
 */
#ifndef KV_STORE_H
#define KV_STORE_H

#include <tay/abi/status.h>
#include <tay/protocol/kv.h>

#define STORE_ENTRIES 32

struct store_key {
    tay_word_t word[TAY_KV_KEY_WORDS];
};

struct store_entry {
    struct store_key key; /* all zeros: the entry is free */
    size_t length_bytes;  /* 0: no value */
    tay_cap_t cap;        /* null: none */
    char value[TAY_KV_VALUE_BYTES];
};

/* The entry of a key; NULL: there is none. */
struct store_entry *store_find(const struct store_key *key);

/* The entry of a key, perhaps new. NULL: the store is full. */
struct store_entry *store_make(const struct store_key *key);

/* The first entry in use from a place on, which moves behind it. NULL: there is none. */
struct store_entry *store_next(unsigned *place);

#endif
