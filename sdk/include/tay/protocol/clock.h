/* SPDX-License-Identifier: MIT */
/** @file
 * The clock protocol: the date and time, by a clock that runs while the machine is off.
 *
 * A client calls the endpoint; there are no sessions. Time since boot needs no clock:
 * tay/time.h.
 *
 *     label            words in                    words out
 *     TAY_CLOCK_GET    -                           0: seconds since 1970 (UTC), 1: and ns
 *     TAY_CLOCK_SET    0: seconds since 1970       -
 *
 * Errors besides those of any call: TAY_ENOSYS: another label; TAY_EINVAL: a time that the clock
 * cannot hold; TAY_EIO: the clock stands, or does not take it.
 */
#ifndef TAY_PROTOCOL_CLOCK_H
#define TAY_PROTOCOL_CLOCK_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_clock_label {
    TAY_CLOCK_GET = 1, /**< reads it */
    TAY_CLOCK_SET = 2, /**< sets it */
};

/**
 * Reads the clock.
 *
 * @param clock the driver's endpoint, right SEND
 * @param seconds_out on TAY_OK: since 1970-01-01 00:00:00 UTC
 * @param ns_out on TAY_OK: below 10^9; 0 if the clock has whole seconds only; may be NULL
 * @return TAY_OK; TAY_EIO: the clock stands; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED,
 *         TAY_EPEER: as tay_call
 * @note Blocks, as tay_clock_set.
 */
TAY_MUST_CHECK enum tay_status tay_clock_get(tay_cap_t clock, uint64_t *seconds_out,
                                             uint32_t *ns_out);

/**
 * Sets the clock.
 *
 * @param clock the driver's endpoint, right SEND
 * @param seconds since 1970-01-01 00:00:00 UTC
 * @return TAY_OK; TAY_EINVAL: a time that the clock cannot hold; TAY_EIO: it does not take it;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks.
 */
TAY_MUST_CHECK enum tay_status tay_clock_set(tay_cap_t clock, uint64_t seconds);

#ifdef __cplusplus
}
#endif

#endif
