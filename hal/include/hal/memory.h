/* SPDX-License-Identifier: MIT */
/*
 * Pages in the linear map: fill, copy, and cache maintenance.
 */
#ifndef HAL_MEMORY_H
#define HAL_MEMORY_H

#include <hal/types.h>

/* Fills one page with zero. */
void hal_page_clear(void *page);

/* Copies one page. They do not overlap. */
void hal_page_copy(void *destination, const void *source);

/*
 * Makes what was written through the linear map visible to instruction fetch on every core, through
 * any mapping of the page. To be called before a page is first mapped executable.
 */
void hal_page_make_executable(const void *page);

#endif
