/* SPDX-License-Identifier: MIT */
/*
 * The emulator's door (Semihosting for AArch32 and AArch64, release 2.0): used only where the
 * command line says that one is there, since elsewhere its instruction is undefined.
 */
#ifndef A64_SEMIHOSTING_H
#define A64_SEMIHOSTING_H

void a64_semihosting_enable(void);

/* Ends the emulator with a status from 0 to 255. Returns if it is not enabled, or did not help. */
void a64_semihosting_exit(unsigned status);

#endif
