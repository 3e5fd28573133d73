/* SPDX-License-Identifier: MIT */
/*
 * wc: counts lines, words and bytes.
 */
#include "file.h"
#include "number.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

enum { LINES, WORDS, BYTES, COUNTS };

struct counted {
    const char *name; /* NULL: no operand */
    uint64_t count[COUNTS];
};

static void count_piece(struct counted *counted, const unsigned char *piece, size_t length_bytes,
                        bool *is_in_word)
{
    counted->count[BYTES] += length_bytes;
    for (size_t i = 0; i < length_bytes; i++) {
        bool is_space = isspace(piece[i]) != 0;
        counted->count[LINES] += piece[i] == '\n';
        counted->count[WORDS] += !is_space && !*is_in_word;
        *is_in_word = !is_space;
    }
}

/* False: it could not be opened. */
static bool count_file(struct counted *counted, const char *operand)
{
    static unsigned char piece[4096];
    bool is_in_word = false;
    ssize_t read_bytes;
    int descriptor = file_open(operand);
    if (descriptor < 0) {
        report_error(operand);
        return false;
    }
    while ((read_bytes = file_read(descriptor, piece, sizeof piece)) > 0) {
        count_piece(counted, piece, (size_t)read_bytes, &is_in_word);
    }
    if (read_bytes < 0) {
        report_error(operand);
    }
    file_close(descriptor);
    return true;
}

static void print(const struct counted *counted, const bool *is_wanted, unsigned width)
{
    const char *before = "";
    for (unsigned i = 0; i < COUNTS; i++) {
        if (is_wanted[i]) {
            output("%s%*llu", before, (int)width, (unsigned long long)counted->count[i]);
            before = " ";
        }
    }
    if (counted->name != NULL) {
        output(" %s", counted->name);
    }
    output_text("\n");
}

static void read_options(struct options *options, bool *is_wanted)
{
    int letter;
    bool any = false;
    while ((letter = options_next(options, "clw")) != 0) {
        is_wanted[letter == 'c' ? BYTES : letter == 'l' ? LINES : WORDS] = true;
        any = true;
    }
    for (unsigned i = 0; !any && i < COUNTS; i++) {
        is_wanted[i] = true;
    }
}

static bool is_one(const bool *is_wanted)
{
    unsigned wanted = 0;
    for (unsigned i = 0; i < COUNTS; i++) {
        wanted += is_wanted[i];
    }
    return wanted == 1;
}

/* Adds all up, into the last; the digits of the largest number. */
static unsigned add_up(struct counted *counted, size_t files)
{
    uint64_t largest = 0;
    counted[files].name = "total";
    for (unsigned i = 0; i < COUNTS; i++) {
        for (size_t file = 0; file < files; file++) {
            counted[files].count[i] += counted[file].count[i];
        }
        largest = counted[files].count[i] > largest ? counted[files].count[i] : largest;
    }
    return number_digits(largest);
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    bool is_wanted[COUNTS] = {false};
    size_t files = 0;
    report_begin("wc", "[-clw] [FILE...]");
    read_options(&options, is_wanted);
    struct counted *counted = calloc((size_t)(count - options.next) + 2, sizeof *counted);
    if (counted == NULL) {
        report_no_memory();
    }
    if (options.next == count) {
        files += count_file(&counted[files], FILE_INPUT);
    }
    for (int i = options.next; i < count; i++) {
        counted[files].name = word[i];
        files += count_file(&counted[files], word[i]);
    }
    unsigned width = add_up(counted, files);
    if (count - options.next <= 1 && is_one(is_wanted)) {
        width = 1; /* a number alone is not put below others */
    }
    for (size_t i = 0; i < files + (count - options.next > 1); i++) {
        print(&counted[i], is_wanted, width);
    }
    free(counted);
    return report_end();
}
