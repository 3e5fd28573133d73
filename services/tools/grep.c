/* SPDX-License-Identifier: MIT */
/*
 * grep: prints the lines that match a pattern. Its status: 0: there was one, 1: there was none, 2:
 * something went wrong.
 */
#include "file.h"
#include "lines.h"
#include "options.h"
#include "output.h"
#include "pattern.h"
#include "report.h"
#include "tree.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    bool is_inverted;  /* -v */
    bool counts;       /* -c */
    bool lists;        /* -l */
    bool is_quiet;     /* -q */
    bool is_silent;    /* -s: says nothing of files that cannot be read */
    bool has_numbers;  /* -n */
    bool is_recursive; /* -r */
    enum { BY_COUNT, NEVER, ALWAYS } names;
} wanted;

static struct patterns patterns;
static bool any_match;
static bool any_error;

static void fail(const char *name)
{
    any_error = true;
    if (!wanted.is_silent) {
        report_error(name);
    }
}

static void print_line(const char *name, uint64_t number, const struct lines *lines)
{
    if (wanted.names == ALWAYS) {
        output("%s:", name);
    }
    if (wanted.has_numbers) {
        output("%llu:", (unsigned long long)number);
    }
    output_bytes(lines->line, lines->length_bytes);
    output_char('\n');
}

static void print_sums(const char *name, uint64_t matches)
{
    if (wanted.lists && matches > 0) {
        output("%s\n", name);
    } else if (wanted.counts && !wanted.lists) {
        output("%s%s%llu\n", wanted.names == ALWAYS ? name : "", wanted.names == ALWAYS ? ":" : "",
               (unsigned long long)matches);
    }
}

/* Whether the first match is all there is to know. */
static bool is_enough(void)
{
    return wanted.is_quiet || wanted.lists;
}

static void search(int descriptor, const char *name)
{
    static struct lines lines;
    uint64_t matches = 0;
    lines = (struct lines){.descriptor = descriptor};
    for (uint64_t number = 1; !output_has_failed() && lines_next(&lines); number++) {
        if (patterns_match(&patterns, lines.line, lines.length_bytes) == wanted.is_inverted) {
            continue;
        }
        matches++;
        if (is_enough()) {
            break;
        }
        if (!wanted.counts) {
            print_line(name, number, &lines);
        }
    }
    if (lines.failure != 0) {
        errno = lines.failure;
        fail(name);
    }
    any_match = any_match || matches > 0;
    if (!wanted.is_quiet) {
        print_sums(name, matches);
    }
    lines_end(&lines);
}

static void search_file(const char *operand)
{
    int descriptor = file_open(operand);
    if (descriptor < 0) {
        fail(operand);
        return;
    }
    search(descriptor, strcmp(operand, FILE_INPUT) == 0 ? "(standard input)" : operand);
    file_close(descriptor);
}

/* What is below a directory; devices and pipes there are left out. */
static bool visit(const char *path, const struct stat *stat, bool is_after, void *context)
{
    const char *without = context; /* what to leave out at the start of a path */
    size_t bytes = without == NULL ? 0 : strlen(without);
    (void)is_after;
    if (S_ISREG(stat->st_mode)) {
        search_file(path + bytes);
    }
    return true;
}

static void search_operand(const char *operand)
{
    struct stat stat_of;
    bool is_directory = wanted.is_recursive && strcmp(operand, FILE_INPUT) != 0 &&
                        stat(operand, &stat_of) == 0 && S_ISDIR(stat_of.st_mode);
    if (is_directory) {
        tree_walk(operand, visit, NULL);
    } else {
        search_file(operand);
    }
}

static void take_option(int letter)
{
    switch (letter) {
    case 'E':
    case 'F':
        patterns.kind = letter == 'E' ? PATTERN_EXTENDED : PATTERN_FIXED;
        break;
    case 'H':
    case 'h':
        wanted.names = letter == 'H' ? ALWAYS : NEVER;
        break;
    case 'c':
        wanted.counts = true;
        break;
    case 'i':
        patterns.ignores_case = true;
        break;
    case 'l':
        wanted.lists = true;
        break;
    case 'n':
        wanted.has_numbers = true;
        break;
    case 'q':
        wanted.is_quiet = true;
        break;
    case 's':
        wanted.is_silent = true;
        break;
    case 'v':
        wanted.is_inverted = true;
        break;
    case 'x':
        patterns.is_whole_line = true;
        break;
    default:
        wanted.is_recursive = true;
        break;
    }
}

/* Options, then the pattern unless -e has told it: how it is read all options together decide. */
static void read_options(struct options *options)
{
    const char *lists[64];
    size_t count = 0;
    int letter;
    while ((letter = options_next(options, "EFHRce:hilnqrsvx")) != 0) {
        if (letter != 'e') {
            take_option(letter);
        } else if (count == sizeof lists / sizeof lists[0]) {
            report_usage("there are too many patterns");
        } else {
            lists[count++] = options->value;
        }
    }
    if (count == 0) {
        if (options->next == options->count) {
            report_usage("there is no pattern");
        }
        lists[count++] = options->word[options->next++];
    }
    for (size_t i = 0; i < count; i++) {
        patterns_add(&patterns, lists[i]);
    }
}

static int status(void)
{
    bool has_failed = report_end() != 0 || any_error;
    if (wanted.is_quiet && any_match) {
        return 0;
    }
    return has_failed ? REPORT_USAGE_STATUS : any_match ? 0 : 1;
}

int main(int count, char **word)
{
    static char here[] = "./";
    struct options options = {.count = count, .word = word, .next = 1};
    report_begin("grep", "[-EFHRchilnqrsvx] [-e PATTERNS]... [PATTERNS] [FILE...]");
    read_options(&options);
    int operands = count - options.next;
    if (wanted.names == BY_COUNT) {
        wanted.names = operands > 1 || wanted.is_recursive ? ALWAYS : NEVER;
    }
    if (operands == 0 && wanted.is_recursive) {
        tree_walk(".", visit, here);
    } else if (operands == 0) {
        search_file(FILE_INPUT);
    }
    for (int i = options.next; i < count && !(wanted.is_quiet && any_match); i++) {
        search_operand(word[i]);
    }
    patterns_free(&patterns);
    return status();
}
