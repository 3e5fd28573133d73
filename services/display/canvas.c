/* SPDX-License-Identifier: MIT */
/*
 * The canvas. The frame buffer is Normal non-cacheable memory: writes may be gathered, and are, if
 * they follow each other; so it is written row by row, two pixels at a time, each aligned to its
 * size.
 */
#include "canvas.h"

#include "font.h"

/* A half of a pair. */
typedef uint32_t pixel_t __attribute__((may_alias));

#define NOT_SHOWN 0xffffffffu /* no cell: its code point does not exist */

/* The 16 colours of a VGA in text mode (IBM VGA, default palette registers): 0x00rrggbb. */
static const uint32_t palette[16] = {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa,
                                     0x00aaaa, 0xaaaaaa, 0x555555, 0xff5555, 0x55ff55, 0xffff55,
                                     0x5555ff, 0xff55ff, 0x55ffff, 0xffffff};

/* Of a colour 0x00rrggbb: the pixel has red lowest. */
static uint32_t pixel_of(uint32_t colour)
{
    return (colour >> 16 & 0xff) | (colour & 0xff00) | (colour & 0xff) << 16;
}

void canvas_open(struct canvas *canvas, void *pixels, uint32_t width, uint32_t height,
                 uint32_t pitch_bytes)
{
    canvas->pixels = pixels;
    canvas->width = width;
    canvas->height = height;
    canvas->pitch_bytes = pitch_bytes;
    canvas_forget(canvas);
}

void canvas_forget(struct canvas *canvas)
{
    for (size_t i = 0; i < sizeof canvas->shown / sizeof canvas->shown[0]; i++) {
        canvas->shown[i] = NOT_SHOWN;
    }
}

/* Where a pixel is, in units of two. */
static uint64_t *pair_at(const struct canvas *canvas, uint32_t x, uint32_t y)
{
    return canvas->pixels + (size_t)y * (canvas->pitch_bytes / 8) + x / 2;
}

static void draw_cell(struct canvas *canvas, terminal_cell_t cell, uint32_t x, uint32_t y)
{
    const struct font_glyph *glyph = font_find(cell & TERMINAL_CODE_POINT_MASK);
    uint64_t foreground = pixel_of(palette[cell >> TERMINAL_FOREGROUND_SHIFT & 0xf]);
    uint64_t background = pixel_of(palette[cell >> TERMINAL_BACKGROUND_SHIFT & 0xf]);
    for (uint32_t row = 0; row < FONT_ROWS; row++) {
        uint64_t *pair = pair_at(canvas, x, y + row);
        unsigned bits = glyph->row[row];
        for (uint32_t i = 0; i < FONT_COLUMNS / 2; i++, bits <<= 2) {
            uint64_t left = (bits & 0x80) != 0 ? foreground : background;
            uint64_t right = (bits & 0x40) != 0 ? foreground : background;
            pair[i] = right << 32 | left;
        }
    }
}

void canvas_show(struct canvas *canvas, const struct terminal *terminal)
{
    for (uint32_t row = 0; row < terminal->rows; row++) {
        for (uint32_t column = 0; column < terminal->columns; column++) {
            terminal_cell_t cell = terminal_look(terminal, row, column);
            terminal_cell_t *shown = &canvas->shown[row * terminal->columns + column];
            if (*shown != cell) {
                *shown = cell;
                draw_cell(canvas, cell, column * FONT_COLUMNS, row * FONT_ROWS);
            }
        }
    }
}

/* One pixel, where a pair is not to be written as a whole. */
static void put_pixel(struct canvas *canvas, uint32_t x, uint32_t y, uint32_t pixel)
{
    ((pixel_t *)pair_at(canvas, x, y))[x % 2] = pixel;
}

void canvas_fill(struct canvas *canvas, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                 uint32_t colour)
{
    uint32_t pixel = pixel_of(colour);
    for (uint32_t row = y; row < y + height; row++) {
        uint32_t at = x;
        for (; at < x + width && at % 2 != 0; at++) {
            put_pixel(canvas, at, row, pixel);
        }
        for (; at + 1 < x + width; at += 2) {
            *pair_at(canvas, at, row) = (uint64_t)pixel << 32 | pixel;
        }
        if (at < x + width) {
            put_pixel(canvas, at, row, pixel);
        }
    }
}

void canvas_put(struct canvas *canvas, uint32_t x, uint32_t y, const uint32_t *pixels,
                uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        put_pixel(canvas, x + i, y, pixel_of(pixels[i]));
    }
}
