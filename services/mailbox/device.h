/* SPDX-License-Identifier: MIT */
/*
 * The registers of the mailbox, and the memory that the firmware reads and writes.
 */
#ifndef MAILBOX_DEVICE_H
#define MAILBOX_DEVICE_H

#include "message.h"

struct device {
    uintptr_t regs;
    uint32_t *memory;  /* not cached, a page */
    uint32_t physical; /* its physical address */
    unsigned slot;     /* the piece of it that was used last */
};

/*
 * Asks the firmware, and waits for its answer. TAY_OK, and each property has a status; TAY_EIO: the
 * firmware has not answered in a second, or says that it failed.
 */
TAY_MUST_CHECK enum tay_status device_ask(struct device *device, struct property *property,
                                          size_t count);

#endif
