/* SPDX-License-Identifier: MIT */
/*
 * A terminal, as a model: it takes the bytes that the console writes, and fails the test for any
 * that the console has no business to write.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdint.h>
#include <uchar.h>

#define SCREEN_ROWS 64
#define SCREEN_COLUMNS_MAX 100

struct screen {
    unsigned columns;
    unsigned row;
    unsigned column; /* `columns`: it waits */
    char32_t cell[SCREEN_ROWS][SCREEN_COLUMNS_MAX];
};

void screen_open(struct screen *screen, unsigned columns);

void screen_take(struct screen *screen, const char *text, uint32_t length_bytes);

#endif
