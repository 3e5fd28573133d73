/* SPDX-License-Identifier: MIT */
/*
 * sort: prints the lines of all files in order.
 */
#include "fields.h"
#include "file.h"
#include "lines.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A line that was read; the text behind it is its own. */
struct read_line {
    struct field_line line;
    size_t number; /* of all that were read: equal ones keep their order */
};

static struct {
    struct field_order order; /* of keys without one of their own, and of lines without keys */
    struct field_key *key;
    size_t keys;
    int separator;
    bool is_unique; /* of those that are equal by their keys the first only */
    bool is_stable; /* those that are equal by their keys keep their order */
    bool checks;    /* only whether it is in order */
    const char *to;
} wanted = {.separator = -1};

static struct read_line *all;
static size_t all_count, all_room;

/* By keys alone. */
static int compare_keys(const struct field_line *left, const struct field_line *right)
{
    int order = 0;
    if (wanted.keys == 0) {
        return field_compare(&wanted.order, left, right);
    }
    for (size_t i = 0; order == 0 && i < wanted.keys; i++) {
        const struct field_key *key = &wanted.key[i];
        struct field_line one = field_find(key, left, wanted.separator);
        struct field_line other = field_find(key, right, wanted.separator);
        order = field_compare(&key->order, &one, &other);
    }
    return order;
}

/* By keys, then by all bytes. */
static int compare_lines(const struct field_line *left, const struct field_line *right)
{
    int order = compare_keys(left, right);
    if (order == 0 && !wanted.is_unique && !wanted.is_stable) {
        order = field_compare_bytes(left, right);
        order = wanted.order.is_reverse ? -order : order;
    }
    return order;
}

static int compare(const void *left, const void *right)
{
    const struct read_line *one = left;
    const struct read_line *other = right;
    int order = compare_lines(&one->line, &other->line);
    return order != 0 ? order : (one->number > other->number) - (one->number < other->number);
}

static void keep(const struct lines *lines)
{
    if (all_count == all_room) {
        all_room = all_room == 0 ? 64 : all_room * 2;
        all = realloc(all, all_room * sizeof *all);
    }
    char *text = malloc(lines->length_bytes + 1);
    if (all == NULL || text == NULL) {
        report_no_memory();
    }
    memcpy(text, lines->line, lines->length_bytes + 1);
    all[all_count] = (struct read_line){{text, lines->length_bytes}, all_count};
    all_count++;
}

static void read_file(const char *operand)
{
    static struct lines lines;
    lines = (struct lines){.descriptor = file_open(operand)};
    if (lines.descriptor < 0) {
        report_error(operand);
        exit(REPORT_USAGE_STATUS);
    }
    while (lines_next(&lines)) {
        keep(&lines);
    }
    if (lines.failure != 0) {
        report("%s: %s", operand, strerror(lines.failure));
        exit(REPORT_USAGE_STATUS);
    }
    lines_end(&lines);
    file_close(lines.descriptor);
}

/* The output goes where -o says; the file may be one of those that were read. */
static void redirect(void)
{
    int to = wanted.to == NULL ? STDOUT_FILENO
                               : open(wanted.to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (to < 0 || (to != STDOUT_FILENO && dup2(to, STDOUT_FILENO) < 0)) {
        report_error(wanted.to);
        exit(REPORT_USAGE_STATUS);
    }
}

static void print_all(void)
{
    redirect();
    for (size_t i = 0; i < all_count; i++) {
        const struct field_line *line = &all[i].line;
        if (!wanted.is_unique || i == 0 || compare_keys(&all[i - 1].line, line) != 0) {
            output_bytes(line->text, line->length_bytes);
            output_char('\n');
        }
    }
}

/* The first line that is out of order is told. */
static int check(const char *operand)
{
    for (size_t i = 1; i < all_count; i++) {
        int order = compare_lines(&all[i - 1].line, &all[i].line);
        if (order > 0 || (order == 0 && wanted.is_unique)) {
            report("%s:%zu: out of order: %s", operand, i + 1, all[i].line.text);
            break;
        }
    }
    return report_end();
}

static void add_key(const char *text)
{
    wanted.key = realloc(wanted.key, (wanted.keys + 1) * sizeof *wanted.key);
    if (wanted.key == NULL) {
        report_no_memory();
    }
    if (!field_key_read(&wanted.key[wanted.keys++], text)) {
        report_usage("%s: is no key", text);
    }
}

static void take_option(int letter, const char *value)
{
    switch (letter) {
    case 'b':
        wanted.order.skips_blanks = true;
        break;
    case 'c':
        wanted.checks = true;
        break;
    case 'f':
        wanted.order.folds_case = true;
        break;
    case 'k':
        add_key(value);
        break;
    case 'n':
        wanted.order.is_numeric = true;
        break;
    case 'o':
        wanted.to = value;
        break;
    case 'r':
        wanted.order.is_reverse = true;
        break;
    case 's':
        wanted.is_stable = true;
        break;
    case 't':
        if (strlen(value) != 1) {
            report_usage("%s: is no separator: it must be one byte", value);
        }
        wanted.separator = (unsigned char)value[0];
        break;
    default:
        wanted.is_unique = true;
        break;
    }
}

static void read_options(struct options *options)
{
    int letter;
    while ((letter = options_next(options, "bcfk:no:rst:u")) != 0) {
        take_option(letter, options->value);
    }
    for (size_t i = 0; i < wanted.keys; i++) {
        if (!wanted.key[i].has_order) {
            wanted.key[i].order = wanted.order;
            wanted.key[i].end_skips_blanks = wanted.order.skips_blanks;
        }
    }
    if (wanted.keys == 0 && wanted.order.skips_blanks) {
        wanted.keys = 1;
        wanted.key = calloc(1, sizeof *wanted.key);
        if (wanted.key == NULL) {
            report_no_memory();
        }
        *wanted.key = (struct field_key){.field = 1, .character = 1, .order = wanted.order};
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    report_begin("sort", "[-bcfnrsu] [-k KEY]... [-t SEPARATOR] [-o FILE] [FILE...]");
    read_options(&options);
    if (options.next == count) {
        read_file(FILE_INPUT);
    }
    for (int i = options.next; i < count; i++) {
        read_file(word[i]);
    }
    if (wanted.checks) {
        return check(options.next == count ? FILE_INPUT : word[options.next]);
    }
    if (all_count > 1) {
        qsort(all, all_count, sizeof *all, compare);
    }
    print_all();
    int status = report_end();
    return status == 0 ? 0 : REPORT_USAGE_STATUS;
}
