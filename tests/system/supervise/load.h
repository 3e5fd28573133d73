/* SPDX-License-Identifier: MIT */
/*
 * What the programs that keep servers busy have in common. Each works until it is told to stop;
 * each call has a deadline, so that a caller who would wait for ever is found.
 */
#ifndef SUPERVISE_LOAD_H
#define SUPERVISE_LOAD_H

#include <expect.h>
#include <tay/abi/status.h>
#include <tay/client.h>
#include <tay/time.h>

/* The longest that a call may take, whatever dies meanwhile. */
#define LOAD_PATIENCE_NS (2 * TAY_NS_PER_S)

/* Notes that a call begins now. Its deadline. */
tay_time_t load_deadline(void);

/* Waits a little, so that others have a turn. Whether to go on: nobody has set the notification
 * `stop`. */
bool load_goes_on(void);

/*
 * Looks at what a call gave. TAY_OK: true. TAY_EPEER: the server has died, or is being started
 * again: false. Anything else ends the program, and is a failure.
 */
bool load_went_well(enum tay_status status, const char *what);

/* Says how long servers took to answer again, at the end. */
void load_tell(const char *name, unsigned long answered);

#endif
