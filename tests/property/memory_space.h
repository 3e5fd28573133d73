/* SPDX-License-Identifier: MIT */
/*
 * What the steps share that change an address space.
 */
#ifndef MEMORY_SPACE_H
#define MEMORY_SPACE_H

#include "memory_scene.h"

/* Pages near a border of pieces, mostly; or more than a piece. */
struct plain_range space_choose_range(unsigned program);
struct plain_range space_choose_wide(unsigned program);
unsigned space_choose_protection(void);

/* The handle by which a thread acts on a program. */
tay_cap_t space_handle(unsigned program, const struct hal_context *by);

/* Whether the program has lived through a change, which must have given what was wanted; or, where
 * that was TAY_OK, TAY_ENOMEM, if its account had less than the cost. */
bool space_judge(unsigned program, enum tay_status status, enum tay_status wanted,
                 size_t cost_bytes);

/* Compares a range; of a long one the ends. */
void space_check_ends(struct plain_range range);

#endif
