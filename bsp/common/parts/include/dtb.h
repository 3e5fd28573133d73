/* SPDX-License-Identifier: MIT */
/*
 * Flattened device tree: tells of each property in turn (Devicetree Specification v0.4, 5).
 */
#ifndef DTB_H
#define DTB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dtb_property {
    const char *node; /* the name of its node, unit address included; the root's is "" */
    unsigned depth;   /* of its node: the root's is 1 */
    const char *name;
    const char *value; /* 4-byte aligned */
    size_t bytes;
};

/* Told of one property, which is valid for this call; false: no more of them. */
typedef bool dtb_visitor(void *argument, const struct dtb_property *property);

/*
 * Tells `visit` of each property, in the tree's order, up to the first thing that makes no sense.
 * Reads at most room_bytes from `blob`, which is 8-byte aligned. False, and nothing was told, if
 * this is no device tree of version 17 that fits the room.
 */
bool dtb_walk(const void *blob, size_t room_bytes, dtb_visitor *visit, void *argument);

/* Whether two texts are the same. */
bool dtb_is(const char *text, const char *other);

/* Whether a property's value is a list of texts with this one in it (2.2.4, <stringlist>). */
bool dtb_lists(const struct dtb_property *property, const char *text);

/* The number in `count` cells, one or two, of a property's value, from cell `first`. False, and
 * *value stays, if it has fewer. */
bool dtb_number(const struct dtb_property *property, size_t first, size_t count, uint64_t *value);

/* Copies a property's value into text[0 .. text_bytes), cut to fit and NUL-terminated. */
void dtb_copy_text(const struct dtb_property *property, char *text, size_t text_bytes);

/*
 * Copies /chosen/bootargs (3.6) into text[0 .. text_bytes), cut to fit and NUL-terminated. As
 * dtb_walk; text is not changed if that is false, and "" if the tree has no bootargs.
 */
bool dtb_command_line(const void *blob, size_t room_bytes, char *text, size_t text_bytes);

#endif
