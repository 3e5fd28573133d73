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

/*
 * Begins, with main's arguments. `strict`, the usual way: what is not as it should be ends the
 * program, and is a failure. `tolerant`: it is counted, for the servers themselves are being
 * damaged. Its progress is counted in the word of this number of the memory `progress`.
 */
void load_begin(int argument_count, char **arguments, unsigned number);
/* Notes that a call begins now. Its deadline. */
tay_time_t load_deadline(void);

/* Waits a little, so that others have a turn. Whether to go on: nobody has set the notification
 * `stop`. */
bool load_goes_on(void);

/* Holds that something is as it should be. */
#define LOAD_EXPECT(condition) load_expect((condition), __FILE_NAME__, __LINE__)
void load_expect(bool condition, const char *file, int line);

/*
 * Looks at what a call gave. TAY_OK: true. TAY_EPEER: the server has died, or is being started
 * again: false. Anything else is not as it should be.
 */
bool load_went_well(enum tay_status status, const char *what);

/*
 * Says how long servers took to answer again, at the end. Who is tolerant then sets its progress to
 * LOAD_IS_OVER and stays: it would be started again.
 */
#define LOAD_IS_OVER UINT64_MAX
void load_tell(const char *name, unsigned long answered);

#endif
