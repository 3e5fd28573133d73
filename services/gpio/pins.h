/* SPDX-License-Identifier: MIT */
/*
 * Which pins the driver hands out: a text such as "2-13,16-27".
 */
#ifndef GPIO_PINS_H
#define GPIO_PINS_H

#include <stdbool.h>
#include <stdint.h>

/* Reads such a text; false: it is none, or names a pin from `count` on. */
bool pins_parse(const char *text, unsigned count, uint64_t *pins_out);

#endif
