/* SPDX-License-Identifier: MIT */
/*
 * What was typed and nobody has read yet: finished text, and marks between its bytes.
 */
#ifndef CONSOLE_TYPED_H
#define CONSOLE_TYPED_H

#include <stdbool.h>
#include <stdint.h>

#define TYPED_UNITS 1024u

/* Marks, besides bytes. */
#define TYPED_END 0x100u  /* the end of input: a read of its own gets nothing */
#define TYPED_PUSH 0x101u /* a read ends here, though there is no newline */

struct typed {
    uint32_t count;
    uint16_t unit[TYPED_UNITS];
};

/* Adds text, and behind it a mark or a further byte; false: they do not fit, and nothing has
 * changed. */
bool typed_add(struct typed *typed, const char *text, uint32_t length_bytes, uint16_t last);

/* Whether a read would get something, be it the end of input. */
bool typed_is_ready(const struct typed *typed);

/* Copies what a read gets, at most room_bytes and TYPED_UNITS; how many bytes that is. The units
 * that it takes up remain until typed_remove. */
uint32_t typed_peek(const struct typed *typed, char *text, uint32_t room_bytes, bool by_line,
                    uint32_t *units_out);

void typed_remove(struct typed *typed, uint32_t units);

/* False: nothing that was added can have led to this. */
bool typed_is_sound(const struct typed *typed);

#endif
