/* SPDX-License-Identifier: MIT */
/*
 * The order of calls: who serves what, and who needs it.
 */
#ifndef IMAGE_ORDER_H
#define IMAGE_ORDER_H

#include "input.h"

/* Checks that every service that is needed is served, and that no program needs itself, directly or
 * through others. False: it said where. */
bool order_check(const struct input *input);

#endif
