/* SPDX-License-Identifier: MIT */
/*
 * The threads of a program, besides tay/thread.h: what the C library and POSIX threads stand on.
 *
 * A thread has a record, which lies with its stack and its thread-local data in one mapping; the
 * first thread's are part of the program. A thread that was made by tay_thread_create alone has
 * neither: it may use no function of the C library that could wait or set errno.
 */
#ifndef LIB_THREAD_H
#define LIB_THREAD_H

#include <tay/thread.h>

struct tay_thread {
    /* Written before another thread can know the record. */
    tay_cap_t handle;       /* in the program's own table, every right */
    tay_cap_t notification; /* what it waits on: see thread_can_wait */
    tay_ua_t mapping_ua;    /* guard, stack, record, thread-local data; 0: the first thread's */
    size_t mapping_bytes;
    void *(*run)(void *);
    void *argument;
    /* Atomic. */
    unsigned priority; /* base; the order in which waiting threads are woken */
    uintptr_t end;     /* THREAD_RUNS ..., or the thread that joins it */
    /* Of the list of threads, under its lock. */
    struct tay_thread *older;
    /* Of the lot (park.h), under its lock. */
    struct tay_thread *next;
    const uint32_t *place; /* what it is parked at; NULL: it is not */
    /* Of the thread itself, and behind its end of who joins it. */
    void *result;
    void *save_area;        /* of who sends it signals, behind a lock of theirs; NULL: nobody has */
    tay_cap_t bell;         /* of the thread, to wait for signals; null: it has none yet */
    uint64_t directed;      /* atomic: signals that have come for this thread alone */
    uint64_t held;          /* signals: its mask, which threads that it makes begin with */
    unsigned interruptions; /* how often a signal has ended what the thread was blocked in */
};

/* Values of `end`. */
#define THREAD_RUNS 0u
#define THREAD_ENDED 1u
#define THREAD_DETACHED 2u

/* The calling thread. */
extern _Thread_local struct tay_thread *thread_self;

/* At the beginning of the program's first thread, when it has its thread-local data. */
void thread_begin_first(tay_cap_t handle);

/* Gives the calling thread what it waits on, if it has none: TAY_ENOMEM, TAY_EFULL. */
TAY_MUST_CHECK enum tay_status thread_can_wait(void);

/*
 * The two halves of tay_thread_spawn, whose errors the first one has. What was made and not started
 * is nobody's.
 */
TAY_MUST_CHECK enum tay_status thread_make(const struct tay_thread_plan *plan, void *(*run)(void *),
                                           void *argument, struct tay_thread **thread_out);
TAY_MUST_CHECK enum tay_status thread_start(struct tay_thread *thread);

/* What a thread does at its end, in this order, once somebody has said so. */
enum thread_stage { THREAD_STAGE_OBJECTS, THREAD_STAGE_KEYS, THREAD_STAGES };
void thread_at_end(enum thread_stage stage, void (*act)(void));

/* How long the processor has run for all threads of the program, ended ones included, in ns. */
tay_time_t thread_run_ns(void);

/* Ends all threads but the calling one, wherever they are. */
void thread_end_others(void);

/* Around a clone of the process: holds what other threads could hold in the middle of a change.
 * In the child there is but one thread afterwards. A thread without a record does neither. */
void thread_before_clone(void);
void thread_after_clone(bool is_child);

/* What a clone does first. */
void thread_in_clone(void (*act)(void));

#endif
