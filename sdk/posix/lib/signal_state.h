/* SPDX-License-Identifier: MIT */
/*
 * What a program that is started has of its starter's signals.
 */
#ifndef POSIX_SIGNAL_STATE_H
#define POSIX_SIGNAL_STATE_H

#include <stdint.h>

/* Sets of signals: bit n is signal n. */
struct signal_state {
    uint32_t held;    /* by the calling thread's mask */
    uint32_t ignored; /* actions that are SIG_IGN */
    uint32_t waiting; /* have come, and are held back */
};

/* Asks for it. */
void signal_state_ask(struct signal_state *state_out);

/* Lets proc keep what comes from now on, for the program that takes this one's place; and no more,
 * since none does. */
void signal_state_hold(void);
void signal_state_release(void);

#endif
