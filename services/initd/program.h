/* SPDX-License-Identifier: MIT */
/*
 * A program in memory that can be handed to init.
 */
#ifndef INITD_PROGRAM_H
#define INITD_PROGRAM_H

#include <stddef.h>
#include <tay/abi/types.h>

struct program {
    tay_cap_t memory; /* null: there is no such file */
    size_t bytes;
};

/* Reads a file; 0: it did, or there is none of that name, or the error as errno has it. */
int program_read(const char *folder, const char *name, struct program *program_out);

/* Gives the memory back. */
void program_drop(struct program *program);

#endif
