/* SPDX-License-Identifier: MIT */
/*
 * The rate that a controller divides the card's clock from.
 */
#ifndef SD_CLOCK_H
#define SD_CLOCK_H

#include "host.h"

/* Asks the firmware, by the mailbox driver's endpoint, and says what it is; if there is no such
 * endpoint (null), or it gives no rate in time, the controller's highest. In Hz. Blocks for at most
 * CLOCK_NS. */
#define CLOCK_NS (100 * PAUSE_MS)
uint32_t clock_ask(tay_cap_t mailbox, const struct controller *controller);

#endif
