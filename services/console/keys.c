/* SPDX-License-Identifier: MIT */
/*
 * Keys. Invariant: a sequence of whatever length takes no memory, and its end is found by the form
 * alone, so that one that means nothing here leaves nothing behind.
 */
#include "keys.h"

#define ESCAPE 0x1bu
#define DELETE 0x7fu
#define DIGITS_MAX 2u

enum {
    STATE_GROUND,
    STATE_ESCAPE,   /* behind ESC */
    STATE_CONTROL,  /* behind ESC [ */
    STATE_SHIFT,    /* behind ESC O: one byte more */
    STATE_FUNCTION, /* behind ESC [ [: one byte more (Linux, console_codes(4)) */
    STATES,
};

static unsigned cursor_key(unsigned final)
{
    switch (final) {
    case 'A':
        return KEY_UP;
    case 'B':
        return KEY_DOWN;
    case 'C':
        return KEY_RIGHT;
    case 'D':
        return KEY_LEFT;
    case 'H':
        return KEY_HOME;
    case 'F':
        return KEY_END;
    default:
        return KEY_NONE;
    }
}

/* Of ESC [ n ~: VT220, xterm, and rxvt each have theirs. */
static unsigned numbered_key(unsigned parameter)
{
    switch (parameter) {
    case 1:
    case 7:
        return KEY_HOME;
    case 3:
        return KEY_DELETE;
    case 4:
    case 8:
        return KEY_END;
    default:
        return KEY_NONE;
    }
}

static void take_parameter(struct keys *keys, unsigned byte)
{
    if (byte < '0' || byte > '9') {
        keys->is_second = true;
    } else if (!keys->is_second && keys->digits < DIGITS_MAX) {
        keys->parameter = (uint8_t)(keys->parameter * 10 + byte - '0');
        keys->digits++;
    } else {
        keys->parameter = 0; /* no key has such a number */
        keys->is_second = true;
    }
}

static unsigned take_control(struct keys *keys, unsigned byte)
{
    if (byte == '[' && keys->digits == 0 && !keys->is_second) {
        keys->state = STATE_FUNCTION;
        return KEY_NONE;
    }
    if (byte < '@') {
        take_parameter(keys, byte);
        return KEY_NONE;
    }
    keys->state = STATE_GROUND;
    return byte == '~' ? numbered_key(keys->parameter) : cursor_key(byte);
}

static unsigned take_escape(struct keys *keys, unsigned byte)
{
    *keys = (struct keys){.state = byte == '['   ? STATE_CONTROL
                                   : byte == 'O' ? STATE_SHIFT
                                                 : STATE_GROUND};
    return KEY_NONE;
}

unsigned keys_take(struct keys *keys, char taken)
{
    unsigned byte = (unsigned char)taken;
    if (byte == ESCAPE) {
        keys->state = STATE_ESCAPE;
        return KEY_NONE;
    }
    if (byte < ' ' || byte >= DELETE) {
        keys->state = STATE_GROUND;
        return byte;
    }
    switch (keys->state) {
    case STATE_ESCAPE:
        return take_escape(keys, byte);
    case STATE_CONTROL:
        return take_control(keys, byte);
    case STATE_SHIFT:
        keys->state = STATE_GROUND;
        return cursor_key(byte);
    case STATE_FUNCTION:
        keys->state = STATE_GROUND;
        return KEY_NONE;
    default:
        return byte;
    }
}

bool keys_is_sound(const struct keys *keys)
{
    return keys->state < STATES && keys->digits <= DIGITS_MAX;
}
