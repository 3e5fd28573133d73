/* SPDX-License-Identifier: MIT */
/*
 * Comparing the kernel's memory with the plain model. A page that is looked at is not touched, so
 * that those that never were stay so.
 */
#ifndef MEMORY_CHECK_H
#define MEMORY_CHECK_H

#include "memory_scene.h"

/* Some pages, in every program: what they are mapped to, their rights, their bytes. */
void check_range(struct plain_range range);
/* All pages of a program. */
void check_program(unsigned program);
/* All pages of all programs, and all objects. */
void check_all(void);
/* A program reads all that it can. */
void check_by_reading(unsigned n);

#endif
