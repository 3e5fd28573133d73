/* SPDX-License-Identifier: MIT */
/*
 * What the programs that keep servers busy have in common. Each works until it is told to stop;
 * no call may take long, so that a caller who would wait for ever is found.
 */
#ifndef SUPERVISE_LOAD_H
#define SUPERVISE_LOAD_H

#include <expect.h>
#include <tay/abi/status.h>
#include <tay/client.h>
#include <tay/protocol/file.h>
#include <tay/time.h>

/* Words of the memory `progress`: one for each load, one that is set when they are to stop, and how
 * often the volume of fat was made anew, and is empty. */
#define LOAD_WORD_STOP 511
#define LOAD_WORD_VOLUME 510

/*
 * Begins, with main's arguments: how, and which word of the memory `progress` counts what was
 * answered. `strict`, the usual way: what is not as it should be ends the program, and is a
 * failure. `tolerant`: it is counted, for the servers themselves are being damaged. `by-hand`: as
 * strict, but what servers keep in memory of theirs is cleared with each restart. `rounds`: as
 * tolerant, but only whole rounds are counted (load_round), and the program ends when it is told.
 */
void load_begin(int argument_count, char **arguments);

/* Counts a round: all that it called was answered, and rightly. Only of use in `rounds`. */
void load_round(void);

/* How often the volume was made anew. */
uint64_t load_volume(void);

/* Whether a server may have forgotten what it kept in memory. */
bool load_is_by_hand(void);

/* Notes that a call begins now. */
void load_call_begins(void);

/* The same, of a call with a deadline: that. */
tay_time_t load_deadline(void);

/* Waits a little, so that others have a turn. Whether to go on. */
bool load_goes_on(void);

/* Holds that something is as it should be. */
#define LOAD_EXPECT(condition) load_expect((condition), __FILE_NAME__, __LINE__)
void load_expect(bool condition, const char *file, int line);

/*
 * Looks at what a call gave. TAY_OK: true. TAY_EPEER: the server has died, or is being started
 * again: false. Anything else, and a call that took long, is not as it should be.
 */
bool load_went_well(enum tay_status status, const char *what);

/* The same of a call of the file protocol, in which a death is TAY_FILE_ENODEV or TAY_FILE_EIO. */
bool load_file_went_well(enum tay_file_error error, const char *what);

/* Closes a capability that may have gone with its server, and may be null, which it is then. */
void load_close(tay_cap_t *cap);

/*
 * Says how long servers took to answer again, at the end. Who is tolerant then sets its progress to
 * LOAD_IS_OVER and stays: it would be started again.
 */
#define LOAD_IS_OVER UINT64_MAX
void load_tell(const char *name, unsigned long answered);

#endif
