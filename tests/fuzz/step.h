/* SPDX-License-Identifier: MIT */
/*
 * One random step: an operation, a message or another trap of the current thread, a touch of its
 * memory, time that passes, an interrupt.
 */
#ifndef STEP_H
#define STEP_H

#include "choice.h"

struct step_options {
    bool strict;   /* each trap that fails is compared by the state's hash */
    bool preempts; /* operations may be preempted */
    bool talks;    /* threads call each other, with every operation and trap there is */
};

void step_set_up(const struct step_options *options);

/* Takes one step in the name of the current thread, which there is. Ends the program if it gave
 * what its row does not name, or failed and left a trace. */
void step_take(struct choice *choice);

#endif
