/* SPDX-License-Identifier: MIT */
/*
 * Services that get bits flipped, and whether they still answer: each has a load, which counts its
 * answers in a word of the memory `progress`.
 */
#ifndef SUPERVISE_VICTIM_H
#define SUPERVISE_VICTIM_H

#include "flip.h"

#include <stdbool.h>
#include <stdint.h>
#include <tay/time.h>

#define VICTIM_POLL_NS (100 * TAY_NS_PER_US)
#define VICTIM_PATIENCE_NS (300 * TAY_NS_PER_MS)
#define VICTIM_PATIENCE_BY_HAND_NS (2 * TAY_NS_PER_S)

struct victim {
    unsigned number; /* the supervisor's */
    unsigned starts; /* as of the process that `target` is; 0: none */
    struct flip_target target;
};

/* The services, in the order of their words, and bits that were flipped. */
extern struct victim victims[];
extern unsigned victim_count;
extern unsigned long victim_registers, victim_memory;
extern tay_cap_t victim_supervisor;
extern volatile uint64_t *victim_progress;

/* Finds the services, by their names, and waits until all of them answer. */
void victim_begin(unsigned count, char **names);

/* Waits. */
void victim_sleep(uint64_t time_ns);

/* How often a service was started. */
unsigned victim_starts(unsigned number);

/* Waits until a service has given new answers. False: it has not, for so long. */
bool victim_answers(unsigned which, tay_time_t patience_ns);

/* Flips a bit, by random.h, in its registers or its memory. False: none could be had. */
bool victim_flip(unsigned which);

#endif
