/* SPDX-License-Identifier: MIT */
/*
 * Steps that are run over and over: the loops of the benchmark, in assembly so that what they cost
 * is known. With its code replaced by bench_nothing a step costs the same but for the one
 * instruction that matters, and what that causes.
 */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include <stddef.h>
#include <stdint.h>
#include <tay/abi/trap.h>

/* What a step runs: neither a C function nor called by one. */
typedef const char bench_code[];

/* One trap, or one access, with what is in the registers. Offsets are those of run.S. */
struct bench_step {
    const char *code;
    const tay_word_t *in; /* x0 */
    size_t in_stride_bytes;
    tay_word_t *out; /* x2 as it comes back */
    size_t out_stride_bytes;
    tay_word_t info; /* x1 */
    tay_word_t word[TAY_WORDS];
    tay_word_t badge; /* x8 */
    tay_range_t lend_read;
    tay_range_t lend_write;
};

extern bench_code bench_nothing, bench_call, bench_notify, bench_yield, bench_touch, bench_clone,
    bench_resume_faulted;

/* Runs the steps `count` times, moving `in` and `out` of each. All statuses, joined by or. */
tay_word_t bench_run(struct bench_step *step, struct bench_step *end, size_t count);

/* Calls an endpoint with no words, so often. All statuses, joined by or. */
tay_word_t bench_calls(tay_word_t endpoint, size_t count);

/* Waits for a notification. Its status. */
tay_word_t bench_wait(tay_word_t notification);

/* Entries of threads. Argument: an endpoint, or of bench_waiter a notification. */
void bench_echo(void);    /* answers each call with the same words: four instructions a call */
void bench_pass(void);    /* the same, and gives the capability in the first word back */
void bench_read(void);    /* first reads what is lent */
void bench_yielder(void); /* answers a call, then yields as often as its first word says */
void bench_waiter(void);  /* waits over and over: four instructions a time */
/* Ends itself. Argument: the info word of object_destroy. */
void bench_short_life(void);

/* Where bench_resume_faulted receives. */
extern tay_word_t bench_supervisor;

/* The memory that bench_read reads into. */
extern char bench_read_buffer[4096];

#endif
