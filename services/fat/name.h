/* SPDX-License-Identifier: MIT */
/*
 * Names: UTF-8 outside, UTF-16 in long names, and eleven bytes of the code page 850 in short ones.
 *
 * Two names are the same if they differ in case only.
 */
#ifndef FAT_NAME_H
#define FAT_NAME_H

#include "fat.h"

#define NAME_SHORT_BYTES 11u

/* The bits of an entry's byte 12 that say that a part of a short name is in lower case. They are
 * not in [FAT]; Windows NT and its successors write and read them, Linux and mtools read them. */
#define NAME_LOWER_BASE 0x08u
#define NAME_LOWER_EXTENSION 0x10u

struct name_units {
    uint32_t count;
    uint16_t at[FAT_NAME_UNITS];
};

/* From UTF-8. FAT_NAME: it is not UTF-8; has a control character or one of "*:<>?|/ and backslash;
 * is empty, "." or "..", or ends with a space or a dot. FAT_LONG: it has too many units. */
enum fat_status name_parse(const char *text, struct name_units *name);

/* To UTF-8. False: it is none that name_parse makes. */
bool name_print(const struct name_units *name, char text[FAT_NAME_BYTES + 1]);

bool name_is_same(const struct name_units *a, const struct name_units *b);

/* The short name of an entry, as its case bits show it. */
void name_from_short(const uint8_t name[NAME_SHORT_BYTES], uint8_t bits, struct name_units *units);

/* True if a name is a short one but for its case: which, with which case bits. NAME_MIXED: no bits
 * say its case, so that it needs a long name too. */
#define NAME_MIXED 0x80u
bool name_fits_short(const struct name_units *name, uint8_t made[NAME_SHORT_BYTES], uint8_t *bits);

/* The short name that a long one gets with number n, 1 to 999999: BASE~n.EXT. */
void name_make_short(const struct name_units *name, uint32_t n, uint8_t made[NAME_SHORT_BYTES]);

/* What long names' parts keep of the short name that they belong to ([FAT] "ChkSum()"). */
uint8_t name_checksum(const uint8_t name[NAME_SHORT_BYTES]);

#endif
