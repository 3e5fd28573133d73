/* SPDX-License-Identifier: MIT */
/*
 * What a reader of text refuses, with its line, its reason and its word.
 */
#ifndef UNIT_REFUSALS_H
#define UNIT_REFUSALS_H

#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <tay/manifest.h>

struct refusal {
    const char *text;
    unsigned line;
    const char *reason;
    const char *word;
};

/* A reader: false, and why in error. */
typedef bool refusal_reader(const char *text, size_t length_bytes,
                            struct tay_manifest_error *error_out);

/* Reads a copy that is exactly as long as the text, so that reading past it is found. */
static inline bool read_copy(refusal_reader *reader, const char *text,
                             struct tay_manifest_error *error_out)
{
    size_t length_bytes = strlen(text);
    char *copy = malloc(length_bytes == 0 ? 1 : length_bytes);
    assert_non_null(copy);
    memcpy(copy, text, length_bytes);
    bool good = reader(copy, length_bytes, error_out);
    free(copy);
    return good;
}

static inline void expect_refusals(refusal_reader *reader, const struct refusal *refusal,
                                   size_t count)
{
    struct tay_manifest_error error;
    for (size_t i = 0; i < count; i++) {
        print_message("%s\n", refusal[i].reason);
        assert_false(read_copy(reader, refusal[i].text, &error));
        assert_string_equal(error.reason, refusal[i].reason);
        assert_int_equal(error.line, refusal[i].line);
        assert_string_equal(error.word, refusal[i].word);
    }
}

#endif
