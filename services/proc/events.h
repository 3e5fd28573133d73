/* SPDX-License-Identifier: MIT */
/*
 * What has happened to processes, as far back as there is room: /proc/trace. The oldest events give
 * way to new ones.
 */
#ifndef PROC_EVENTS_H
#define PROC_EVENTS_H

#include "table.h"
#include "text.h"

#define EVENTS_MAX 256

enum event_kind {
    EVENT_JOIN,   /* a program of init's has become a process */
    EVENT_FORK,   /* it is the clone of another one */
    EVENT_START,  /* it begins with a program of its own */
    EVENT_EXEC,   /* another program is in its place from now on */
    EVENT_SIGNAL, /* it is sent one; the value is its number */
    EVENT_FAULT,  /* it did what ends it */
    EVENT_END,    /* the value is its exit status; EVENTS_NO_VALUE: proc does not know it */
};

#define EVENTS_NO_VALUE 0xffffffffu

/* Comes first: takes the memory for all of them. */
void events_begin(void);

/* Notes what happens to a process now. `by`: its parent, or the sender of a signal; 0: nobody that
 * has a number. */
void events_note(enum event_kind kind, const struct member *member, tay_pid_t by, unsigned value);

/* A table of them (docs/proc.md), the oldest first. */
void events_write(struct text *text);

#endif
