/* SPDX-License-Identifier: MIT */
/*
 * The rows of the benchmark: what a program asks the kernel for, in instructions.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "run.h"
#include <expect.h>
#include <tay/operations.h>
#include <tay/startup.h>

#define PAGE ((size_t)4096)
#define READ_WRITE (TAY_MAP_READ | TAY_MAP_WRITE)
#define BENCH_STEPS_MAX 4

/* A figure: how it is come by. */
struct bench_row {
    const char *name;
    const struct bench_step *step;
    size_t step_count;
    size_t count;         /* of a batch */
    size_t divisor;       /* of operations in one count; 0: 1 */
    void (*before)(void); /* a batch; not counted; may be NULL */
    void (*after)(void);  /* likewise */
    tay_word_t *moved; /* the first step's first word, which comes back as another; may be NULL */
};

/* Runs warm-up and batches, and says the median of a batch less the median of one that does
 * nothing. */
void bench_measure(const struct bench_row *row);

/* Runs steps that must succeed, not counted. */
void bench_do(const struct bench_step *step, size_t step_count, size_t count);

/* Whether one core runs. Else programs of several priorities run at once. */
bool bench_is_alone(void);

/* Handles that calls go to. */
extern const tay_word_t bench_self, bench_own_account;

void bench_ipc(void);
void bench_objects(void);
void bench_memory(void);
void bench_processes(void);

#endif
