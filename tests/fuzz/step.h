/* SPDX-License-Identifier: MIT */
/*
 * One random step: an operation or another trap of the current thread, a touch of its memory, time
 * that passes, an interrupt.
 */
#ifndef STEP_H
#define STEP_H

#include "choice.h"

#include <hal/context.h>
#include <operation_rows.h>
#include <tay/abi/trap.h>

/* A trap that is about to be taken, and that came back at once. */
struct step_trap {
    const struct hal_context *thread;
    unsigned trap;
    const struct operation_row *row; /* NULL: not a call, or of no operation that exists */
    tay_cap_t handle;
    struct tay_message in;
};

/* Who watches: may be NULL. `back` is false if the trap has not come back yet, or never will. */
struct step_watch {
    void (*before)(const struct step_trap *trap);
    void (*after)(const struct step_trap *trap, bool back, const struct tay_message *out);
    void (*touched)(tay_ua_t address, bool written, uint8_t value);
};

/* Whether each trap that fails is compared by the state's hash; who watches, or NULL. */
void step_set_up(bool strict, const struct step_watch *watch);

/* Takes one step in the name of the current thread, which there is. Ends the program if it gave
 * what its row does not name, or failed and left a trace. */
void step_take(struct choice *choice);

#endif
