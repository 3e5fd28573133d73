/* SPDX-License-Identifier: MIT */
/*
 * The store. Invariant: no two entries in use have the same key; entries are never given back.
 */
#include "store.h"

#include <string.h>

static struct store_entry entries[STORE_ENTRIES];

struct store_entry *store_find(const struct store_key *key)
{
    for (unsigned i = 0; i < STORE_ENTRIES; i++) {
        if (memcmp(&entries[i].key, key, sizeof *key) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

struct store_entry *store_make(const struct store_key *key)
{
    static const struct store_key none;
    struct store_entry *entry = store_find(key);
    if (entry == NULL) {
        entry = store_find(&none);
    }
    if (entry != NULL) {
        entry->key = *key;
    }
    return entry;
}

struct store_entry *store_next(unsigned *place)
{
    while (*place < STORE_ENTRIES) {
        struct store_entry *entry = &entries[(*place)++];
        if (entry->key.word[0] != 0) {
            return entry;
        }
    }
    return NULL;
}
