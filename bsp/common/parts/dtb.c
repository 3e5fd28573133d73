/* SPDX-License-Identifier: MIT */
/*
 * Walks a flattened device tree, which may be anything: every read is within the blob's own blocks,
 * and these are within the room given.
 */
#include <dtb.h>

#include <stdint.h>

#define DTB_MAGIC 0xd00dfeedu
#define DTB_VERSION 17u
/* Words of the header (5.2). */
enum {
    DTB_HEAD_MAGIC,
    DTB_HEAD_TOTAL,
    DTB_HEAD_STRUCT,
    DTB_HEAD_STRINGS,
    DTB_HEAD_RESERVED,
    DTB_HEAD_VERSION,
    DTB_HEAD_COMPATIBLE,
    DTB_HEAD_CPU,
    DTB_HEAD_STRINGS_BYTES,
    DTB_HEAD_STRUCT_BYTES,
    DTB_HEAD_WORDS,
};
/* Tokens of the structure block (5.4.1). */
enum {
    DTB_BEGIN_NODE = 1,
    DTB_END_NODE = 2,
    DTB_PROPERTY = 3,
    DTB_NOTHING = 4,
};

/* What is left of a block. */
struct dtb_block {
    const char *at;
    size_t bytes;
};

static uint32_t dtb_word(const char *at)
{
    return __builtin_bswap32(*(const uint32_t *)(const void *)at);
}

static bool dtb_take_word(struct dtb_block *block, uint32_t *word)
{
    if (block->bytes < sizeof *word) {
        return false;
    }
    *word = dtb_word(block->at);
    block->at += sizeof *word;
    block->bytes -= sizeof *word;
    return true;
}

/* Takes bytes, padded to whole words. */
static bool dtb_take(struct dtb_block *block, size_t bytes, const char **start)
{
    size_t padded = (bytes + 3) & ~(size_t)3;

    if (padded < bytes || padded > block->bytes) {
        return false;
    }
    *start = block->at;
    block->at += padded;
    block->bytes -= padded;
    return true;
}

/* Whether there is this string, NUL included, at an offset of a block. */
static bool dtb_is_text(struct dtb_block block, size_t offset, const char *text)
{
    for (; offset < block.bytes && block.at[offset] == *text; offset++, text++) {
        if (*text == '\0') {
            return true;
        }
    }
    return false;
}

static bool dtb_take_name(struct dtb_block *block, const char *name, bool *same)
{
    const char *start;
    size_t length = 0;

    while (length < block->bytes && block->at[length] != '\0') {
        length++;
    }
    *same = dtb_is_text(*block, 0, name);
    return length < block->bytes && dtb_take(block, length + 1, &start);
}

/* One property of a node; `value` is set if it is the one that is looked for. */
static bool dtb_take_property(struct dtb_block *block, struct dtb_block strings,
                              struct dtb_block *value)
{
    uint32_t bytes;
    uint32_t name;
    const char *start;

    if (!dtb_take_word(block, &bytes) || !dtb_take_word(block, &name) ||
        !dtb_take(block, bytes, &start)) {
        return false;
    }
    if (dtb_is_text(strings, name, "bootargs")) {
        *value = (struct dtb_block){start, bytes};
    }
    return true;
}

/* Finds the value; an empty block if there is none. Ends at the first thing that makes no sense. */
static struct dtb_block dtb_bootargs(struct dtb_block tree, struct dtb_block strings)
{
    struct dtb_block found = {NULL, 0};
    struct dtb_block value;
    unsigned depth = 0;
    bool in_chosen = false;
    bool going = true;
    uint32_t token;

    while (going && found.at == NULL && dtb_take_word(&tree, &token)) {
        bool same = false;

        value.at = NULL;
        switch (token) {
        case DTB_BEGIN_NODE:
            depth++;
            going = dtb_take_name(&tree, "chosen", &same);
            in_chosen = depth == 2 && same;
            break;
        case DTB_END_NODE:
            going = depth-- > 0;
            in_chosen = false;
            break;
        case DTB_PROPERTY:
            going = dtb_take_property(&tree, strings, &value);
            if (going && in_chosen && value.at != NULL) {
                found = value;
            }
            break;
        default:
            going = token == DTB_NOTHING;
        }
    }
    return found;
}

/* A block that the header names by two of its words. */
static bool dtb_find_block(const char *blob, unsigned offset_word, unsigned bytes_word,
                           struct dtb_block *block)
{
    uint32_t total = dtb_word(blob + 4 * DTB_HEAD_TOTAL);
    uint32_t offset = dtb_word(blob + 4 * offset_word);
    uint32_t bytes = dtb_word(blob + 4 * bytes_word);

    *block = (struct dtb_block){blob + offset, bytes};
    return offset <= total && bytes <= total - offset;
}

bool dtb_command_line(const void *blob, size_t room_bytes, char *text, size_t text_bytes)
{
    struct dtb_block tree;
    struct dtb_block strings;
    struct dtb_block value;
    size_t n = 0;

    if (room_bytes < 4 * DTB_HEAD_WORDS || dtb_word(blob) != DTB_MAGIC ||
        dtb_word((const char *)blob + 4 * DTB_HEAD_TOTAL) > room_bytes ||
        dtb_word((const char *)blob + 4 * DTB_HEAD_VERSION) < DTB_VERSION ||
        dtb_word((const char *)blob + 4 * DTB_HEAD_COMPATIBLE) > DTB_VERSION ||
        !dtb_find_block(blob, DTB_HEAD_STRUCT, DTB_HEAD_STRUCT_BYTES, &tree) ||
        !dtb_find_block(blob, DTB_HEAD_STRINGS, DTB_HEAD_STRINGS_BYTES, &strings) ||
        (uintptr_t)tree.at % sizeof(uint32_t) != 0) {
        return false;
    }
    value = dtb_bootargs(tree, strings);
    for (; n + 1 < text_bytes && n < value.bytes && value.at[n] != '\0'; n++) {
        text[n] = value.at[n];
    }
    text[n] = '\0';
    return true;
}
