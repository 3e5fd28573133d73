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

struct store_value {
    size_t length_bytes;
    char text[TAY_KV_VALUE_BYTES];
};

struct store_entry {
    struct store_key key;
    uint32_t in_use;
    uint32_t current; /* 1 or 2: which value counts; 0: none */
    tay_cap_t cap;    /* null: none; the handle of one process, so a restart loses it */
    struct store_value value[2];
};

#define STORE_BYTES (STORE_ENTRIES * sizeof(struct store_entry))

/* Opens the store in memory that the program keeps over restarts, right read and write. */
TAY_MUST_CHECK enum tay_status store_open(tay_cap_t memory);

/* The entry of a key; NULL: there is none. */
struct store_entry *store_find(const struct store_key *key);

/* The entry of a key, perhaps new. NULL: the store is full. */
struct store_entry *store_make(const struct store_key *key);

/* The value that counts; NULL: there is none. */
const struct store_value *store_value(const struct store_entry *entry);

/* Puts a value of at most TAY_KV_VALUE_BYTES in the place of the one before. */
void store_put(struct store_entry *entry, const void *text, size_t length_bytes);

/* The first entry in use from a place on, which moves behind it. NULL: there is none. */
struct store_entry *store_next(unsigned *place);

#endif
