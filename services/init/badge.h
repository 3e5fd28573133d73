/* SPDX-License-Identifier: MIT */
/*
 * The badges of init's own sessions: what a session is for, and for whom.
 */
#ifndef INIT_BADGE_H
#define INIT_BADGE_H

#include <stdint.h>

#define BADGE_KIND_SHIFT 56
#define BADGE_RIGHTS_SHIFT 48
#define BADGE_NUMBER_SHIFT 32

enum badge_kind {
    BADGE_SUPERVISOR = 1, /* the supervisor protocol */
    BADGE_READY = 2,      /* to be closed by a program that is ready */
};

/* For the service of this number, as it was started this time. */
static inline uint64_t badge_make(enum badge_kind kind, unsigned rights, unsigned number,
                                  unsigned start)
{
    return (uint64_t)kind << BADGE_KIND_SHIFT | (uint64_t)rights << BADGE_RIGHTS_SHIFT |
           (uint64_t)number << BADGE_NUMBER_SHIFT | start;
}

static inline enum badge_kind badge_kind(uint64_t badge)
{
    return (enum badge_kind)(badge >> BADGE_KIND_SHIFT);
}

static inline unsigned badge_rights(uint64_t badge)
{
    return (unsigned)(badge >> BADGE_RIGHTS_SHIFT & 0xff);
}

static inline unsigned badge_number(uint64_t badge)
{
    return (unsigned)(badge >> BADGE_NUMBER_SHIFT & 0xffff);
}

static inline unsigned badge_start(uint64_t badge)
{
    return (unsigned)(badge & 0xffffffffu);
}

#endif
