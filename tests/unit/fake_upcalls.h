/* SPDX-License-Identifier: MIT */
/*
 * The side of core that page tables need, for tests without core: table pages from simulated RAM.
 */
#ifndef FAKE_UPCALLS_H
#define FAKE_UPCALLS_H

#include <hal/space.h>

/* Starts a machine and hands out no page yet. */
void fake_start(void);
void fake_stop(void);

/* A page of simulated RAM, filled with zero. */
void *fake_page(void);
void fake_page_free(void *page);

/* After this many more tables kernel_table_take has none. */
void fake_limit_tables(unsigned count);
/* Tables that are taken and not given back. */
unsigned fake_tables(void);
/* How much more often kernel_page_hold has named a page than kernel_page_drop. */
unsigned fake_holds(struct hal_pa page);

/* Calls of kernel_table_give at which the table was not all zero. */
unsigned fake_dirty_tables(void);

#endif
