/* SPDX-License-Identifier: MIT */
/*
 * hexdump: prints bytes in hexadecimal, 16 a line; of lines that repeat the one before, `*`.
 */
#include "file.h"
#include "number.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 16

/* All operands, one behind the other. */
static struct {
    char **operand;
    int left;       /* operands that are not open yet */
    int descriptor; /* -1: none is open */
} input = {.descriptor = -1};

static bool has_text;  /* -C: single bytes, and the text beside them */
static bool shows_all; /* -v: what repeats, too */
static uint64_t length_bytes = UINT64_MAX;

/* Opens the next operand that can be opened; false: there is none. */
static bool open_next(void)
{
    while (input.descriptor < 0 && input.left > 0) {
        input.left--;
        input.descriptor = file_open(*input.operand);
        if (input.descriptor < 0) {
            report_error(*input.operand);
            input.operand++;
        }
    }
    return input.descriptor >= 0;
}

/* Reads up to a number of bytes, fewer at the end of everything only. */
static size_t read_bytes(uint8_t *to, size_t wanted_bytes)
{
    size_t count = 0;
    while (count < wanted_bytes && open_next()) {
        ssize_t piece_bytes = file_read(input.descriptor, to + count, wanted_bytes - count);
        if (piece_bytes < 0) {
            report_error(*input.operand);
        }
        if (piece_bytes <= 0) {
            file_close(input.descriptor);
            input.descriptor = -1;
            input.operand++;
        }
        count += piece_bytes > 0 ? (size_t)piece_bytes : 0;
    }
    return count;
}

/* False: there is less. */
static bool skip(uint64_t bytes)
{
    uint8_t piece[256];
    size_t count = 1;
    while (bytes > 0 && count > 0) {
        count = read_bytes(piece, bytes < sizeof piece ? (size_t)bytes : sizeof piece);
        bytes -= count;
    }
    return bytes == 0;
}

static void print_bytes(const uint8_t *line, size_t count)
{
    for (size_t i = 0; i < LINE_BYTES; i++) {
        output_text(i % 8 == 0 ? "  " : " ");
        if (i < count) {
            output("%02x", line[i]);
        } else {
            output_text("  ");
        }
    }
    output_text("  |");
    for (size_t i = 0; i < count; i++) {
        output_char(line[i] >= ' ' && line[i] <= '~' ? (char)line[i] : '.');
    }
    output_text("|\n");
}

/* Pairs of bytes, the first of them the lower half of a number. */
static void print_pairs(const uint8_t *line, size_t count)
{
    for (size_t i = 0; i < LINE_BYTES; i += 2) {
        if (i < count) {
            output(" %04x", line[i] | (i + 1 < count ? line[i + 1] << 8 : 0));
        } else {
            output_text("     ");
        }
    }
    output_text("\n");
}

static void print_offset(uint64_t offset)
{
    output(has_text ? "%08llx" : "%07llx", (unsigned long long)offset);
}

static void dump(uint64_t offset)
{
    uint8_t line[LINE_BYTES], before[LINE_BYTES];
    enum { NO, YES, TOLD } repeats = NO; /* the line before */
    size_t count = 0;
    bool any = false;
    while (length_bytes > 0 && !output_has_failed()) {
        count = read_bytes(line, length_bytes < LINE_BYTES ? (size_t)length_bytes : LINE_BYTES);
        if (count == 0) {
            break;
        }
        bool is_same = any && !shows_all && count == LINE_BYTES && memcmp(line, before, count) == 0;
        repeats = !is_same ? NO : repeats == NO ? YES : TOLD;
        if (repeats == NO) {
            print_offset(offset);
            has_text ? print_bytes(line, count) : print_pairs(line, count);
        } else if (repeats == YES) {
            output_text("*\n");
        }
        memcpy(before, line, count);
        any = true;
        offset += count;
        length_bytes -= count;
    }
    if (any) {
        print_offset(offset);
        output_text("\n");
    }
}

static uint64_t read_options(struct options *options)
{
    uint64_t start = 0;
    int letter;
    while ((letter = options_next(options, "Cn:s:v")) != 0) {
        has_text = has_text || letter == 'C';
        shows_all = shows_all || letter == 'v';
        if ((letter == 'n' && !number_read_bytes(options->value, &length_bytes)) ||
            (letter == 's' && !number_read_bytes(options->value, &start))) {
            report_usage("%s: is no number of bytes", options->value);
        }
    }
    return start;
}

int main(int count, char **word)
{
    static char *standard_input[] = {FILE_INPUT};
    struct options options = {.count = count, .word = word, .next = 1};
    report_begin("hexdump", "[-Cv] [-n BYTES] [-s SKIPPED] [FILE...]");
    uint64_t start = read_options(&options);
    input.operand = options.next == count ? standard_input : word + options.next;
    input.left = options.next == count ? 1 : count - options.next;
    if (skip(start)) {
        dump(start);
    }
    return report_end();
}
