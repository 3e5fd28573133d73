/* SPDX-License-Identifier: MIT */
/*
 * The payload behind the kernel: init, laid out, and the boot archive (tay/abi/boot.h).
 */
#ifndef IMAGE_PAYLOAD_H
#define IMAGE_PAYLOAD_H

#include "input.h"

#define PAYLOAD_PAGE_BYTES 4096u

/* Appends the payload to an image whose length is a whole number of pages. The same input gives the
 * same bytes. */
void payload_add(struct buffer *image, const struct input *input);

#endif
