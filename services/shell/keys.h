/* SPDX-License-Identifier: MIT */
/*
 * Keys: what a terminal sends for one, taken byte by byte (ECMA-48, 5.4; XTerm Control Sequences,
 * "PC-Style Function Keys").
 */
#ifndef SHELL_KEYS_H
#define SHELL_KEYS_H

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
    KEY_WORD_LEFT,  /* Alt-B, Ctrl-Left */
    KEY_WORD_RIGHT, /* Alt-F, Ctrl-Right */
    KEY_CUT_WORD,   /* Alt-D: the one behind the cursor */
};

#define KEYS_PARAMETERS 2u

/* Where in a sequence the last byte was. All zero: in none. */
struct keys {
    enum {
        KEYS_GROUND,
        KEYS_ESCAPE,  /* behind ESC */
        KEYS_CONTROL, /* behind ESC [ */
        KEYS_SHIFT,   /* behind ESC O: one byte more */
    } state;
    unsigned index; /* of the parameter under way */
    unsigned parameter[KEYS_PARAMETERS];
};

/* Takes a byte: the byte itself, or an enum key. */
unsigned keys_take(struct keys *keys, char byte);

#endif
