/* SPDX-License-Identifier: MIT */
/*
 * Flattened device tree: only /chosen/bootargs (Devicetree Specification v0.4, 3.6 and 5).
 */
#ifndef DTB_H
#define DTB_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies /chosen/bootargs into text[0 .. text_bytes), cut to fit and NUL-terminated. Reads at most
 * room_bytes from `blob`, which is 8-byte aligned. False, and text is not changed, if this is no
 * device tree of version 17 that fits the room; "" if it is one without bootargs.
 */
bool dtb_command_line(const void *blob, size_t room_bytes, char *text, size_t text_bytes);

#endif
