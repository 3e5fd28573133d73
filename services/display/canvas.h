/* SPDX-License-Identifier: MIT */
/*
 * The canvas: a frame buffer of 32-bit pixels, and what of a terminal it shows. Only cells that
 * differ are drawn, and nothing is ever read from the frame buffer, which is not cached.
 */
#ifndef DISPLAY_CANVAS_H
#define DISPLAY_CANVAS_H

#include "terminal.h"
#include <stddef.h>

struct canvas {
    uint64_t *pixels; /* two each, red lowest, the left one in the lower half */
    uint32_t width;   /* in pixels, even */
    uint32_t height;
    uint32_t pitch_bytes; /* from row to row; a multiple of 8 */
    terminal_cell_t shown[TERMINAL_ROWS_MAX * TERMINAL_COLUMNS_MAX];
};

/* Nothing is known of what the frame buffer shows. */
void canvas_open(struct canvas *canvas, void *pixels, uint32_t width, uint32_t height,
                 uint32_t pitch_bytes);

/* What was drawn over is to be drawn again. */
void canvas_forget(struct canvas *canvas);

/* Draws what differs. The terminal's cells fit. */
void canvas_show(struct canvas *canvas, const struct terminal *terminal);

/* Fills a rectangle, which lies inside, with a colour 0x00rrggbb. */
void canvas_fill(struct canvas *canvas, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                 uint32_t colour);

/* Puts pixels 0x00rrggbb into a row, inside. */
void canvas_put(struct canvas *canvas, uint32_t x, uint32_t y, const uint32_t *pixels,
                uint32_t count);

#endif
