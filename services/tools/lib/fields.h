/* SPDX-License-Identifier: MIT */
/*
 * The order of lines: by fields of them, as numbers or as text.
 */
#ifndef TOOLS_FIELDS_H
#define TOOLS_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

/* How two pieces of text compare. */
struct field_order {
    bool skips_blanks; /* at the start */
    bool folds_case;
    bool is_numeric;
    bool is_reverse;
};

/* A piece of each line: from a character of a field to one of another. */
struct field_key {
    size_t field, character;         /* both from 1 */
    size_t end_field, end_character; /* 0: up to the line's end; 0: the field's end */
    bool end_skips_blanks;           /* where the end counts from */
    bool has_order;                  /* of its own; else that of the whole */
    struct field_order order;
};

/* A line, without its newline. */
struct field_line {
    const char *text;
    size_t length_bytes;
};

/* Reads `F[.C][bfnr][,F[.C][bfnr]]`; false: it is none. */
bool field_key_read(struct field_key *key, const char *text);

/* The piece of a line that a key means. separator: of fields; -1: they begin with their blanks. */
struct field_line field_find(const struct field_key *key, const struct field_line *line,
                             int separator);

/* Below, above or equal to 0. */
int field_compare(const struct field_order *order, const struct field_line *left,
                  const struct field_line *right);

/* Compares bytes, then lengths. */
int field_compare_bytes(const struct field_line *left, const struct field_line *right);

#endif
