/* SPDX-License-Identifier: MIT */
/*
 * Endings. What may yet be part of one is kept in memory, and no more than twice as much.
 */
#include "ending.h"

#include "file.h"
#include "number.h"
#include "output.h"
#include "report.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES 4096

bool ending_read(struct ending *ending, const char *text)
{
    ending->from_start = text[0] == '+';
    return number_read(text + (text[0] == '+' || text[0] == '-'), INT64_MAX, &ending->count);
}

size_t ending_start(const struct ending *ending, const char *text, size_t length_bytes)
{
    if (ending->is_bytes) {
        return ending->count < length_bytes ? length_bytes - (size_t)ending->count : 0;
    }
    /* The newline of the last line is its own end. */
    uint64_t newlines = ending->count + (length_bytes > 0 && text[length_bytes - 1] == '\n');
    size_t start = length_bytes;
    while (start > 0 && newlines > 0) {
        newlines -= text[start - 1] == '\n';
        start -= newlines > 0 || text[start - 1] != '\n';
    }
    return ending->count == 0 ? length_bytes : start;
}

/* What of a piece lies before number `count`; `left` counts down to it. */
static size_t skipped(const struct ending *ending, uint64_t *left, const char *piece, size_t bytes)
{
    size_t skip = 0;
    while (*left > 0 && skip < bytes) {
        *left -= ending->is_bytes || piece[skip] == '\n';
        skip++;
    }
    return skip;
}

static bool print_from(const struct ending *ending, int descriptor)
{
    static char piece[PIECE_BYTES];
    uint64_t left = ending->count > 0 ? ending->count - 1 : 0;
    ssize_t read_bytes;
    while ((read_bytes = file_read(descriptor, piece, sizeof piece)) > 0 && !output_has_failed()) {
        size_t skip = skipped(ending, &left, piece, (size_t)read_bytes);
        output_bytes(piece + skip, (size_t)read_bytes - skip);
    }
    return read_bytes >= 0;
}

struct kept {
    char *text;
    size_t length_bytes;
    size_t room_bytes;
};

/* Makes room for a piece: first by what is no part of the end any more. */
static void make_room(const struct ending *ending, struct kept *kept)
{
    size_t start =
        kept->length_bytes == 0 ? 0 : ending_start(ending, kept->text, kept->length_bytes);
    if (start > 0 && start >= kept->length_bytes / 2) {
        kept->length_bytes -= start;
        memmove(kept->text, kept->text + start, kept->length_bytes);
    }
    if (kept->room_bytes - kept->length_bytes >= PIECE_BYTES) {
        return;
    }
    size_t room_bytes = kept->room_bytes * 2 + PIECE_BYTES;
    char *larger = realloc(kept->text, room_bytes);
    if (larger == NULL) {
        report_no_memory();
    }
    kept->text = larger;
    kept->room_bytes = room_bytes;
}

static bool print_last(const struct ending *ending, int descriptor)
{
    struct kept kept = {0};
    ssize_t read_bytes = 1;
    while (read_bytes > 0) {
        if (kept.room_bytes - kept.length_bytes < PIECE_BYTES) {
            make_room(ending, &kept);
        }
        read_bytes = file_read(descriptor, kept.text + kept.length_bytes, PIECE_BYTES);
        kept.length_bytes += read_bytes > 0 ? (size_t)read_bytes : 0;
    }
    int error = errno;
    size_t start = ending_start(ending, kept.text, kept.length_bytes);
    output_bytes(kept.text + start, kept.length_bytes - start);
    free(kept.text);
    errno = error;
    return read_bytes == 0;
}

/* Of a large file the beginning need not be read: moves to a place with enough behind it. */
static void skip_beginning(const struct ending *ending, int descriptor)
{
    char piece[512];
    struct stat stat;
    uint64_t newlines = 0;
    if (fstat(descriptor, &stat) != 0 || !S_ISREG(stat.st_mode) ||
        lseek(descriptor, 0, SEEK_CUR) != 0) {
        return;
    }
    off_t start = stat.st_size;
    while (start > 0 && (ending->is_bytes ? (uint64_t)(stat.st_size - start) < ending->count
                                          : newlines <= ending->count)) {
        off_t step = start < (off_t)sizeof piece ? start : (off_t)sizeof piece;
        start -= step;
        ssize_t read_bytes = pread(descriptor, piece, (size_t)step, start);
        for (ssize_t i = 0; i < read_bytes; i++) {
            newlines += piece[i] == '\n';
        }
    }
    lseek(descriptor, start, SEEK_SET);
}

bool ending_print(const struct ending *ending, int descriptor)
{
    if (ending->from_start) {
        return print_from(ending, descriptor);
    }
    skip_beginning(ending, descriptor);
    return print_last(ending, descriptor);
}
