/* SPDX-License-Identifier: MIT */
/*
 * Pipes. An end is a session; its badge is of the form that pipe_is_badge knows. Nothing here
 * waits: a call that must wait is put aside.
 */
#ifndef VFS_PIPE_H
#define VFS_PIPE_H

#include <tay/server.h>

/* How the badge of an end begins. */
#define PIPE_BADGE_SHIFT 62
#define PIPE_BADGE_READER 2u
#define PIPE_BADGE_WRITER 3u

/* Begins with a number that was not used before a restart. */
void pipe_open(uint64_t first_serial);

/* Whether a badge is of an end. */
bool pipe_is_badge(uint64_t badge);

/* Makes a pipe for the client in hand, and puts its ends into words 0 and 1 of the answer. */
enum tay_status pipe_make(struct tay_server *server, struct tay_answer *answer);

/* Answers a call by an end. */
enum tay_status pipe_serve(struct tay_server *server, struct tay_request *request,
                           struct tay_answer *answer);

/* Before each call: what the last one did is done. */
void pipe_settle(void);

/* The answer to the last call has reached nobody: nothing was read or written by it. */
void pipe_take_back(void);

/* Hears of ends that were closed, and of calls that were given up. */
void pipe_event(const struct tay_event *event);

#endif
