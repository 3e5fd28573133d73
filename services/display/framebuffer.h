/* SPDX-License-Identifier: MIT */
/*
 * A frame buffer, as the firmware tells of it.
 */
#ifndef DISPLAY_FRAMEBUFFER_H
#define DISPLAY_FRAMEBUFFER_H

#include <stdbool.h>
#include <stdint.h>

struct framebuffer {
    uint64_t physical; /* address of its first pixel */
    uint64_t length_bytes;
    uint64_t pitch_bytes; /* from row to row */
    uint64_t width;       /* pixels of 32 bits */
    uint64_t height;
};

/* The VideoCore's memory, of which it is a part. */
struct video_memory {
    uint64_t physical;
    uint64_t length_bytes;
};

/* Whether it is as wide and high as that, holds all its rows, aligned for 64 bits at a time, and
 * lies in that memory: what the firmware tells comes from outside. */
bool framebuffer_is_usable(const struct framebuffer *framebuffer, const struct video_memory *memory,
                           uint32_t width, uint32_t height);

#endif
