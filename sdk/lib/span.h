/* SPDX-License-Identifier: MIT */
/*
 * A piece of text inside a larger one: what the manifest's parser takes apart.
 */
#ifndef SDK_SPAN_H
#define SDK_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct span {
    const char *start;
    size_t length_bytes;
};

/* Whether a span is exactly this word. */
bool span_is(struct span span, const char *word);

/* Without white space at either end. */
struct span span_trim(struct span span);

/* Takes what stands before the first `separator`; `rest` becomes what stands behind it. False, and
 * nothing changes: there is none. */
bool span_cut(struct span *rest, char separator, struct span *before);

/* Takes the first word; empty: there is none. */
struct span span_word(struct span *rest);

/* Copies with a NUL, as much as fits. */
void span_copy(struct span span, char *out, size_t out_bytes);

/* A decimal number without sign, at most `max`. */
bool span_number(struct span span, size_t max, size_t *value);

/* "0x" and hexadecimal digits, at most `max`. */
bool span_hexadecimal(struct span span, size_t max, size_t *value);

#endif
