/* SPDX-License-Identifier: MIT */
/*
 * Code whose instructions are known, and the marks around it.
 */
#ifndef COUNT_COUNTED_H
#define COUNT_COUNTED_H

/* Also in shares.py. */
#define MARK_TOUCH_BEGIN 1
#define MARK_TOUCH_END 2
#define MARK_BUSY_BEGIN 10 /* and one more for each thread */
#define MARK_BUSY_END 20

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

/* Two instructions a round. */
void counted_loop(uint64_t rounds);

/* Writes to so many pages: four instructions each, of which the second one writes. */
void counted_touch(char *page, size_t page_count);
#endif

#endif
