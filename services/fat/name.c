/* SPDX-License-Identifier: MIT */
/*
 * Upper case is Unicode's simple mapping for Latin, Greek and Cyrillic letters; other letters are
 * themselves.
 */
#include "name.h"

#include <string.h>

#define BASE_BYTES 8u
#define EXTENSION_BYTES 3u
#define SURROGATE_FIRST 0xd800u
#define SURROGATE_LOW 0xdc00u
#define SURROGATE_END 0xe000u
#define PLANE 0x10000u
#define UNICODE_END 0x110000u
#define PADDING 0xffffu /* behind the end of a long name */

/* The upper half of the code page 850. */
static const uint16_t code_page[128] = {
    0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8, 0x00ef,
    0x00ee, 0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9,
    0x00ff, 0x00d6, 0x00dc, 0x00f8, 0x00a3, 0x00d8, 0x00d7, 0x0192, 0x00e1, 0x00ed, 0x00f3, 0x00fa,
    0x00f1, 0x00d1, 0x00aa, 0x00ba, 0x00bf, 0x00ae, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x00c1, 0x00c2, 0x00c0, 0x00a9, 0x2563, 0x2551, 0x2557,
    0x255d, 0x00a2, 0x00a5, 0x2510, 0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x00e3, 0x00c3,
    0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x00a4, 0x00f0, 0x00d0, 0x00ca, 0x00cb,
    0x00c8, 0x0131, 0x00cd, 0x00ce, 0x00cf, 0x2518, 0x250c, 0x2588, 0x2584, 0x00a6, 0x00cc, 0x2580,
    0x00d3, 0x00df, 0x00d4, 0x00d2, 0x00f5, 0x00d5, 0x00b5, 0x00fe, 0x00de, 0x00da, 0x00db, 0x00d9,
    0x00fd, 0x00dd, 0x00af, 0x00b4, 0x00ad, 0x00b1, 0x2017, 0x00be, 0x00b6, 0x00a7, 0x00f7, 0x00b8,
    0x00b0, 0x00a8, 0x00b7, 0x00b9, 0x00b3, 0x00b2, 0x25a0, 0x00a0,
};

/* Letters of lower case: `first` to `last`, each `step`-th, are as much below or above their
 * capitals. From the Unicode Character Database, UnicodeData.txt, Simple_Uppercase_Mapping. */
static const struct {
    uint16_t first, last, step;
    int16_t delta;
} capitals[] = {
    {'a', 'z', 1, -32},       {0x00e0, 0x00f6, 1, -32}, {0x00f8, 0x00fe, 1, -32},
    {0x00ff, 0x00ff, 1, 121}, {0x0101, 0x012f, 2, -1},  {0x0133, 0x0137, 2, -1},
    {0x013a, 0x0148, 2, -1},  {0x014b, 0x0177, 2, -1},  {0x017a, 0x017e, 2, -1},
    {0x03ac, 0x03ac, 1, -38}, {0x03ad, 0x03af, 1, -37}, {0x03b1, 0x03c1, 1, -32},
    {0x03c3, 0x03cb, 1, -32}, {0x03cc, 0x03cc, 1, -64}, {0x03cd, 0x03ce, 1, -63},
    {0x0430, 0x044f, 1, -32}, {0x0450, 0x045f, 1, -80}, {0x0461, 0x0481, 2, -1},
};

static uint16_t upper(uint16_t unit)
{
    for (size_t i = 0; i < sizeof capitals / sizeof *capitals && unit >= capitals[i].first; i++) {
        if (unit <= capitals[i].last) {
            bool is_lower = (unit - capitals[i].first) % capitals[i].step == 0;
            return (uint16_t)(is_lower ? unit + capitals[i].delta : unit);
        }
    }
    return unit;
}

/* One character of UTF-8; UNICODE_END if it is none. */
static uint32_t take_character(const uint8_t **at)
{
    static const uint32_t least[] = {0, 0x80, 0x800, PLANE};
    uint8_t lead = *(*at)++;
    if (lead < 0x80) {
        return lead;
    }
    unsigned more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc0 || lead >= 0xf8) {
        return UNICODE_END;
    }
    uint32_t character = lead & (0x3fu >> more);
    for (unsigned i = 0; i < more; i++) {
        if ((**at & 0xc0) != 0x80) {
            return UNICODE_END;
        }
        character = character << 6 | (*(*at)++ & 0x3fu);
    }
    bool is_surrogate = character >= SURROGATE_FIRST && character < SURROGATE_END;
    return character < least[more] || is_surrogate ? UNICODE_END : character;
}

