/* SPDX-License-Identifier: MIT */
/*
 * The form of messages (wiki of the Raspberry Pi firmware, "Mailbox property interface"): size in
 * bytes, code, properties, an end of 0. A property is its tag, the room for values in bytes, the
 * length of the values, which the firmware replaces by that of its answer with bit 31 set, and the
 * room. A firmware that does not know a tag says success all the same, with a length of 0.
 *
 * Nothing that is read is believed: the memory is the firmware's, too.
 */
#include "message.h"

#include <string.h>

#define MESSAGE_REQUEST 0u
#define MESSAGE_SUCCESS 0x80000000u
#define MESSAGE_ANSWERED 0x80000000u /* in the length */
#define MESSAGE_ROOM_BYTES (MESSAGE_VALUES * (uint32_t)sizeof(uint32_t))

/* Where a property's words are: they are all of the same size here. */
static size_t place_of(size_t n)
{
    return 2 + n * (3 + MESSAGE_VALUES);
}

void message_write(uint32_t *message, const struct property *property, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        uint32_t *at = message + place_of(n);
        at[0] = property[n].tag;
        at[1] = MESSAGE_ROOM_BYTES;
        at[2] = property[n].in * (uint32_t)sizeof(uint32_t);
        for (unsigned i = 0; i < MESSAGE_VALUES; i++) {
            at[3 + i] = i < property[n].in ? property[n].value[i] : 0;
        }
    }
    message[0] = (uint32_t)((place_of(count) + 1) * sizeof(uint32_t));
    message[1] = MESSAGE_REQUEST;
    message[place_of(count)] = 0;
}

bool message_is_answered(const uint32_t *message)
{
    return message[1] != MESSAGE_REQUEST;
}

enum tay_status message_read(const uint32_t *message, struct property *property, size_t count)
{
    if (message[1] != MESSAGE_SUCCESS) {
        return TAY_EIO;
    }
    for (size_t n = 0; n < count; n++) {
        const uint32_t *at = message + place_of(n);
        if (at[0] != property[n].tag) {
            return TAY_EIO;
        }
        property[n].status =
            (at[2] & MESSAGE_ANSWERED) == 0 || (at[2] & ~MESSAGE_ANSWERED) < property[n].out_bytes
                ? TAY_ENOENT
                : TAY_OK;
        memcpy(property[n].value, at + 3, sizeof property[n].value);
    }
    return TAY_OK;
}
