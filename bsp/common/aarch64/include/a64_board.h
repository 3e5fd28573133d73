/* SPDX-License-Identifier: MIT */
/*
 * What an AArch64 board supplies to the CPU code, besides its part of the HAL (hal_console_write,
 * hal/interrupt.h, hal_core_kick, hal/system.h but for hal_panic).
 */
#ifndef A64_BOARD_H
#define A64_BOARD_H

#include <hal/boot.h>
#include <stdbool.h>

/* Registers that the kernel uses: mapped at A64_DEVICE_BASE + pa as Device-nGnRE, never executable.
 * Page-aligned. Plain numbers, since they are read before the MMU is on. */
struct a64_window {
    uint64_t pa;
    uint64_t bytes; /* 0 ends the list */
};
extern const struct a64_window a64_board_windows[];

/* MMU off, first of all: makes the consoles able to speak. */
void a64_board_early(void);

/* MMU on or off: one byte to every console that may be there, with a bounded wait. */
void a64_board_put(char byte);

/*
 * MMU on, time runs: learns what the machine is, maps its RAM (a64_map_linear), and fills in *boot
 * with core_count as the most that are to run. `argument` is x0 at entry. Stops (a64_stop) on a
 * machine that it does not know.
 */
void a64_board_boot(uint64_t argument, struct hal_boot *boot);

/* A core other than the one that booted: opens its timer and its kicks. */
void a64_board_core(unsigned core);

/* Lets a core that waits in the firmware enter the kernel at a physical address. False: there is no
 * such core, and none with a higher number. */
bool a64_board_release(unsigned core, uint64_t entry_pa);

#endif
