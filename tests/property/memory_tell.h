/* SPDX-License-Identifier: MIT */
/*
 * Where the test is, for its account if it fails.
 */
#ifndef MEMORY_TELL_H
#define MEMORY_TELL_H

struct tell_place {
    unsigned seed;
    unsigned long step;
};

/* From now on whoever ends the program is followed by an account. */
void tell_begin(void);
void tell_place(struct tell_place now);
/* How often what has happened. */
void tell_events(void);

#endif
