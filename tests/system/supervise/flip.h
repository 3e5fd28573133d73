/* SPDX-License-Identifier: MIT */
/*
 * Flipping single bits in the registers and the memory of another process.
 */
#ifndef SUPERVISE_FLIP_H
#define SUPERVISE_FLIP_H

#include <stdbool.h>
#include <tay/abi/types.h>

/* A process whose bits are flipped. */
struct flip_target {
    tay_cap_t process;
    tay_cap_t thread;
    tay_ua_t page_ua; /* of the shared page, there */
    char *page;       /* the same, here */
    bool is_open;     /* registers can be flipped */
};

/* Makes what all targets share. */
void flip_begin(void);

/* Prepares a process, whose `page` stands already. Without, only its memory can be flipped. */
void flip_open(struct flip_target *target);

/* Gives the capabilities up. */
void flip_close(struct flip_target *target);

/* Flips a bit, by random.h, of a general register, the stack pointer or the program counter. False:
 * the thread was not to be had. */
bool flip_register(struct flip_target *target);

/* Flips a bit in memory that the process may write. False: what was chosen is a device. */
bool flip_memory(const struct flip_target *target);

#endif
