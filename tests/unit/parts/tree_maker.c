/* SPDX-License-Identifier: MIT */
/*
 * See tree_maker.h. The blob always has room: callers are tests that know how much they add.
 */
#include "tree_maker.h"

#include <assert.h>
#include <string.h>

static void tree_put(struct tree *tree, size_t at, uint32_t word)
{
    for (size_t n = 0; n < 4; n++) {
        tree->blob[at + n] = (unsigned char)(word >> (24 - 8 * n));
    }
}

static void tree_bytes(struct tree *tree, const void *from, size_t bytes)
{
    assert(tree->bytes + bytes <= TREE_BYTES);
    if (bytes > 0) {
        memcpy(tree->blob + tree->bytes, from, bytes);
    }
    tree->bytes += bytes;
    while (tree->bytes % 4 != 0) {
        tree->blob[tree->bytes++] = 0;
    }
}

void tree_word(struct tree *tree, uint32_t word)
{
    assert(tree->bytes + 4 <= TREE_BYTES);
    tree_put(tree, tree->bytes, word);
    tree->bytes += 4;
}

void tree_set(struct tree *tree, unsigned head_word, uint32_t value)
{
    tree_put(tree, (size_t)4 * head_word, value);
}

uint32_t tree_get(const struct tree *tree, unsigned head_word)
{
    const unsigned char *at = tree->blob + (size_t)4 * head_word;

    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

void tree_start(struct tree *tree)
{
    memset(tree, 0, sizeof *tree);
    /* The list of reserved memory, empty, stands behind the head. */
    tree->bytes = 4 * TREE_HEAD_WORDS + 16;
    tree_set(tree, TREE_STRUCT, (uint32_t)tree->bytes);
}

void tree_node(struct tree *tree, const char *name)
{
    tree_word(tree, 1);
    tree_bytes(tree, name, strlen(name) + 1);
}

void tree_node_end(struct tree *tree)
{
    tree_word(tree, 2);
}

void tree_property(struct tree *tree, const char *name, const void *value, size_t bytes)
{
    tree_word(tree, 3);
    tree_word(tree, (uint32_t)bytes);
    tree_word(tree, (uint32_t)tree->names_bytes);
    tree_bytes(tree, value, bytes);
    assert(tree->names_bytes + strlen(name) < sizeof tree->names);
    memcpy(tree->names + tree->names_bytes, name, strlen(name) + 1);
    tree->names_bytes += strlen(name) + 1;
}

void tree_text(struct tree *tree, const char *name, const char *text)
{
    tree_property(tree, name, text, strlen(text) + 1);
}

void tree_end(struct tree *tree)
{
    tree_word(tree, 9);
    tree_set(tree, TREE_STRUCT_BYTES, (uint32_t)tree->bytes - tree_get(tree, TREE_STRUCT));
    tree_set(tree, TREE_STRINGS, (uint32_t)tree->bytes);
    tree_set(tree, TREE_STRINGS_BYTES, (uint32_t)tree->names_bytes);
    assert(tree->bytes + tree->names_bytes <= TREE_BYTES);
    memcpy(tree->blob + tree->bytes, tree->names, tree->names_bytes);
    tree->bytes += tree->names_bytes;
    tree_set(tree, TREE_MAGIC, 0xd00dfeed);
    tree_set(tree, TREE_TOTAL, (uint32_t)tree->bytes);
    tree_set(tree, TREE_RESERVED, 4 * TREE_HEAD_WORDS);
    tree_set(tree, TREE_VERSION, 17);
    tree_set(tree, TREE_COMPATIBLE, 16);
}

void tree_make(struct tree *tree, const char *command_line)
{
    tree_start(tree);
    tree_node(tree, "");
    tree_text(tree, "bootargs", "of the root");
    tree_node(tree, "other");
    tree_text(tree, "bootargs", "of another node");
    tree_node(tree, "chosen");
    tree_text(tree, "bootargs", "of a node that is not below the root");
    tree_node_end(tree);
    tree_node_end(tree);
    tree_node(tree, "chosen@0");
    tree_text(tree, "bootargs", "of a node with a longer name");
    tree_node_end(tree);
    tree_word(tree, 4); /* nothing */
    tree_node(tree, "chosen");
    tree_property(tree, "empty", NULL, 0);
    tree_text(tree, "bootargs2", "of a longer name");
    tree_text(tree, "bootarg", "of a shorter name");
    tree_word(tree, 4);
    tree_text(tree, "bootargs", command_line);
    tree_text(tree, "behind", "it");
    tree_node_end(tree);
    tree_node_end(tree);
    tree_end(tree);
}
