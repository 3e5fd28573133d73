/* SPDX-License-Identifier: MIT */
/*
 * One random step of the property test of memory.
 */
#ifndef MEMORY_STEP_H
#define MEMORY_STEP_H

#include "memory_scene.h"

/* Anything; what it touched is compared. */
void step_take(void);

/* A program's address space is changed, by init, the urgent thread, or the program itself. */
void step_space(unsigned n, struct hal_context *by);
/* Somebody copies to or from what a program in a call lends; the kernel obeys its mappings. */
void step_copy(unsigned n, struct hal_context *by);
/* A program, which is not in a call, reads and unmaps whole pieces whose tables others use, too. */
void step_unmap_shared(unsigned n);
/* Something is mapped there. */
void step_map(struct plain_range range, struct hal_context *by);
/* A program, which is not in a call, reads a page. */
void step_read(unsigned program, unsigned n);

#endif
