/* SPDX-License-Identifier: MIT */
/*
 * What the programs of the pressure tests share: one page, and notifications by which each lets the
 * others go on.
 *
 * attacker --full--> victim: it has come to its limit, and goes on trying.
 * victim --start--> attacker, victim --go--> equal, equal --done--> victim.
 */
#ifndef PRESSURE_ARENA_H
#define PRESSURE_ARENA_H

#include <stdint.h>

#define ARENA_BYTES 4096u

struct arena {
    uint32_t runners; /* threads of the attacker that are ready all the time */
    uint32_t failed;  /* equal's verdict */
};

/* Maps the shared page. NULL, and it is said why: it cannot. */
struct arena *arena_map(const char *who);

/* Says what has failed, and ends the program with a failure. */
_Noreturn void arena_fail(const char *who, const char *what, int status);

/* Signals, and waits for, a notification that the manifest names. */
void arena_signal(const char *who, const char *name);
void arena_await(const char *who, const char *name);

#endif