static bool is_forbidden(uint32_t character)
{
    return character < 0x20 || character >= UNICODE_END || character == PADDING ||
           (character < 0x80 && strchr("\"*/:<>?\\|\x7f", (int)character) != NULL);
}

enum fat_status name_parse(const char *text, struct name_units *name)
{
    name->count = 0;
    for (const uint8_t *at = (const uint8_t *)text; *at != 0;) {
        uint32_t character = take_character(&at);
        if (is_forbidden(character)) {
            return FAT_NAME;
        }
        uint32_t units = character >= PLANE ? 2 : 1;
        if (name->count + units > FAT_NAME_UNITS) {
            return FAT_LONG;
        }
        if (units == 2) {
            name->at[name->count++] = (uint16_t)(SURROGATE_FIRST + ((character - PLANE) >> 10));
            character = SURROGATE_LOW + ((character - PLANE) & 0x3ff);
        }
        name->at[name->count++] = (uint16_t)character;
    }
    uint16_t last = name->count == 0 ? '.' : name->at[name->count - 1];
    return last == '.' || last == ' ' ? FAT_NAME : FAT_OK;
}

static bool is_high(uint16_t unit)
{
    return unit >= SURROGATE_FIRST && unit < SURROGATE_LOW;
}

static bool is_low(uint16_t unit)
{
    return unit >= SURROGATE_LOW && unit < SURROGATE_END;
}

static char *print_character(uint32_t character, char *to)
{
    if (character < 0x80) {
        *to++ = (char)character;
        return to;
    }
    unsigned more = character >= PLANE ? 3 : character >= 0x800 ? 2 : 1;
    *to++ = (char)((0xff80u >> more) | character >> 6 * more);
    while (more-- != 0) {
        *to++ = (char)(0x80 | (character >> 6 * more & 0x3f));
    }
    return to;
}

bool name_print(const struct name_units *name, char text[FAT_NAME_BYTES + 1])
{
    char *to = text;
    for (uint32_t i = 0; i < name->count; i++) {
        uint32_t character = name->at[i];
        if (is_high(name->at[i]) && i + 1 < name->count && is_low(name->at[i + 1])) {
            i++;
            character = PLANE + ((character - SURROGATE_FIRST) << 10) + name->at[i] - SURROGATE_LOW;
        } else if (is_high(name->at[i]) || is_low(name->at[i])) {
            return false;
        }
        if (is_forbidden(character)) {
            return false;
        }
        to = print_character(character, to);
    }
    *to = 0;
    return name->count != 0 && to[-1] != '.' && to[-1] != ' ';
}

bool name_is_same(const struct name_units *a, const struct name_units *b)
{
    if (a->count != b->count) {
        return false;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->at[i] != b->at[i] && upper(a->at[i]) != upper(b->at[i])) {
            return false;
        }
    }
    return true;
}

static void add_part(struct name_units *units, const uint8_t *part, uint32_t bytes, bool is_lower)
{
    while (bytes != 0 && part[bytes - 1] == ' ') {
        bytes--;
    }
    for (uint32_t i = 0; i < bytes; i++) {
        uint16_t unit = part[i] < 0x80 ? part[i] : code_page[part[i] - 0x80];
        bool is_capital = unit >= 'A' && unit <= 'Z';
        units->at[units->count++] = (uint16_t)(is_lower && is_capital ? unit + 32 : unit);
    }
}

void name_from_short(const uint8_t name[NAME_SHORT_BYTES], uint8_t bits, struct name_units *units)
{
    uint8_t copy[NAME_SHORT_BYTES];
    memcpy(copy, name, sizeof copy);
    if (copy[0] == 0x05) { /* stands for 0xe5, which means a free entry ([FAT] "DIR_Name[0]") */
        copy[0] = 0xe5;
    }
    units->count = 0;
    add_part(units, copy, BASE_BYTES, (bits & NAME_LOWER_BASE) != 0);
    uint32_t base = units->count;
    units->at[units->count++] = '.';
    add_part(units, copy + BASE_BYTES, EXTENSION_BYTES, (bits & NAME_LOWER_EXTENSION) != 0);
    if (units->count == base + 1) {
        units->count = base;
    }
}

