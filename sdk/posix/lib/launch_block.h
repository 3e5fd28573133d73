/* SPDX-License-Identifier: MIT */
/*
 * The startup block of a program that is started from a file.
 */
#ifndef POSIX_LAUNCH_BLOCK_H
#define POSIX_LAUNCH_BLOCK_H

#include "launch.h"
#include <stdint.h>
#include <tay/startup.h>

/* Arguments are at most so long, each with its NUL and the pointer to it: ARG_MAX. */
#define LAUNCH_ARGUMENT_BYTES 65536u

/* Texts of a block: some words, then what is left of a list. */
struct launch_texts {
    const char *first[3];
    unsigned first_count;
    char *const *rest; /* ends with NULL */
};

/* A block under construction, in memory of its own. */
struct launch_block {
    struct tay_startup *block;
    size_t room_bytes;
    uint32_t texts; /* arguments and variables: a pointer for each lies on the stack */
};

/* Begins a block, with arguments, environment, signals, and the path of the working directory. What
 * errno is to be, or 0, and then launch_block_end gives its memory back. */
int launch_block_begin(const struct launch_plan *plan, const struct launch_texts *arguments,
                       struct launch_block *block_out);

/* Gives the process what the block names: this program's own named capabilities, the working
 * directory, and the descriptors. What may not be handed on is left out. */
int launch_block_give(struct launch_block *block, const struct launch_plan *plan,
                      tay_cap_t process);

/* Maps it into the process; its address there, and what errno is to be, or 0. */
int launch_block_load(const struct launch_block *block, tay_cap_t process, tay_ua_t *address_out);

void launch_block_end(struct launch_block *block);

#endif
