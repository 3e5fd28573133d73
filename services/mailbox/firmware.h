/* SPDX-License-Identifier: MIT */
/*
 * What is asked of the firmware for each call of the protocol. The words are those of
 * tay/protocol/mailbox.h; what is in them was chosen by a client.
 */
#ifndef MAILBOX_FIRMWARE_H
#define MAILBOX_FIRMWARE_H

#include "device.h"
#include <tay/abi/types.h>

/* Does what a label says. TAY_OK and the words of the answer, or an error of the protocol. */
TAY_MUST_CHECK enum tay_status firmware_call(struct device *device, unsigned label,
                                             const tay_word_t *in, tay_word_t *out);

#endif
