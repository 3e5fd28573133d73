/* SPDX-License-Identifier: MIT */
/*
 * The display, as the firmware sets it up. Words as in firmware.h.
 */
#ifndef MAILBOX_DISPLAY_H
#define MAILBOX_DISPLAY_H

#include "device.h"
#include <tay/abi/types.h>

TAY_MUST_CHECK enum tay_status display_set_up(struct device *device, const tay_word_t *in,
                                              tay_word_t *out);
TAY_MUST_CHECK enum tay_status display_pan(struct device *device, const tay_word_t *in,
                                           tay_word_t *out);

#endif
