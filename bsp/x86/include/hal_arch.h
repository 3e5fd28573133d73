/* SPDX-License-Identifier: MIT */
/*
 * The 32-bit PC as <hal/types.h> wants it. The kernel keeps the upper quarter of the addresses.
 */
#ifndef HAL_ARCH_H
#define HAL_ARCH_H

#define HAL_PAGE_SHIFT 12
#define HAL_USER_LIMIT ((tay_ua_t)0xc0000000)
#define HAL_CORES_MAX 1
#define HAL_ARCH_TRAP_BYTES 2 /* int n: Intel SDM volume 2, "INT n" */

#include "stub_ilp32.h"
#include "stub_space.h"

#endif
