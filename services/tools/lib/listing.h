/* SPDX-License-Identifier: MIT */
/*
 * How ls shows files.
 */
#ifndef TOOLS_LISTING_H
#define TOOLS_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <time.h>

struct listed {
    char *name; /* as it is shown; malloc's */
    struct stat stat;
};

struct listing {
    bool is_long;     /* a line each, with all there is to tell */
    bool has_columns; /* as many as fit */
    bool has_units;   /* sizes for people */
    bool has_kinds;   /* a sign of what it is behind each name */
    bool is_terminal; /* control characters in names are shown as question marks */
    size_t width;     /* of a line with columns */
    time_t now;       /* of files that are younger than half a year, the time is shown */
};

/* `drwxr-xr-x` and a NUL. */
#define LISTING_MODE_BYTES 11
void listing_mode(mode_t mode, char text[LISTING_MODE_BYTES]);

/* How many columns fit, if each is as wide as its longest name, with two spaces between them. The
 * names go down first. */
size_t listing_columns(const struct listed *files, size_t count, size_t width, bool has_kinds);

void listing_print(const struct listing *listing, const struct listed *files, size_t count);

/* `total` and what all of them take, in KiB. */
void listing_print_total(const struct listing *listing, const struct listed *files, size_t count);

#endif
