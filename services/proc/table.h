/* SPDX-License-Identifier: MIT */
/*
 * The processes that proc knows.
 *
 * A process is there from its joining, forking or being created until it has ended and nobody will
 * ask for its status: its parent has, or has no session any more. It has a number from when it
 * begins until another one takes its place. Its key is its own all the time.
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
    tay_pid_t key;    /* 0: this place is free; the badge of its session, the label of its end */
    tay_pid_t pid;    /* its number; 0: it has not been started, or another one is in its place */
    tay_pid_t parent; /* 0: none */
    tay_pid_t family; /* the key of the program that joined and that it comes from */
    tay_pid_t group;
    tay_cap_t process;
    tay_cap_t first; /* the first thread of one that proc started, until it names one for signals */
    tay_cap_t thread; /* that signals interrupt; null: they do what they do by themselves */
    bool holds;       /* a clone of a process that catches signals, and has named no thread yet */
    tay_word_t held;  /* the signals for it until then: bit n is signal n */
    /* Of one that was started, until it catches signals: those that wait, and those that do
     * nothing.
     */
    tay_word_t blocked, ignored;
    tay_time_t alarm_ns; /* when SIGALRM is due; 0: never */
    bool is_child;       /* proc supervises it, and will hear of its end */
    bool has_session;    /* it has not closed its session */
    bool has_ended;
    bool has_faulted;
    unsigned ended_by;              /* the signal by which proc ends it; 0: none */
    unsigned exit_status;           /* once it has ended */
    char name[TAY_PROC_NAME_BYTES]; /* for the trace: what it says of itself, as it is */
    tay_cap_t account; /* of who founded a family: what its members start is charged to; or null */
    unsigned priority; /* of who founded: the highest of those; of one that was created: its own */
    tay_pid_t successor; /* the key of what runs in the place of a program that joined; 0: none */
    /* While it waits: the reply to its call, and for whom, as in TAY_PROC_WAIT. */
    tay_cap_t waiting;
    int64_t wanted;
};

/* Takes its memory. */
void table_begin(void);

/* A free place with a new key, for a child or (NULL) a program that joins, which has no number yet.
 * NULL: there is none. */
struct member *table_add(const struct member *parent);

/* The process with a key, or NULL. */
struct member *table_keyed(uint64_t key);

/* The process with a number, which is not 0, or NULL. */
struct member *table_find(tay_pid_t pid);

/* Whether a family has somebody in this group. */
bool table_has_group(tay_pid_t family, tay_word_t group);

/* Whether a process is what TAY_PROC_WAIT asks for: a number, 0, or a group. */
bool table_is_wanted(const struct member *member, int64_t wanted);

/* The child of a parent that is wanted; those that have ended come first. NULL: none. */
struct member *table_child(tay_pid_t parent, int64_t wanted);

/* The next process with a number after `member` (NULL: from the start) in the order of the table;
 * NULL: none. */
struct member *table_next(struct member *member);

/* The process with the greatest number below that of `member` (NULL: of all); NULL: none. A signal
 * goes through a group so: who reads what another one writes began after it, and hears of the
 * signal before it sees the end of what it reads. */
struct member *table_before(struct member *member);

/* The next one that `parent` has created and not started; NULL: none. */
struct member *table_unstarted(tay_pid_t parent);

/* The place is free again. */
void table_remove(struct member *member);

/* The parent will not ask any more: its children are nobody's, and those that ended are forgotten.
 */
void table_orphan(tay_pid_t parent);

#endif
