/* SPDX-License-Identifier: MIT */
/*
 * For each operation one call that succeeds, as it is: where tests of failures start from.
 */
#ifndef BASELINE_H
#define BASELINE_H

#include "fixture.h"

struct baseline {
    tay_word_t handle;
    struct tay_message message; /* the info word is the caller's to fill in */
};

/* Makes what the call needs. A row without a baseline fails the test. */
struct baseline baseline_make(unsigned operation);

/* A handle to an object of a type, with all rights. */
tay_cap_t baseline_handle(unsigned type);

/* A further thread of the caller's process calls the caller, lending 16 bytes each way; the call is
 * in hand then. */
struct actor baseline_take_call(void);

/* A thread of another process calls the caller, who puts the call aside: the process and the reply.
 */
struct cloneable {
    tay_cap_t process;
    tay_cap_t reply;
};
struct cloneable baseline_take_cloneable(void);

/* init's thread enters an upcall, its registers saved in an area. */
void baseline_enter_upcall(tay_ua_t area);

/* Calls by a handle that may be wider than handles are. */
enum tay_status baseline_call(tay_word_t handle, struct tay_message *message);

/* Makes the call; whether it succeeds, be it by ending the machine. */
bool baseline_succeeds(const struct baseline *call);

#endif
