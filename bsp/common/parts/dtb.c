/* SPDX-License-Identifier: MIT */
/*
 * Walks a flattened device tree, which may be anything: every read is within the blob's own blocks,
 * and these are within the room given.
 */
#include <dtb.h>

#include <hal/boot_code.h>
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

HAL_BOOT_CODE static uint32_t dtb_word(const char *at)
{
    return __builtin_bswap32(*(const uint32_t *)(const void *)at);
}

HAL_BOOT_CODE static bool dtb_take_word(struct dtb_block *block, uint32_t *word)
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
HAL_BOOT_CODE static bool dtb_take(struct dtb_block *block, size_t bytes, const char **start)
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

/* The NUL-terminated text at an offset of a block; NULL if there is none. */
HAL_BOOT_CODE static const char *dtb_text(struct dtb_block block, size_t offset, size_t *length)
{
    for (size_t n = offset; n < block.bytes; n++) {
        if (block.at[n] == '\0') {
            *length = n - offset;
            return block.at + offset;
        }
    }
    return NULL;
}

HAL_BOOT_CODE static bool dtb_take_name(struct dtb_block *block, const char **name)
{
    size_t length = 0;

    *name = dtb_text(*block, 0, &length);
    return *name != NULL && dtb_take(block, length + 1, name);
}

/* A property without a name in the block of strings gets none: "". */
HAL_BOOT_CODE static bool dtb_take_property(struct dtb_block *block, struct dtb_block strings,
                                            struct dtb_property *property)
{
    uint32_t bytes;
    uint32_t name;
    size_t length;

    if (!dtb_take_word(block, &bytes) || !dtb_take_word(block, &name) ||
        !dtb_take(block, bytes, &property->value)) {
        return false;
    }
    property->bytes = bytes;
    property->name = dtb_text(strings, name, &length);
    if (property->name == NULL) {
        property->name = "";
    }
    return true;
}

/* Ends at the first thing that makes no sense. A node's properties stand before its children
 * (5.4.2), so what follows the end of a child belongs to nothing. */
HAL_BOOT_CODE static void dtb_visit_all(struct dtb_block tree, struct dtb_block strings,
                                        dtb_visitor *visit, void *argument)
{
    struct dtb_property property = {.depth = 0, .node = NULL};
    bool going = true;
    uint32_t token;

    while (going && dtb_take_word(&tree, &token)) {
        switch (token) {
        case DTB_BEGIN_NODE:
            property.depth++;
            going = dtb_take_name(&tree, &property.node);
            break;
        case DTB_END_NODE:
            going = property.depth-- > 0;
            property.node = NULL;
            break;
        case DTB_PROPERTY:
            going = dtb_take_property(&tree, strings, &property) &&
                    (property.node == NULL || visit(argument, &property));
            break;
        default:
            going = token == DTB_NOTHING;
        }
    }
}

/* A block that the header names by two of its words. */
HAL_BOOT_CODE static bool dtb_find_block(const char *blob, unsigned offset_word,
                                         unsigned bytes_word, struct dtb_block *block)
{
    uint32_t total = dtb_word(blob + 4 * DTB_HEAD_TOTAL);
    uint32_t offset = dtb_word(blob + 4 * offset_word);
    uint32_t bytes = dtb_word(blob + 4 * bytes_word);

    *block = (struct dtb_block){blob + offset, bytes};
    return offset <= total && bytes <= total - offset;
}

HAL_BOOT_CODE bool dtb_walk(const void *blob, size_t room_bytes, dtb_visitor *visit, void *argument)
{
    struct dtb_block tree;
    struct dtb_block strings;

    if (room_bytes < 4 * DTB_HEAD_WORDS || dtb_word(blob) != DTB_MAGIC ||
        dtb_word((const char *)blob + 4 * DTB_HEAD_TOTAL) > room_bytes ||
        dtb_word((const char *)blob + 4 * DTB_HEAD_VERSION) < DTB_VERSION ||
        dtb_word((const char *)blob + 4 * DTB_HEAD_COMPATIBLE) > DTB_VERSION ||
        !dtb_find_block(blob, DTB_HEAD_STRUCT, DTB_HEAD_STRUCT_BYTES, &tree) ||
        !dtb_find_block(blob, DTB_HEAD_STRINGS, DTB_HEAD_STRINGS_BYTES, &strings) ||
        (uintptr_t)tree.at % sizeof(uint32_t) != 0) {
        return false;
    }
    dtb_visit_all(tree, strings, visit, argument);
    return true;
}
