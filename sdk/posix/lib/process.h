/* SPDX-License-Identifier: MIT */
/*
 * The program as one of proc's processes.
 */
#ifndef POSIX_PROCESS_H
#define POSIX_PROCESS_H

#include <tay/protocol/proc.h>

/* The session of proc, which the first call begins; TAY_CAP_NULL: the manifest has no `proc`, or it
 * does not answer. Once there is one this waits for nothing. */
tay_cap_t process_session(void);

/* What is left of a program that init started when another one has taken its place: it holds
 * nothing, waits for that one's end, and ends in the same way. */
_Noreturn void process_stand_by(tay_pid_t successor);

/* An error of proc's as an error number. */
int process_error(enum tay_status status);

#endif
