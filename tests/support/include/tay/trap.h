/* SPDX-License-Identifier: MIT */
/*
 * The traps on the simulated machine. In a test that plays its programs itself (sim.h), the current
 * thread takes them, and a trap that has not come back gives the status SIM_BLOCKED, with nothing
 * else changed. In a program of such a machine (tay/host.h) they return when they have come back.
 */
#ifndef TAY_TRAP_H
#define TAY_TRAP_H

#include <tay/abi/status.h>
#include <tay/abi/trap.h>
#include <tay/message.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Calls a capability.
 *
 * @param handle what is called
 * @param message in: info, words, badge (the deadline, if TAY_INFO_DEADLINE), lent ranges;
 *                out: result, info, words, badge
 */
void tay_trap_call(tay_cap_t handle, struct tay_message *message);

/*
 * Receives the next message of an endpoint.
 *
 * @param handle an endpoint with the right RECEIVE
 * @param message in: info (0 or TAY_INFO_DEADLINE), badge (the deadline); out: as of a call
 */
void tay_trap_recv(tay_cap_t handle, struct tay_message *message);

/*
 * Sends a message that wants no answer, or answers a call that was put aside.
 *
 * @param handle an endpoint or session with the right SEND; a reply; TAY_CALL_IN_HAND
 * @param message in: info, words, badge (the deadline, if TAY_INFO_DEADLINE); out: result and info
 */
void tay_trap_send(tay_cap_t handle, struct tay_message *message);

/*
 * Answers the call in hand, then receives the next message of an endpoint.
 *
 * @param handle an endpoint with the right RECEIVE
 * @param message in: info (the answer's), words, badge (the deadline of the receiving); out: as of
 * a call
 */
void tay_trap_reply_recv(tay_cap_t handle, struct tay_message *message);

/*
 * Sets bits of a notification.
 *
 * @param handle a notification with the right SEND
 * @param bits which
 * @return TAY_OK; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT: of the handle
 */
TAY_MUST_CHECK enum tay_status tay_trap_notify(tay_cap_t handle, tay_word_t bits);

/*
 * Waits for the bits of a notification, and takes them.
 *
 * @param handle a notification with the right RECEIVE
 * @param info 0 or TAY_INFO_DEADLINE
 * @param deadline since boot, in ns
 * @param bits_out written on TAY_OK
 * @return as on a board, or SIM_BLOCKED
 */
TAY_MUST_CHECK enum tay_status tay_trap_wait(tay_cap_t handle, tay_word_t info, tay_time_t deadline,
                                             tay_word_t *bits_out);

/* Lets another thread of the same priority run. */
void tay_trap_yield(void);

#ifdef __cplusplus
}
#endif

#endif
