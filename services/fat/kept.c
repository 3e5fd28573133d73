/* SPDX-License-Identifier: MIT */
/*
 * A flag whose byte is neither 0 nor 1 may be taken for both: each becomes one or the other here.
 *
 * Memory that was never used is not touched, so that it need not be there.
 */
#include "kept.h"

#include <stdatomic.h>
#include <string.h>

#define MAGIC 0x6b746166u /* "fatk", little-endian */

uint32_t kept_sessions_in(size_t bytes)
{
    const size_t each = sizeof(struct tay_file_session) + sizeof(struct kept_node);
    const size_t least = sizeof(struct kept) + KEPT_MORE_NODES * sizeof(struct kept_node);
    size_t count = bytes < least ? 0 : (bytes - least) / each;
    return count < KEPT_SESSIONS_MAX ? (uint32_t)count : KEPT_SESSIONS_MAX;
}

static void settle(bool *flag)
{
    uint8_t byte;
    memcpy(&byte, flag, sizeof byte);
    *flag = byte != 0;
}

static void settle_flags(struct kept *kept)
{
    struct fat_volume *vol = &kept->volume;
    bool *flags[] = {&kept->is_in_use, &kept->is_put_away, &vol->is_fat32,  &vol->free_is_counted,
                     &vol->is_marked,  &vol->is_torn,      &vol->has_freed, &vol->is_busy};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        settle(flags[i]);
    }
}

void kept_settle_node(struct kept_node *node)
{
    settle(&node->place.is_directory);
    settle(&node->is_removed);
    settle(&node->is_lost);
    settle(&node->is_told_lost);
}

/* If this is cut off the next instance does it again. */
static void begin_anew(struct kept *kept, size_t bytes)
{
    if (kept->magic != 0 || kept->bytes != 0 || kept->session_count != 0) {
        kept->magic = ~MAGIC;
        atomic_signal_fence(memory_order_seq_cst);
        memset((uint8_t *)kept + sizeof kept->magic, 0, bytes - sizeof kept->magic);
    }
    kept->bytes = sizeof *kept;
    kept->session_count = kept_sessions_in(bytes);
    kept->used_sessions = 0;
    kept->used_check = ~0u;
    atomic_signal_fence(memory_order_seq_cst);
    kept->magic = MAGIC;
}

struct kept *kept_open(void *memory, size_t bytes)
{
    struct kept *kept = memory;
    uint32_t count = kept_sessions_in(bytes);
    if (kept->magic != MAGIC || kept->bytes != sizeof *kept || kept->session_count != count) {
        begin_anew(kept, bytes);
    }
    kept->sessions = (struct tay_file_session *)(kept + 1);
    kept->nodes = (struct kept_node *)(kept->sessions + count);
    kept->node_count = count + KEPT_MORE_NODES;
    settle_flags(kept);
    return kept;
}

uint32_t kept_used(const struct kept *kept)
{
    uint32_t used = kept->used_sessions, all = kept->session_count;
    return used == ~kept->used_check && used <= all ? used : all;
}
