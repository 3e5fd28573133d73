/* SPDX-License-Identifier: MIT */
/*
 * head: prints the beginning of files.
 */
#include "file.h"
#include "number.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include <stdint.h>
#include <string.h>

struct part {
    uint64_t count;
    bool is_bytes; /* else lines */
};

/* How much of a piece is wanted yet. */
static size_t wanted_bytes(struct part *left, const char *piece, size_t length_bytes)
{
    if (left->is_bytes) {
        size_t bytes = left->count < length_bytes ? (size_t)left->count : length_bytes;
        left->count -= bytes;
        return bytes;
    }
    size_t end = 0;
    while (left->count > 0 && end < length_bytes) {
        const char *newline = memchr(piece + end, '\n', length_bytes - end);
        end = newline == NULL ? length_bytes : (size_t)(newline - piece) + 1;
        left->count -= newline != NULL;
    }
    return end;
}

static void print(const char *operand, const struct part *part)
{
    static char piece[4096];
    struct part left = *part;
    ssize_t read_bytes = 0;
    int descriptor = file_open(operand);
    if (descriptor < 0) {
        report_error(operand);
        return;
    }
    while (left.count > 0 && !output_has_failed() &&
           (read_bytes = file_read(descriptor, piece, sizeof piece)) > 0) {
        output_bytes(piece, wanted_bytes(&left, piece, (size_t)read_bytes));
    }
    if (read_bytes < 0) {
        report_error(operand);
    }
    file_close(descriptor);
}

static struct part read_options(struct options *options)
{
    struct part part = {.count = 10};
    int letter;
    while ((letter = options_next(options, "#c:n:")) != 0) {
        part.is_bytes = letter == 'c';
        if (!number_read(options->value, UINT64_MAX, &part.count)) {
            report_usage("%s: is no number", options->value);
        }
    }
    return part;
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    report_begin("head", "[-n LINES | -LINES | -c BYTES] [FILE...]");
    struct part part = read_options(&options);
    if (options.next == count) {
        print(FILE_INPUT, &part);
    }
    for (int i = options.next; i < count; i++) {
        if (count - options.next > 1) {
            const char *name = strcmp(word[i], FILE_INPUT) == 0 ? "standard input" : word[i];
            output("%s==> %s <==\n", i == options.next ? "" : "\n", name);
        }
        print(word[i], &part);
    }
    return report_end();
}
