/* SPDX-License-Identifier: MIT */
/*
 * The pins of the card, which one of the two controllers can have.
 */
#ifndef SD_PINS_H
#define SD_PINS_H

#include <stdint.h>

/* Gives the card's pins to the controller that has them by this alternate function, told as the
 * GPIO registers have it. `gpio`: where these are mapped. */
void pins_route(uintptr_t gpio, unsigned function);

#endif
