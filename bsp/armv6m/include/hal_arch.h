/* SPDX-License-Identifier: MIT */
/*
 * ARMv6-M as <hal/types.h> wants it. It has no address translation: user memory lies where it is.
 */
#ifndef HAL_ARCH_H
#define HAL_ARCH_H

#define HAL_PAGE_SHIFT 12
#define HAL_USER_LIMIT ((tay_ua_t)0x40000000) /* code and SRAM: ARM DDI 0419C, B3.1 */
#define HAL_CORES_MAX 1
#define HAL_ARCH_TRAP_BYTES 2 /* svc: ARM DDI 0419C, A6.7.68 */

#include "stub_ilp32.h"
#include "stub_space.h"

#endif
