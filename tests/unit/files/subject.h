/* SPDX-License-Identifier: MIT */
/*
 * A file system that is compared with the model (model_run.c).
 */
#ifndef FILES_SUBJECT_H
#define FILES_SUBJECT_H

#include <tay/file_server.h>

/* How many seeds are enough for each run. */
extern const unsigned subject_seeds;

/* Fills in an empty file system, and its places for sessions. */
void subject_begin(struct tay_file_system *system, unsigned seed);

/* All is removed, and the root is open: all room must be back. */
void subject_end(struct tay_file_system *system);

/* Whether there is so little room that an operation may fail. */
bool subject_is_full(void);

/* Does something that nobody may notice who has a file open that has a name. */
void subject_disturb(struct tay_file_system *system);

/* The next random number below `count`. */
unsigned subject_choose(unsigned count);

#endif
