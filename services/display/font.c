/* SPDX-License-Identifier: MIT */
#include "font.h"

const struct font_glyph *font_find(uint32_t code_point)
{
    unsigned low = 1, high = font_glyph_count;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (font_glyphs[middle].code_point < code_point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < font_glyph_count && font_glyphs[low].code_point == code_point ? &font_glyphs[low]
                                                                               : &font_glyphs[0];
}
