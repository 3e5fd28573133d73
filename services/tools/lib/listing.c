/* SPDX-License-Identifier: MIT */
/*
 * Listings.
 */
#include "listing.h"

#include "number.h"
#include "output.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BLOCK_BYTES 512u /* of st_blocks */
#define GAP 2            /* between columns */
#define HALF_A_YEAR_S (31556952 / 2)

static char kind_letter(mode_t mode)
{
    return S_ISDIR(mode)    ? 'd'
           : S_ISCHR(mode)  ? 'c'
           : S_ISBLK(mode)  ? 'b'
           : S_ISFIFO(mode) ? 'p'
           : S_ISLNK(mode)  ? 'l'
           : S_ISREG(mode)  ? '-'
                            : '?';
}

void listing_mode(mode_t mode, char text[LISTING_MODE_BYTES])
{
    static const char letters[] = "rwxrwxrwx";
    text[0] = kind_letter(mode);
    for (unsigned i = 0; i < sizeof letters - 1; i++) {
        text[i + 1] = (mode & (mode_t)(0400u >> i)) != 0 ? letters[i] : '-';
    }
    text[LISTING_MODE_BYTES - 1] = '\0';
}

/* The sign behind a name; NUL: none. A program cannot be told from another file. */
static char kind_sign(mode_t mode)
{
    return S_ISDIR(mode) ? '/' : S_ISFIFO(mode) ? '|' : '\0';
}

static size_t name_width(const struct listed *file, bool has_kinds)
{
    return strlen(file->name) + (has_kinds && kind_sign(file->stat.st_mode) != '\0');
}

static void print_name(const struct listing *listing, const struct listed *file)
{
    for (const char *next = file->name; *next != '\0'; next++) {
        bool is_control = (unsigned char)*next < ' ' || *next == '\177';
        output_char(is_control && listing->is_terminal ? '?' : *next);
    }
    if (listing->has_kinds && kind_sign(file->stat.st_mode) != '\0') {
        output_char(kind_sign(file->stat.st_mode));
    }
}

/* Columns -----------------------------------------------------------------------------------------
 */

/* The width of a column of `rows` names from one on. */
static size_t column_width(const struct listed *files, size_t count, size_t first, size_t rows,
                           bool has_kinds)
{
    size_t widest = 0;
    for (size_t i = first; i < first + rows && i < count; i++) {
        size_t width = name_width(&files[i], has_kinds);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static size_t total_width(const struct listed *files, size_t count, size_t rows, bool has_kinds)
{
    size_t total = 0;
    for (size_t first = 0; first < count; first += rows) {
        total += column_width(files, count, first, rows, has_kinds) + (first > 0 ? GAP : 0);
    }
    return total;
}

size_t listing_columns(const struct listed *files, size_t count, size_t width, bool has_kinds)
{
    size_t rows = 1;
    while (rows < count && total_width(files, count, rows, has_kinds) >= width) {
        rows++;
    }
    return count == 0 ? 0 : (count + rows - 1) / rows;
}

static void print_columns(const struct listing *listing, const struct listed *files, size_t count)
{
    size_t columns = listing_columns(files, count, listing->width, listing->has_kinds);
    size_t rows = columns == 0 ? 0 : (count + columns - 1) / columns;
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = row; i < count; i += rows) {
            size_t width = column_width(files, count, i - row, rows, listing->has_kinds) + GAP;
            print_name(listing, &files[i]);
            if (i + rows < count) {
                output_spaces(width - name_width(&files[i], listing->has_kinds));
            }
        }
        output_char('\n');
    }
}

/* Long lines --------------------------------------------------------------------------------------
 */

static void write_size(const struct listing *listing, uint64_t bytes, char text[NUMBER_SIZE_BYTES])
{
    if (listing->has_units) {
        number_size(bytes, text);
    } else {
        snprintf(text, NUMBER_SIZE_BYTES, "%llu", (unsigned long long)bytes);
    }
}

struct widths {
    unsigned links, user, group, size;
};

static void widen(unsigned *width, size_t needed)
{
    *width = needed > *width ? (unsigned)needed : *width;
}

static struct widths find_widths(const struct listing *listing, const struct listed *files,
                                 size_t count)
{
    struct widths widths = {0};
    for (size_t i = 0; i < count; i++) {
        char text[NUMBER_SIZE_BYTES];
        const struct stat *stat = &files[i].stat;
        write_size(listing, (uint64_t)stat->st_size, text);
        widen(&widths.links, number_digits(stat->st_nlink));
        widen(&widths.user, number_digits(stat->st_uid));
        widen(&widths.group, number_digits(stat->st_gid));
        widen(&widths.size, strlen(text));
    }
    return widths;
}

static void print_time(const struct listing *listing, time_t modified)
{
    char text[32] = "?";
    struct tm split;
    bool is_recent = modified <= listing->now && modified > listing->now - HALF_A_YEAR_S;
    if (localtime_r(&modified, &split) != NULL) {
        strftime(text, sizeof text, is_recent ? "%b %e %H:%M" : "%b %e  %Y", &split);
    }
    output(" %s ", text);
}

static void print_long(const struct listing *listing, const struct listed *file,
                       const struct widths *widths)
{
    char mode[LISTING_MODE_BYTES], size[NUMBER_SIZE_BYTES];
    const struct stat *stat = &file->stat;
    listing_mode(stat->st_mode, mode);
    write_size(listing, (uint64_t)stat->st_size, size);
    output("%s %*lu %*lu %*lu %*s", mode, (int)widths->links, (unsigned long)stat->st_nlink,
           (int)widths->user, (unsigned long)stat->st_uid, (int)widths->group,
           (unsigned long)stat->st_gid, (int)widths->size, size);
    print_time(listing, stat->st_mtime);
    print_name(listing, file);
    output_char('\n');
}

void listing_print(const struct listing *listing, const struct listed *files, size_t count)
{
    struct widths widths =
        listing->is_long ? find_widths(listing, files, count) : (struct widths){0};
    if (listing->has_columns && !listing->is_long) {
        print_columns(listing, files, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (listing->is_long) {
            print_long(listing, &files[i], &widths);
        } else {
            print_name(listing, &files[i]);
            output_char('\n');
        }
    }
}

void listing_print_total(const struct listing *listing, const struct listed *files, size_t count)
{
    char text[NUMBER_SIZE_BYTES];
    uint64_t blocks = 0;
    for (size_t i = 0; i < count; i++) {
        blocks += (uint64_t)files[i].stat.st_blocks;
    }
    if (listing->has_units) {
        number_size(blocks * BLOCK_BYTES, text);
    } else {
        snprintf(text, sizeof text, "%llu", (unsigned long long)(blocks * BLOCK_BYTES / 1024));
    }
    output("total %s\n", text);
}
