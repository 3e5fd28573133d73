/* SPDX-License-Identifier: MIT */
/*
 * tail: prints the end of files, and with -f what is added to them.
 */
#include "ending.h"
#include "file.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STANDARD_INPUT "standard input"

/* A file that is followed. */
struct followed {
    int descriptor; /* -1: it is not, any more */
    const char *name;
};

static const char *name_of(const char *operand)
{
    return strcmp(operand, FILE_INPUT) == 0 ? STANDARD_INPUT : operand;
}

static struct followed print(const char *operand, const struct ending *ending, bool has_title,
                             bool is_first)
{
    struct followed followed = {file_open(operand), name_of(operand)};
    if (followed.descriptor < 0) {
        report_error(operand);
        return followed;
    }
    if (has_title) {
        output("%s==> %s <==\n", is_first ? "" : "\n", followed.name);
    }
    if (!ending_print(ending, followed.descriptor)) {
        report_error(followed.name);
    }
    return followed;
}

/* Prints what was added; a file that has become shorter is read from its beginning. */
static bool print_added(struct followed *followed, bool has_title)
{
    static char piece[4096];
    struct stat stat;
    ssize_t read_bytes;
    bool any = false;
    off_t offset = lseek(followed->descriptor, 0, SEEK_CUR);
    if (offset >= 0 && fstat(followed->descriptor, &stat) == 0 && stat.st_size < offset) {
        report("%s: has become shorter", followed->name);
        lseek(followed->descriptor, 0, SEEK_SET);
    }
    while ((read_bytes = file_read(followed->descriptor, piece, sizeof piece)) > 0) {
        if (has_title && !any) {
            output("\n==> %s <==\n", followed->name);
        }
        output_bytes(piece, (size_t)read_bytes);
        any = true;
    }
    if (read_bytes < 0) {
        report_error(followed->name);
        followed->descriptor = -1;
    }
    return any;
}

/* Until it cannot write, or there is nothing to follow. */
static void follow(struct followed *files, int count)
{
    int last = count - 1; /* whose text was printed last */
    int followed_count = count;
    while (followed_count > 0 && output_flush()) {
        followed_count = 0;
        for (int i = 0; i < count; i++) {
            if (files[i].descriptor >= 0) {
                followed_count++;
                last = print_added(&files[i], i != last) ? i : last;
            }
        }
        output_flush();
        sleep(1);
    }
}

static bool read_options(struct options *options, struct ending *ending)
{
    bool follows = false;
    int letter;
    *ending = (struct ending){.count = 10};
    while ((letter = options_next(options, "#c:fn:")) != 0) {
        if (letter == 'f') {
            follows = true;
            continue;
        }
        ending->is_bytes = letter == 'c';
        if (!ending_read(ending, options->value)) {
            report_usage("%s: is no number", options->value);
        }
    }
    return follows;
}

int main(int count, char **word)
{
    static char *input[] = {FILE_INPUT};
    struct options options = {.count = count, .word = word, .next = 1};
    struct ending ending;
    report_begin("tail", "[-f] [-n [+]LINES | -LINES | -c [+]BYTES] [FILE...]");
    bool follows = read_options(&options, &ending);
    char **operands = options.next == count ? input : word + options.next;
    int files = options.next == count ? 1 : count - options.next;
    struct followed *followed = calloc((size_t)files, sizeof *followed);
    if (followed == NULL) {
        report_no_memory();
    }
    for (int i = 0; i < files; i++) {
        followed[i] = print(operands[i], &ending, files > 1, i == 0);
    }
    if (follows) {
        follow(followed, files);
    }
    free(followed);
    return report_end();
}
