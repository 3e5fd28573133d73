/* SPDX-License-Identifier: MIT */
/*
 * The flat kernel: what its header says.
 */
#ifndef IMAGE_KERNEL_H
#define IMAGE_KERNEL_H

#include "buffer.h"

/*
 * Reads image_size, which the payload follows, from the arm64 Image header.
 *
 * Returns NULL, or what is wrong.
 */
const char *kernel_parse(const struct buffer *kernel, uint64_t *image_bytes);

#endif
