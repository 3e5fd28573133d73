/* SPDX-License-Identifier: MIT */
/*
 * Makes a flattened device tree (Devicetree Specification v0.4, 5), piece by piece.
 */
#ifndef TREE_MAKER_H
#define TREE_MAKER_H

#include <stddef.h>
#include <stdint.h>

#define TREE_BYTES 2048
/* Words of the head. */
enum {
    TREE_MAGIC,
    TREE_TOTAL,
    TREE_STRUCT,
    TREE_STRINGS,
    TREE_RESERVED,
    TREE_VERSION,
    TREE_COMPATIBLE,
    TREE_CPU,
    TREE_STRINGS_BYTES,
    TREE_STRUCT_BYTES,
    TREE_HEAD_WORDS,
};

struct tree {
    _Alignas(8) unsigned char blob[TREE_BYTES];
    size_t bytes; /* so far; when it has ended, in all */
    char names[256];
    size_t names_bytes;
};

void tree_start(struct tree *tree);
void tree_node(struct tree *tree, const char *name);
void tree_node_end(struct tree *tree);
/* A value of so many bytes. */
void tree_property(struct tree *tree, const char *name, const void *value, size_t bytes);
/* A value that is text, with its NUL. */
void tree_text(struct tree *tree, const char *name, const char *text);
/* One big-endian word, e.g. a token. */
void tree_word(struct tree *tree, uint32_t word);
/* Adds the end and the names, and fills in the head. */
void tree_end(struct tree *tree);

/* Changes, or reads, a word of the head of a tree that has ended. */
void tree_set(struct tree *tree, unsigned head_word, uint32_t value);
uint32_t tree_get(const struct tree *tree, unsigned head_word);

/* A whole tree with this command line and much that is no command line. */
void tree_make(struct tree *tree, const char *command_line);

#endif
