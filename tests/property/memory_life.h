/* SPDX-License-Identifier: MIT */
/*
 * How programs and memory objects come and go.
 */
#ifndef MEMORY_LIFE_H
#define MEMORY_LIFE_H

#include "memory_scene.h"

/* A new program; -1: there is no room or no memory for it. */
int life_make(void);
/* A program that is live, and, if asked, not in a call; -1: there is none. */
int life_any(bool can_act);

/* What an operation that makes a little may cost at most. */
#define LIFE_SLACK_BYTES (24 * HAL_PAGE_BYTES)

/* The endpoint's handle in every program. */
extern tay_cap_t life_called;

/* The number of a program that is not live; -1: all are. */
int life_free(void);
/* A program that init has a handle of: what the kernel knows of it. */
void life_meet(struct program *program);

/* The program calls init, who puts the call aside, or clones it at once. */
void life_call(unsigned n);
/* Clones a program that waits; sometimes somebody acts meanwhile. */
void life_clone(unsigned n);
void life_answer(unsigned n);
/* Its call was cancelled. */
void life_canceled(unsigned n);
void life_exit(unsigned n);
/* `by` ends it. */
void life_kill(unsigned n, struct hal_context *by);
/* It has faulted, in an access that it may not make. */
void life_fault(unsigned n);
/* Makes all accounts; ends them, and all else that was made. */
void life_begin(void);
void life_end(void);
/* Ends an account, with its programs, and makes another one in its place. */
void life_renew_account(unsigned account);

void life_make_object(void);
void life_give_object(unsigned n, unsigned object);
void life_revoke_object(unsigned object);
void life_close_object(unsigned object);
void life_destroy_object(unsigned object);
/* Objects that nobody can name or maps any more are gone. */
void life_sweep_objects(void);

/* init hears of all ends, and is done with the calls that ended with them. */
void life_settle(void);

#endif
