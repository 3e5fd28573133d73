/* SPDX-License-Identifier: MIT */
/*
 * The threads of native programs, beside the kernel's own records of them.
 *
 * A thread goes round: it runs until it asks for a trap; when its turn comes the trap is taken;
 * when it has come back, and the thread's turn comes again, it runs on with the result.
 */
#ifndef NATIVE_NATIVES_H
#define NATIVE_NATIVES_H

#include "fiber.h"
#include "told.h"

#include <machine.h>

/* Where init's archive lies, and what it maps behind that. */
#define NATIVE_INIT_UA ((tay_ua_t)0x12000000)

enum native_state {
    NATIVE_RUNS,
    NATIVE_ASKS,  /* for the trap in its fiber's ask */
    NATIVE_WAITS, /* for the result of that */
};

struct native {
    struct native *next;
    const struct hal_context *context;
    uint64_t serial; /* of the context: another one may come to lie there */
    struct fiber *fiber;
    struct ask *ask;
    enum native_state state;
    struct told *told; /* NULL: init */
    size_t maps_bytes; /* of the trap that is taken: what it maps for itself */
    tay_ua_t window;   /* where it maps what may lie anywhere */
    tay_ua_t bottom;   /* of the stack */
    tay_ua_t top;
};

/* The one whose context is to run, which begins if it has not. */
struct native *native_of(struct hal_context *context);

/* Ends those whose threads are gone; all. */
void native_drop_dead(void);
void native_drop_all(void);

/* The process of a program; NULL: it does not run, or ends already. */
struct process *native_process(const struct told *told);

#endif
