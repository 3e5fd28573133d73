/* SPDX-License-Identifier: MIT */
/*
 * A program in memory, and a step that runs it.
 */
#ifndef BENCH_SPAWN_H
#define BENCH_SPAWN_H

#include "run.h"

/* tiny.S as an ELF file. */
extern const char bench_tiny[], bench_tiny_end[];

/* The code of a step: spawn_once, which is in C and keeps the registers that bench_run has. */
extern bench_code bench_spawn;

/* Runs the program to its end. TAY_OK. */
tay_word_t spawn_once(void);

#endif
