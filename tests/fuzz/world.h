/* SPDX-License-Identifier: MIT */
/*
 * A machine with several programs on it, for random steps.
 *
 * init supervises: it makes the programs, each with two threads, in an account of its own with a
 * small budget, hands them capabilities, and makes anew what ended. It has the highest priority and
 * no program holds a capability with which it could be harmed, so it survives whatever they do.
 */
#ifndef WORLD_H
#define WORLD_H

#include "choice.h"

#include <hal/context.h>

#define WORLD_PROGRAMS 3u

/* The fresh memory that each program has from the start, readable and writable. */
#define WORLD_DATA_UA ((tay_ua_t)0x10000)
#define WORLD_DATA_PAGES 4u

struct world_options {
    unsigned cores; /* 0: one */
    bool late;      /* cores may take their interrupts late, and while another is in the kernel */
    bool crowded;   /* one program's capability table begins full */
    bool careful;   /* nobody may switch the machine off */
    bool flat;      /* all threads have one priority, init too, and keep it */
    bool uneven;    /* a program's second thread has a higher priority than its first */
    bool talks;     /* each program has a session of the shared endpoint, and can be interrupted */
    bool nested;    /* the last program's supervisor is who receives there, too */
    void (*booted)(void); /* called when init has not done anything yet; or NULL */
};

/* Boots, and ends the machine before. */
void world_boot(const struct world_options *options);

/* Lets init do what it has to, and time pass, until a thread of a program is current; with several
 * cores the choice says which of those where one is acts, and which take no interrupts for a while.
 * False: there will be none any more. */
bool world_tend(struct choice *choice);

/* init ends every program, and all else that it made: it is as it began. */
void world_clear(void);

#endif