/* What may be in a short name beside letters and digits ([FAT] "Short File Names"). */
static bool is_short_unit(uint16_t unit)
{
    return (unit >= '0' && unit <= '9') || (unit >= 'A' && unit <= 'Z') ||
           (unit < 0x80 && unit != 0 && strchr("$%'-_@~`!(){}^#&", unit) != NULL);
}

/* Where a name's extension begins, behind its last dot; the name's end if it has none. */
static uint32_t find_extension(const struct name_units *name)
{
    for (uint32_t i = name->count; i-- > 1;) {
        if (name->at[i] == '.') {
            return i + 1;
        }
    }
    return name->count;
}

/* One part of a name, if it has short characters only. */
static bool fit_part(const uint16_t *from, uint32_t count, uint8_t *to, bool *is_lower,
                     bool *is_mixed)
{
    bool has_lower = false, has_upper = false;
    for (uint32_t i = 0; i < count; i++) {
        uint16_t unit = from[i];
        has_upper |= unit >= 'A' && unit <= 'Z';
        if (unit >= 'a' && unit <= 'z') {
            has_lower = true;
            unit = (uint16_t)(unit - 32);
        }
        if (!is_short_unit(unit)) {
            return false;
        }
        to[i] = (uint8_t)unit;
    }
    *is_lower = has_lower;
    *is_mixed |= has_lower && has_upper;
    return true;
}

bool name_fits_short(const struct name_units *name, uint8_t made[NAME_SHORT_BYTES], uint8_t *bits)
{
    uint32_t extension = find_extension(name);
    uint32_t base = extension == name->count ? name->count : extension - 1;
    if (base == 0 || base > BASE_BYTES || name->count - extension > EXTENSION_BYTES) {
        return false;
    }
    bool is_lower[2], is_mixed = false;
    memset(made, ' ', NAME_SHORT_BYTES);
    if (!fit_part(name->at, base, made, &is_lower[0], &is_mixed) ||
        !fit_part(name->at + extension, name->count - extension, made + BASE_BYTES, &is_lower[1],
                  &is_mixed)) {
        return false;
    }
    *bits = (uint8_t)((is_lower[0] ? NAME_LOWER_BASE : 0) |
                      (is_lower[1] ? NAME_LOWER_EXTENSION : 0) | (is_mixed ? NAME_MIXED : 0));
    return true;
}

/* One part of a name as a short name has it: without dots and spaces, '_' for what it cannot have.
 */
static uint32_t shorten_part(const uint16_t *from, uint32_t count, uint8_t *to, uint32_t most)
{
    uint32_t made = 0;
    for (uint32_t i = 0; i < count && made < most; i++) {
        uint16_t unit = upper(from[i]);
        if (unit != '.' && unit != ' ' && !is_low(unit)) {
            to[made++] = is_short_unit(unit) ? (uint8_t)unit : '_';
        }
    }
    return made;
}

void name_make_short(const struct name_units *name, uint32_t n, uint8_t made[NAME_SHORT_BYTES])
{
    char tail[BASE_BYTES];
    uint32_t at = BASE_BYTES;
    for (uint32_t rest = n; rest != 0; rest /= 10) {
        tail[--at] = (char)('0' + rest % 10);
    }
    tail[--at] = '~';
    uint32_t extension = find_extension(name);
    uint32_t base = extension == name->count ? name->count : extension - 1;
    memset(made, ' ', NAME_SHORT_BYTES);
    uint32_t kept = shorten_part(name->at, base, made, at);
    memcpy(made + kept, tail + at, BASE_BYTES - at);
    shorten_part(name->at + extension, name->count - extension, made + BASE_BYTES, EXTENSION_BYTES);
}

uint8_t name_checksum(const uint8_t name[NAME_SHORT_BYTES])
{
    uint8_t sum = 0;
    for (uint32_t i = 0; i < NAME_SHORT_BYTES; i++) {
        sum = (uint8_t)((sum << 7 | sum >> 1) + name[i]);
    }
    return sum;
}
