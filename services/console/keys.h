/* SPDX-License-Identifier: MIT */
/*
 * Keys: what a terminal sends for one, taken byte by byte (ECMA-48, 5.4 and 8.3; XTerm Control
 * Sequences, "PC-Style Function Keys").
 */
#ifndef CONSOLE_KEYS_H
#define CONSOLE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

/* Keys that are no byte. */
enum key {
    KEY_NONE = 0x100, /* a sequence is under way, or means nothing here */
    KEY_UP,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_HOME,
    KEY_END,
    KEY_DELETE,
};

/* Where in a sequence the last byte was. All zero: in none. */
struct keys {
    uint8_t state;
    uint8_t digits;    /* of its first parameter */
    uint8_t parameter; /* the first one */
    bool is_second;    /* a further parameter has begun */
};

/* Takes a byte: the byte itself, or an enum key. A control byte ends whatever is under way. */
unsigned keys_take(struct keys *keys, char byte);

/* False: no byte can have led to this. */
bool keys_is_sound(const struct keys *keys);

#endif
