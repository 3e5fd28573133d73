/* SPDX-License-Identifier: MIT */
/*
 * The protocol of template: it tells the time, and lets one client at a time sleep.
 *
 *     label            words in           words out
 *     TEMPLATE_NOW      -                  0: microseconds, 32 bits
 *     TEMPLATE_SLEEP    0: microseconds    -
 *
 * TAY_EINVAL: not between TEMPLATE_SLEEP_MIN_US and TEMPLATE_SLEEP_MAX_US; TAY_EAGAIN: somebody
 * sleeps already; TAY_ENOSYS: another label.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

enum { TEMPLATE_NOW = 1, TEMPLATE_SLEEP = 2 };

#define TEMPLATE_SLEEP_MIN_US 100u
#define TEMPLATE_SLEEP_MAX_US 1000000u

#endif
