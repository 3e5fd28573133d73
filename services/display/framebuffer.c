/* SPDX-License-Identifier: MIT */
#include "framebuffer.h"

#define PAGE_BYTES 4096u
#define PIXEL_BYTES 4u
#define PAIR_BYTES 8u          /* what is written at once */
#define PITCH_BYTES_MAX 65536u /* far above any */

static bool lies_in(const struct framebuffer *framebuffer, const struct video_memory *memory)
{
    uint64_t offset_bytes = framebuffer->physical - memory->physical;
    uint64_t bytes = framebuffer->height * framebuffer->pitch_bytes;
    return framebuffer->physical >= memory->physical && offset_bytes <= memory->length_bytes &&
           bytes <= memory->length_bytes - offset_bytes && bytes <= framebuffer->length_bytes;
}

bool framebuffer_is_usable(const struct framebuffer *framebuffer, const struct video_memory *memory,
                           uint32_t width, uint32_t height)
{
    return framebuffer->width == width && framebuffer->height == height &&
           framebuffer->pitch_bytes % PAIR_BYTES == 0 &&
           framebuffer->pitch_bytes / PIXEL_BYTES >= width &&
           framebuffer->pitch_bytes <= PITCH_BYTES_MAX && framebuffer->physical % PAGE_BYTES == 0 &&
           lies_in(framebuffer, memory);
}
