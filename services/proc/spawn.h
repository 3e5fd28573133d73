/* SPDX-License-Identifier: MIT */
/*
 * Processes that begin with a program of their own, not as clones.
 */
#ifndef PROC_SPAWN_H
#define PROC_SPAWN_H

#include "table.h"
#include <tay/server.h>

/* Takes what a program that joins says of what its family may start: an account, which becomes
 * proc's, and a priority. What is wrong is refused. */
enum tay_status spawn_found(struct member *founder, tay_cap_t account, tay_word_t priority);

/* Answers TAY_PROC_CREATE. */
enum tay_status spawn_create(struct tay_server *server, const struct member *parent,
                             const struct tay_request *request, struct tay_answer *answer);

/* Answers TAY_PROC_START. */
enum tay_status spawn_start(struct tay_server *server, struct member *caller,
                            struct tay_answer *answer);

/* Ends what a process has created and not started. */
void spawn_drop(tay_pid_t parent);

/* Who waits for the end of a process because that runs in its place; NULL: nobody. */
struct member *spawn_stand_in(const struct member *successor);

#endif
