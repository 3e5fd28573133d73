/* SPDX-License-Identifier: MIT */
/*
 * What the boards that are not supported yet have in common.
 *
 * Such a board links all of core and every HAL function, so that it shows whether the contract can
 * be met there; it runs none of them. A board supplies its entry, which calls stub_main with a
 * stack, hal_console_write and stub_end.
 */
#ifndef STUB_H
#define STUB_H

#include <stdnoreturn.h>

/* How an image ends that did what it is for. Odd, because isa-debug-exit has only odd statuses. */
#define STUB_STATUS_UNSUPPORTED 3u

/* What the board's entry calls, once, with interrupts masked. */
noreturn void stub_main(void);

/* Says on the console that a function is not supported on this board, and ends. */
noreturn void stub_stop(const char *function);

/* The board's: ends an emulator with a status, an odd number, or halts where there is none. */
noreturn void stub_end(unsigned status);

#endif
