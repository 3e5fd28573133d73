/* SPDX-License-Identifier: MIT */
/*
 * A UART as the console needs it. The kernel has set its rate and its pins; a driver uses its FIFOs
 * and its interrupts only.
 */
#ifndef CONSOLE_UART_H
#define CONSOLE_UART_H

#include <stdbool.h>
#include <stdint.h>

struct uart {
    const char *name; /* in the manifest's argument */

    /* Lets it interrupt when a byte has come. */
    void (*start)(uintptr_t regs);

    /* Clears what it remembers of interrupts; before the bytes are taken, so that none is missed.
     */
    void (*clear)(uintptr_t regs);

    /* How many bytes can be put now, at least; 0: it is full. */
    unsigned (*room)(uintptr_t regs);

    void (*put)(uintptr_t regs, char byte);

    /* Takes a byte; false: there is none. */
    bool (*get)(uintptr_t regs, char *byte);

    /* Whether bytes have come since the last time that found no room in its FIFO, and are lost. */
    bool (*has_lost)(uintptr_t regs);

    /* Lets it interrupt when there is room again, or no longer. */
    void (*want_room)(uintptr_t regs, bool on);
};

extern const struct uart mini_uart;
extern const struct uart pl011;

#endif
