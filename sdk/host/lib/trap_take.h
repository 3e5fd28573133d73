/* SPDX-License-Identifier: MIT */
/*
 * What stands for the trapping instruction: of a program on the simulated machine, or of a test
 * that plays its programs itself.
 */
#ifndef HOST_TRAP_TAKE_H
#define HOST_TRAP_TAKE_H

#include <tay/abi/trap.h>

void trap_take(unsigned trap, tay_cap_t handle, struct tay_message *message);

#endif
