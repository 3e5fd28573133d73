/* SPDX-License-Identifier: MIT */
/*
 * What the tests know of a board's own devices: <board>.c.
 */
#ifndef DEVICE_H
#define DEVICE_H

#include <stddef.h>

struct device {
    unsigned line; /* of the UART that the console is on */
    /* Lines that the board has, and some that it has not. */
    const unsigned *present;
    size_t present_count;
    const unsigned *missing;
    size_t missing_count;
};
extern const struct device device;

/* Lets the UART raise its line when a byte has come. */
void device_listen(void);

/* The byte that has come; -1: none. */
int device_read(void);

#endif
