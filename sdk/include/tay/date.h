/* SPDX-License-Identifier: MIT */
/** @file
 * The date: the real time of the machine, one for all programs that have it.
 *
 * It is the time since boot (tay/time.h) and an offset, which lies in a page of memory that
 * programs share. A manifest that wants the date has
 *
 *     cap date = memory date 4K : read
 *
 * and that of a program which may set it `read write`. Until somebody sets it, and in a program
 * without that capability, the date is the one on which the SDK was built plus the time since boot.
 *
 * The page holds one 64-bit number at its start: what tay_date_offset_ns returns; 0: nobody has set
 * it.
 */
#ifndef TAY_DATE_H
#define TAY_DATE_H

#include <stdbool.h>
#include <stdint.h>
#include <tay/abi/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What the time since boot lacks to the time since 1970-01-01 00:00:00 UTC.
 *
 * @return in ns; below 0 if the machine was started before 1970, as it seems
 * @note Does not block. The first call maps the page; others only read it.
 */
int64_t tay_date_offset_ns(void);

/**
 * Whether somebody has set the date since the machine was started.
 *
 * @return false also in a program without the capability
 * @note As tay_date_offset_ns.
 */
bool tay_date_is_set(void);

/**
 * Sets the date, for all programs.
 *
 * @param offset_ns as tay_date_offset_ns returns it
 * @return TAY_OK; TAY_ERIGHT: this program may not, for its capability `date` lacks the right
 * WRITE, or it has none; TAY_ENOMEM: the account cannot pay for the mapping
 * @note Does not block. Who waits until a date finds the new one when it looks again.
 */
TAY_MUST_CHECK enum tay_status tay_date_set(int64_t offset_ns);

#ifdef __cplusplus
}
#endif

#endif
