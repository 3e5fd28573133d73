/* SPDX-License-Identifier: MIT */
/*
 * Who has which part of RAM when core begins: free, the kernel's image, the payload, the log, free.
 */
#ifndef A64_LAYOUT_H
#define A64_LAYOUT_H

#include <hal/boot.h>

/* The log's ring. */
#define A64_LOG_BYTES 0x10000u

/*
 * MMU on, RAM in the linear map: fills in payload, log, ranges and kernel_bytes of *boot. [start,
 * end) is RAM that is core's to use, page-aligned, around the image and with room for the log
 * behind it.
 */
void a64_layout(struct hal_boot *boot, uint64_t start_pa, uint64_t end_pa);

#endif
