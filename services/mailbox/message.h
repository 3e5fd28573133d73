/* SPDX-License-Identifier: MIT */
/*
 * Messages of the property channel: what stands in the memory that the firmware reads and writes.
 */
#ifndef MAILBOX_MESSAGE_H
#define MAILBOX_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tay/abi/status.h>

#define MESSAGE_VALUES 3u     /* the most values of a property here */
#define MESSAGE_PROPERTIES 8u /* the most properties in a message */
/* The largest message: size and code, each property's tag, room, length and values, and the end. */
#define MESSAGE_WORDS (2u + MESSAGE_PROPERTIES * (3u + MESSAGE_VALUES) + 1u)

/* A property: a tag, and values to it and from it. */
struct property {
    uint32_t tag;
    uint32_t in;        /* values that go with it */
    uint32_t out_bytes; /* of the answer, at least; up to MESSAGE_VALUES values */
    uint32_t value[MESSAGE_VALUES];
    enum tay_status status; /* set by message_read: TAY_ENOENT: the firmware does not know it */
};

/* Writes a message with some properties. */
void message_write(uint32_t *message, const struct property *property, size_t count);

/* Whether the firmware has written an answer into it. */
bool message_is_answered(const uint32_t *message);

/*
 * Reads the answers into the properties. TAY_OK, and each has a status of its own; TAY_EIO: the
 * firmware says that it failed, or has left no message.
 */
TAY_MUST_CHECK enum tay_status message_read(const uint32_t *message, struct property *property,
                                            size_t count);

#endif
