/* SPDX-License-Identifier: MIT */
/*
 * The processes that proc knows.
 *
 * A process is there from its joining or forking until it has ended and nobody will ask for its
 * status: its parent has, or has no session any more.
 */
#ifndef PROC_TABLE_H
#define PROC_TABLE_H

#include <stdbool.h>
#include <tay/protocol/proc.h>

#define TABLE_PROCESSES_MAX 512

/* Of them, those that come from one program that joined, itself included: so that no program that
 * forks without end leaves nothing for the others. */
#define TABLE_FAMILY_MAX 128

struct member {
    tay_pid_t pid;    /* 0: this place is free; also the badge of its session */
    tay_pid_t parent; /* 0: none */
    tay_pid_t family; /* the number of the program that joined and that it comes from */
    tay_cap_t process;
    bool is_child;    /* proc supervises it, and will hear of its end */
    bool has_session; /* it has not closed its session */
    bool has_ended;
    bool has_faulted;
    unsigned exit_status; /* once it has ended */
    /* While it waits: the reply to its call, and for whom (0: any child). */
    tay_cap_t waiting;
    tay_pid_t wanted;
};

/* A free place with a new number, for a child or (NULL) a program that joins. NULL: there is none.
 */
struct member *table_add(const struct member *parent);

/* The process with a number, or NULL. */
struct member *table_find(tay_pid_t pid);

/* The child of a parent with a number, or (0) any; those that have ended come first. NULL: none. */
struct member *table_child(tay_pid_t parent, tay_pid_t child);

/* The place is free again. */
void table_remove(struct member *member);

/* The parent will not ask any more: its children are nobody's, and those that ended are forgotten.
 */
void table_orphan(tay_pid_t parent);

#endif
