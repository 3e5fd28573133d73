/* SPDX-License-Identifier: MIT */
/*
 * Blocks. Invariant: free_count is what can still be taken; every block that was ever used is on
 * the list of free ones, or is named once.
 */
#include "store.h"

#include <assert.h>
#include <string.h>

void store_open(struct store *store, void *memory, size_t bytes)
{
    size_t count = bytes / STORE_BLOCK_BYTES;
    assert(count >= 2);
    count = count > UINT32_MAX ? UINT32_MAX : count;
    *store = (struct store){.memory = memory,
                            .block_count = (uint32_t)count,
                            .used_blocks = 1,
                            .free_count = (uint32_t)count - 1};
}

void *store_at(const struct store *store, uint32_t block)
{
    assert(block > 0 && block < store->used_blocks);
    return store->memory + (size_t)block * STORE_BLOCK_BYTES;
}

uint32_t store_take(struct store *store)
{
    if (store->free_count == 0) {
        return 0;
    }
    store->free_count--;
    uint32_t block = store->free_block;
    if (block == 0) {
        return store->used_blocks++;
    }
    store->free_block = *(uint32_t *)store_at(store, block);
    memset(store_at(store, block), 0, STORE_BLOCK_BYTES);
    return block;
}

void store_give(struct store *store, uint32_t block)
{
    *(uint32_t *)store_at(store, block) = store->free_block;
    store->free_block = block;
    store->free_count++;
}

/* A way to a piece: the numbers to look up, from the node's on. */
struct way {
    uint32_t *root;     /* in the node */
    unsigned depth;     /* blocks of numbers in between */
    unsigned number[2]; /* in the last of them, and in the one before */
};

static struct way find_way(struct store_blocks *blocks, uint64_t index)
{
    const unsigned each = STORE_NUMBERS_PER_BLOCK;
    if (index < STORE_DIRECT_BLOCKS) {
        return (struct way){.root = &blocks->direct[index]};
    }
    index -= STORE_DIRECT_BLOCKS;
    if (index < each) {
        return (struct way){.root = &blocks->single, .depth = 1, .number = {(unsigned)index}};
    }
    index -= each;
    return (struct way){.root = &blocks->twice,
                        .depth = 2,
                        .number = {(unsigned)(index % each), (unsigned)(index / each)}};
}

uint32_t store_find(const struct store *store, const struct store_blocks *blocks, uint64_t index)
{
    struct way way = find_way((struct store_blocks *)(uintptr_t)blocks, index);
    uint32_t block = *way.root;
    while (way.depth > 0 && block != 0) {
        const uint32_t *numbers = store_at(store, block);
        block = numbers[way.number[--way.depth]];
    }
    return block;
}

uint32_t store_make(struct store *store, struct store_blocks *blocks, uint64_t index)
{
    uint32_t found = store_find(store, blocks, index);
    if (found != 0) {
        return found;
    }
    struct way way = find_way(blocks, index);
    uint32_t *at = way.root;
    unsigned missing = way.depth + 1; /* at most */
    for (unsigned left = way.depth; left > 0 && *at != 0; left--) {
        at = (uint32_t *)store_at(store, *at) + way.number[left - 1];
        missing--;
        way.depth = left - 1;
    }
    if (store->free_count < missing) {
        return 0;
    }
    blocks->count += missing;
    *at = store_take(store);
    while (way.depth > 0) {
        at = (uint32_t *)store_at(store, *at) + way.number[--way.depth];
        *at = store_take(store);
    }
    return *at;
}

static void give(struct store *store, struct store_blocks *blocks, uint32_t *at)
{
    if (*at != 0) {
        store_give(store, *at);
        blocks->count--;
        *at = 0;
    }
}

/* Gives back what a block of numbers names from a number on, and with the first the block itself.
 */
static void cut_numbers(struct store *store, struct store_blocks *blocks, uint32_t *at,
                        unsigned first)
{
    if (*at == 0) {
        return;
    }
    uint32_t *numbers = store_at(store, *at);
    for (unsigned i = first; i < STORE_NUMBERS_PER_BLOCK; i++) {
        give(store, blocks, &numbers[i]);
    }
    if (first == 0) {
        give(store, blocks, at);
    }
}

static void cut_twice(struct store *store, struct store_blocks *blocks, uint64_t first)
{
    const unsigned each = STORE_NUMBERS_PER_BLOCK;
    if (blocks->twice == 0) {
        return;
    }
    uint32_t *numbers = store_at(store, blocks->twice);
    for (unsigned i = (unsigned)(first / each); i < each; i++) {
        bool is_first = i == first / each;
        cut_numbers(store, blocks, &numbers[i], is_first ? (unsigned)(first % each) : 0);
    }
    if (first == 0) {
        give(store, blocks, &blocks->twice);
    }
}

void store_cut(struct store *store, struct store_blocks *blocks, uint64_t index)
{
    const unsigned each = STORE_NUMBERS_PER_BLOCK;
    for (uint64_t i = index; i < STORE_DIRECT_BLOCKS; i++) {
        give(store, blocks, &blocks->direct[i]);
    }
    index = index < STORE_DIRECT_BLOCKS ? 0 : index - STORE_DIRECT_BLOCKS;
    if (index < each) {
        cut_numbers(store, blocks, &blocks->single, (unsigned)index);
    }
    cut_twice(store, blocks, index < each ? 0 : index - each);
}
