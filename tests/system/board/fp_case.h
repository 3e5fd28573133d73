/* SPDX-License-Identifier: MIT */
/*
 * The traps of fp.S.
 */
#ifndef FP_CASE_H
#define FP_CASE_H

#define FP_TRAP_SWITCH 1 /* lets another thread run */
#define FP_TRAP_DONE 2
#define FP_TRAP_NOT_ZERO 3 /* a thread began with somebody's FP state */
#define FP_TRAP_CHANGED 4  /* a thread did not find what it had left */

#endif
