/* SPDX-License-Identifier: MIT */
/*
 * Invariant: where a sequence ends is told by its form alone, so that one that means nothing here
 * leaves nothing behind.
 */
#include "keys.h"

#define ESCAPE 0x1bu
#define DELETE 0x7fu
#define PARAMETER_MAX 99u
#define CONTROL_MODIFIER 5u /* xterm: the second parameter with Ctrl held down */

static unsigned cursor_key(const struct keys *keys, unsigned final)
{
    switch (final) {
    case 'A':
        return KEY_UP;
    case 'B':
        return KEY_DOWN;
    case 'C':
        return keys->parameter[1] == CONTROL_MODIFIER ? KEY_WORD_RIGHT : KEY_RIGHT;
    case 'D':
        return keys->parameter[1] == CONTROL_MODIFIER ? KEY_WORD_LEFT : KEY_LEFT;
    case 'H':
        return KEY_HOME;
    case 'F':
        return KEY_END;
    default:
        return KEY_NONE;
    }
}

/* Of ESC [ n ~: VT220, xterm and rxvt each have theirs. */
static unsigned numbered_key(unsigned number)
{
    switch (number) {
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

static unsigned take_control(struct keys *keys, unsigned byte)
{
    if (byte >= '0' && byte <= '9' && keys->index < KEYS_PARAMETERS) {
        unsigned *parameter = &keys->parameter[keys->index];
        *parameter = *parameter > PARAMETER_MAX ? *parameter : 10 * *parameter + byte - '0';
    } else if (byte == ';') {
        keys->index++;
    } else if (byte >= '@') {
        keys->state = KEYS_GROUND;
        return byte == '~' ? numbered_key(keys->parameter[0]) : cursor_key(keys, byte);
    }
    return KEY_NONE;
}

static unsigned take_escape(struct keys *keys, unsigned byte)
{
    *keys = (struct keys){.state = byte == '['   ? KEYS_CONTROL
                                   : byte == 'O' ? KEYS_SHIFT
                                                 : KEYS_GROUND};
    return byte == 'b'   ? KEY_WORD_LEFT
           : byte == 'f' ? KEY_WORD_RIGHT
           : byte == 'd' ? KEY_CUT_WORD
                         : KEY_NONE;
}

unsigned keys_take(struct keys *keys, char taken)
{
    unsigned byte = (unsigned char)taken;
    if (byte == ESCAPE) {
        keys->state = KEYS_ESCAPE;
        return KEY_NONE;
    }
    if (byte < ' ' || byte >= DELETE) {
        keys->state = KEYS_GROUND;
        return byte;
    }
    switch (keys->state) {
    case KEYS_ESCAPE:
        return take_escape(keys, byte);
    case KEYS_CONTROL:
        return take_control(keys, byte);
    case KEYS_SHIFT:
        keys->state = KEYS_GROUND;
        return cursor_key(keys, byte);
    default:
        return byte;
    }
}
