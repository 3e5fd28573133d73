/* SPDX-License-Identifier: MIT */
/*
 * The store. Invariants: no two entries in use have the same key; at whatever instruction the
 * program dies, each key has the value from before or the new one. A word that is written last says
 * that what it speaks of is whole.
 */
#include "store.h"

#include <stdatomic.h>
#include <string.h>
#include <tay/operations.h>

static struct store_entry *entries;

/* What was written before is written before. The next instance may run on another core, but the
 * kernel has had its lock in between. */
static void settle(void)
{
    atomic_signal_fence(memory_order_seq_cst);
}

/* Handles of the instance before are not ours, and what makes no sense is not taken. */
static void mend(struct store_entry *entry)
{
    const struct store_value *value = store_value(entry);
    entry->cap = TAY_CAP_NULL;
    if (entry->in_use != 1 || value == NULL || value->length_bytes == 0 ||
        value->length_bytes > TAY_KV_VALUE_BYTES || entry->key.word[0] == 0) {
        memset(entry, 0, offsetof(struct store_entry, value));
    }
}

enum tay_status store_open(tay_cap_t memory)
{
    tay_ua_t address;
    size_t length_bytes, resident_bytes;
    enum tay_status status = tay_memory_query(memory, &length_bytes, &resident_bytes);
    if (status == TAY_OK && length_bytes < STORE_BYTES) {
        status = TAY_EINVAL;
    }
    if (status == TAY_OK) {
        status = tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, 0,
                               TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address);
    }
    if (status != TAY_OK) {
        return status;
    }
    entries = (struct store_entry *)address;
    for (unsigned i = 0; i < STORE_ENTRIES; i++) {
        mend(&entries[i]);
    }
    return TAY_OK;
}

struct store_entry *store_find(const struct store_key *key)
{
    for (unsigned i = 0; i < STORE_ENTRIES; i++) {
        if (entries[i].in_use != 0 && memcmp(&entries[i].key, key, sizeof *key) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

static struct store_entry *find_free(void)
{
    for (unsigned i = 0; i < STORE_ENTRIES; i++) {
        if (entries[i].in_use == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

struct store_entry *store_make(const struct store_key *key)
{
    struct store_entry *entry = store_find(key);
    if (entry != NULL) {
        return entry;
    }
    entry = find_free();
    if (entry != NULL) {
        entry->key = *key;
        entry->current = 0;
        settle();
        entry->in_use = 1;
    }
    return entry;
}

const struct store_value *store_value(const struct store_entry *entry)
{
    return entry->current == 1 || entry->current == 2 ? &entry->value[entry->current - 1] : NULL;
}

void store_put(struct store_entry *entry, const void *text, size_t length_bytes)
{
    uint32_t other = entry->current == 1 ? 2 : 1;
    struct store_value *value = &entry->value[other - 1];
    memcpy(value->text, text, length_bytes);
    value->length_bytes = length_bytes;
    settle();
    entry->current = other;
    settle();
}

struct store_entry *store_next(unsigned *place)
{
    while (*place < STORE_ENTRIES) {
        struct store_entry *entry = &entries[(*place)++];
        if (entry->in_use != 0) {
            return entry;
        }
    }
    return NULL;
}
