/* SPDX-License-Identifier: MIT */
/*
 * The model at work: it follows each trap and each touch, and compares what comes out.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

/* From now on, with init current, as it is just after boot. */
void follow_begin(void);
/* No more. */
void follow_end(void);

/* Compares the whole memory of the current thread's process, and what was copied from what. */
void follow_sweep(void);

#endif
