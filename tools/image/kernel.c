/* SPDX-License-Identifier: MIT */
/*
 * The arm64 Image header (Linux kernel documentation, arch/arm64/booting.rst, "Call the kernel
 * image"): 64 bytes, little-endian.
 */
#include "kernel.h"

#include "payload.h"
#include <string.h>

#define HEADER_BYTES 64
#define AT_IMAGE_SIZE 16
#define AT_MAGIC 56
#define MAGIC "ARM\x64"
#define IMAGE_BYTES_MAX ((uint64_t)256 << 20)

const char *kernel_parse(const struct buffer *kernel, uint64_t *image_bytes)
{
    if (kernel->length_bytes < HEADER_BYTES ||
        memcmp(kernel->data + AT_MAGIC, MAGIC, strlen(MAGIC)) != 0) {
        return "it has no arm64 Image header";
    }
    *image_bytes = 0;
    for (unsigned i = 0; i < sizeof *image_bytes; i++) {
        *image_bytes |= (uint64_t)kernel->data[AT_IMAGE_SIZE + i] << (8 * i);
    }
    if (*image_bytes == 0 || *image_bytes % PAYLOAD_PAGE_BYTES != 0 ||
        *image_bytes > IMAGE_BYTES_MAX) {
        return "the image size in its header is no number of whole pages up to 256 MiB";
    }
    return NULL;
}
