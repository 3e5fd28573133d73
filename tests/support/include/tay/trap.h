/* SPDX-License-Identifier: MIT */
/*
 * The traps in a test: the current thread of the simulated machine (sim.h) takes them. A trap that
 * has not come back gives the status SIM_BLOCKED, with nothing else changed.
 */
#ifndef TAY_TRAP_H
#define TAY_TRAP_H

#include <tay/abi/status.h>
#include <tay/abi/trap.h>
#include <tay/message.h>

#ifdef __cplusplus
extern "C" {
#endif

void tay_trap_call(tay_cap_t handle, struct tay_message *message);

void tay_trap_recv(tay_cap_t handle, struct tay_message *message);

TAY_MUST_CHECK enum tay_status tay_trap_notify(tay_cap_t handle, tay_word_t bits);

TAY_MUST_CHECK enum tay_status tay_trap_wait(tay_cap_t handle, tay_word_t info, tay_time_t deadline,
                                             tay_word_t *bits_out);

void tay_trap_yield(void);

#ifdef __cplusplus
}
#endif

#endif
