/* SPDX-License-Identifier: MIT */
/** @file
 * The watchdog protocol: ending the machine, and letting it end when a program stops.
 *
 * A client opens a session, a heartbeat, and beats by it. The machine is reset when a heartbeat has
 * been silent for its time, and, so that the watched cannot slip away by dying, also when its
 * session ended without TAY_WATCHDOG_CLOSE: as soon as the time is over.
 *
 *     label                    words in                      words out
 *     TAY_WATCHDOG_OPEN        0: time in ms, 1: flags       0: session (a capability)
 *     TAY_WATCHDOG_BEAT        -                             -
 *     TAY_WATCHDOG_CLOSE       -                             -
 *     TAY_WATCHDOG_RESET       -                             never
 *     TAY_WATCHDOG_POWER_OFF   -                             never
 *     TAY_WATCHDOG_QUERY       -                             0: heartbeats, 1: the shortest time
 *                                                            left, in ms; 2: 1: the last start of
 *                                                            the machine was a watchdog's doing
 *
 * OPEN, RESET, POWER_OFF and QUERY go by the endpoint, the others by the session. With flag
 * TAY_WATCHDOG_HARDWARE the device counts, too, so that the machine is reset even if the driver, or
 * the kernel, stops. QEMU's device does not count: it resets at once.
 *
 * Errors besides those of any call: TAY_ENOSYS: another label; TAY_ESTATE: BEAT or CLOSE by the
 * endpoint, the others by a session; TAY_EINVAL: a time of 0 or above TAY_WATCHDOG_MS_MAX, other
 * flags; TAY_EFULL: too many heartbeats.
 */
#ifndef TAY_PROTOCOL_WATCHDOG_H
#define TAY_PROTOCOL_WATCHDOG_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_watchdog_label {
    TAY_WATCHDOG_OPEN = 1,      /**< opens a heartbeat */
    TAY_WATCHDOG_BEAT = 2,      /**< shows a sign of life */
    TAY_WATCHDOG_CLOSE = 3,     /**< ends a heartbeat */
    TAY_WATCHDOG_RESET = 4,     /**< resets the machine */
    TAY_WATCHDOG_POWER_OFF = 5, /**< switches it off */
    TAY_WATCHDOG_QUERY = 6,     /**< tells how things stand */
};

#define TAY_WATCHDOG_MS_MAX 15000u /**< the longest time: what the device can count */
#define TAY_WATCHDOG_HARDWARE 0x1u /**< flag: the device counts, too */

/** How things stand. */
struct tay_watchdog_state {
    unsigned heartbeats; /**< that are watched */
    unsigned left_ms;    /**< the shortest time left; with no heartbeat: 0 */
    bool was_reset;      /**< the machine's last start was a watchdog's doing */
};

/**
 * Opens a heartbeat, which the caller's account pays for; its time begins.
 *
 * @param watchdog the driver's endpoint, right SEND
 * @param time_ms 1 to TAY_WATCHDOG_MS_MAX
 * @param flags 0 or TAY_WATCHDOG_HARDWARE
 * @param session_out written on TAY_OK
 * @return TAY_OK; TAY_EINVAL: no such time or flags; TAY_EFULL: too many heartbeats, or no free
 *         slot in the caller's table or in the server's; TAY_ENOMEM: the account cannot pay;
 *         TAY_ESTATE: the handle is a session; TAY_EIO: an answer that is none of a watchdog's;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_status tay_watchdog_open(tay_cap_t watchdog, unsigned time_ms,
                                                 unsigned flags, tay_cap_t *session_out);

/**
 * Shows a sign of life: the session's time begins anew.
 *
 * @param session of the heartbeat
 * @return TAY_OK; TAY_ESTATE: the handle is the endpoint, or the heartbeat has been closed;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_watchdog_beat(tay_cap_t session);

/**
 * Ends a heartbeat, and closes its session: nobody watches any more.
 *
 * @param session of the heartbeat
 * @return TAY_OK; TAY_ESTATE: the handle is the endpoint, or the heartbeat has been closed;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_watchdog_close(tay_cap_t session);

/**
 * Resets the machine.
 *
 * @param watchdog the driver's endpoint, right SEND
 * @return if it returns at all: TAY_EIO: the device has not done it; TAY_ESTATE: the handle is a
 *         session; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_watchdog_reset(tay_cap_t watchdog);

/**
 * Switches the machine off, as far as it can be.
 *
 * @param watchdog the driver's endpoint, right SEND
 * @return if it returns at all: TAY_EIO: the device has not done it; TAY_ESTATE: the handle is a
 *         session; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_watchdog_power_off(tay_cap_t watchdog);

/**
 * Tells how things stand.
 *
 * @param watchdog the driver's endpoint, right SEND
 * @param state_out written on TAY_OK
 * @return TAY_OK; TAY_ESTATE: the handle is a session; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_watchdog_query(tay_cap_t watchdog,
                                                  struct tay_watchdog_state *state_out);

#ifdef __cplusplus
}
#endif

#endif
