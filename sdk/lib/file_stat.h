/* SPDX-License-Identifier: MIT */
/*
 * What STAT tells, in the words of its answer (tay/protocol/file.h), where those have 64 bits.
 */
#ifndef LIB_FILE_STAT_H
#define LIB_FILE_STAT_H

#include <stdbool.h>
#include <tay/protocol/file.h>

#define FILE_STAT_FITS (sizeof(tay_word_t) >= sizeof(uint64_t))
#define FILE_STAT_FLAGS_SHIFT 8
#define FILE_STAT_LINKS_SHIFT 16
#define FILE_STAT_BLOCK_SHIFT 32
#define FILE_STAT_LINKS_MAX 0xffffu

static inline void file_stat_put(const struct tay_file_stat *stat, tay_word_t word[TAY_WORDS])
{
    uint64_t links = stat->links < FILE_STAT_LINKS_MAX ? stat->links : FILE_STAT_LINKS_MAX;
    uint64_t rest = (stat->kind & 0xff) | (uint64_t)(stat->flags & 0xff) << FILE_STAT_FLAGS_SHIFT |
                    links << FILE_STAT_LINKS_SHIFT |
                    (uint64_t)stat->block_bytes << FILE_STAT_BLOCK_SHIFT;
    word[0] = (tay_word_t)stat->node;
    word[1] = (tay_word_t)stat->size_bytes;
    word[2] = (tay_word_t)stat->allocated_bytes;
    word[3] = (tay_word_t)stat->modified_s;
    word[4] = (tay_word_t)rest;
    word[5] = (tay_word_t)stat->system;
}

static inline void file_stat_get(const tay_word_t word[TAY_WORDS], struct tay_file_stat *stat_out)
{
    uint64_t rest = word[4];
    *stat_out = (struct tay_file_stat){
        .node = word[0],
        .size_bytes = word[1],
        .allocated_bytes = word[2],
        .modified_s = (int64_t)word[3],
        .kind = rest & 0xff,
        .flags = rest >> FILE_STAT_FLAGS_SHIFT & 0xff,
        .links = rest >> FILE_STAT_LINKS_SHIFT & FILE_STAT_LINKS_MAX,
        .block_bytes = (uint32_t)(rest >> FILE_STAT_BLOCK_SHIFT),
        .system = word[5],
    };
}

#endif
