/* SPDX-License-Identifier: MIT */
/*
 * At which priority init works. To load a program, or to write a report, takes far longer than to
 * answer a message, and is as important as the program is: so it is done just above the program's
 * priority, and a service that crashes over and over holds up no other one above that.
 */
#ifndef INIT_PACE_H
#define INIT_PACE_H

#include <tay/abi/status.h>
#include <tay/time.h>

#define PACE_PATIENCE_NS (10 * TAY_NS_PER_MS)

/* Gives init the highest priority, and makes what is needed. `thread` is init's own. */
TAY_MUST_CHECK enum tay_status pace_open(tay_cap_t thread);

/*
 * From here on init runs one above a priority, if that is below its own. Should others keep it from
 * being done for longer than PACE_PATIENCE_NS, it gets its own again: for they, too, are watched.
 */
void pace_begin(unsigned priority);

/* From here on it has its own again. */
void pace_end(void);

/* The time that init has spent itself, in ns. */
tay_time_t pace_own_time(void);

#endif
