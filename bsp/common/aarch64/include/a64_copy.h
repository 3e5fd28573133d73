/* SPDX-License-Identifier: MIT */
/*
 * The table that is being made, for whoever counts tables.
 */
#ifndef A64_COPY_H
#define A64_COPY_H

#include <stdint.h>

/* A level 3 table that is in no address space yet, with the entries that it has so far; NULL: there
 * is none. See space_own.c. */
uint64_t *a64_copy_in_progress(void);

#endif
