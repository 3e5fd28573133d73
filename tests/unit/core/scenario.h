/* SPDX-License-Identifier: MIT */
/*
 * Scenarios that make an operation fail: see test_no_trace.c.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "fixture.h"

/* A call that is about to be made. */
struct attempt {
    tay_cap_t handle;
    struct tay_message message;
};

struct scenario {
    enum tay_operation operation; /* 0 ends a list */
    enum tay_status status;
    void (*prepare)(struct attempt *attempt);
};

extern const struct scenario scenarios_of_objects[];
extern const struct scenario scenarios_of_spaces[];
extern const struct scenario scenarios_of_machine[];
extern const struct scenario scenarios_of_calls[];
extern const struct scenario scenarios_of_clone[];

/* Handle and first words of the call. */
void attempt_set(struct attempt *attempt, tay_cap_t handle, tay_word_t word0, tay_word_t word1);

/* The caller's account is exhausted, and nothing of what an operation would make has room left; or
 * its table is full. The call names the caller's account. */
void attempt_poor(struct attempt *attempt);
void attempt_crowded(struct attempt *attempt);

#endif
