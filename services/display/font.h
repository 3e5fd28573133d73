/* SPDX-License-Identifier: MIT */
/*
 * The font, which tools/font.py makes of a console font when this is built.
 */
#ifndef DISPLAY_FONT_H
#define DISPLAY_FONT_H

#include <stdint.h>

#define FONT_COLUMNS 8u /* pixels */
#define FONT_ROWS 16u

struct font_glyph {
    uint32_t code_point;
    uint8_t row[FONT_ROWS]; /* bit 7 is the leftmost pixel */
};

/* By code point, ascending; the first one is for what the font does not have. */
extern const struct font_glyph font_glyphs[];
extern const unsigned font_glyph_count;

/* The glyph for a code point. */
const struct font_glyph *font_find(uint32_t code_point);

#endif
