/* SPDX-License-Identifier: MIT */
/*
 * In place of the kernel's traps.
 */
#ifndef TAY_TRAP_H
#define TAY_TRAP_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

enum tay_status tay_trap_notify(tay_cap_t handle, tay_word_t bits);

#endif
