/* SPDX-License-Identifier: MIT */
/*
 * The ends that a machine can come to.
 */
#ifndef HAL_SYSTEM_H
#define HAL_SYSTEM_H

#include <stdbool.h>
#include <stdnoreturn.h>

/* Restarts the machine through its firmware. */
noreturn void hal_system_reboot(void);

/* Switches the machine off, or halts it where it has no such switch. */
noreturn void hal_system_off(void);

/* Ends an emulator or a simulation with a status from 0 to 255 where the board's command line says
 * that one is there; else as hal_system_off. */
noreturn void hal_system_exit(unsigned status);

/* Whether hal_system_exit would end an emulator. */
bool hal_system_can_exit(void);

/*
 * The kernel found a fault of its own. Writes "PANIC: ", the message, the core, its registers and a
 * backtrace to the console by polling, without any lock, stops the other cores where it can, and
 * ends the emulator with status 2 or halts.
 */
noreturn void hal_panic(const char *message);

#endif
