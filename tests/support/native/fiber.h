/* SPDX-License-Identifier: MIT */
/*
 * Threads of native programs: each goes on where it was on its own stack, which lies in simulated
 * memory. Invariant: at most one runs at a time, and the machine itself acts only while none does.
 */
#ifndef NATIVE_FIBER_H
#define NATIVE_FIBER_H

#include <machine.h>
#include <tay/abi/trap.h>

enum ask_kind { ASK_TRAP, ASK_FAULT };

/* Why a fiber has stopped. */
struct ask {
    enum ask_kind kind;
    unsigned trap;
    tay_cap_t handle;
    struct tay_message message; /* as it was asked for, and then what came back */
    struct hal_fault fault;
    tay_ua_t sp; /* at the fault */
};

struct fiber;

/* A thread that begins with an entry, two arguments and a stack that spans [bottom, top). */
struct fiber_start {
    tay_ua_t entry;
    tay_word_t argument[2];
    tay_ua_t bottom;
    tay_ua_t top;
};

struct fiber *fiber_create(const struct fiber_start *start);
void fiber_destroy(struct fiber *fiber);

/* Where its stack stands. So far to both sides it must be mapped before it goes on, if it is the
 * program's own. */
#define FIBER_NEAR_BYTES 2048u
tay_ua_t fiber_stack(const struct fiber *fiber);

/* Lets it go on until it asks for something. */
struct ask *fiber_run(struct fiber *fiber);

/* The one that runs asks, and goes on when it is run again. */
void fiber_ask(const struct ask *ask);
/* NULL: the machine's stack is in use. */
struct fiber *fiber_running(void);
/* What the one that runs asked for last. */
const struct ask *fiber_asked(void);

/* Takes faults of memory from now on, or not any more. */
void fiber_catch_faults(bool on);

#endif
