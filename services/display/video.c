/* SPDX-License-Identifier: MIT */
#include "video.h"

#include <tay/operations.h>
#include <tay/protocol/mailbox.h>

#define PAGE_BYTES 4096u

static enum tay_status ask(tay_cap_t mailbox, uint32_t width, uint32_t height,
                           struct framebuffer *framebuffer, struct video_memory *memory)
{
    struct tay_mailbox_memory told;
    struct tay_framebuffer made = {.width = width, .height = height, .lines = height};
    enum tay_status status = tay_mailbox_memory(mailbox, &told);
    if (status == TAY_OK) {
        status = tay_mailbox_framebuffer(mailbox, &made);
    }
    if (status == TAY_OK) {
        *memory = (struct video_memory){told.gpu_physical, told.gpu_bytes};
        *framebuffer = (struct framebuffer){made.physical, made.length_bytes, made.pitch_bytes,
                                            made.width, made.height};
    }
    return status;
}

static enum tay_status map(tay_cap_t video, size_t offset_bytes, size_t length_bytes,
                           void **address_out)
{
    tay_cap_t memory;
    uintptr_t address;
    length_bytes = (length_bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    enum tay_status status = tay_memory_create_physical(video, offset_bytes, length_bytes,
                                                        TAY_MEMORY_NONCACHEABLE, &memory);
    if (status == TAY_OK) {
        status = tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, 0,
                               TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address);
    }
    if (status == TAY_OK) {
        *address_out = (void *)address;
    }
    return status;
}

enum tay_status video_open(tay_cap_t mailbox, tay_cap_t video, uint32_t width, uint32_t height,
                           struct framebuffer *framebuffer_out, void **pixels_out,
                           const char **reason)
{
    struct video_memory memory;
    *reason = "the firmware gives no frame buffer";
    enum tay_status status = ask(mailbox, width, height, framebuffer_out, &memory);
    if (status != TAY_OK) {
        return status;
    }
    if (!framebuffer_is_usable(framebuffer_out, &memory, width, height)) {
        *reason = "the frame buffer of the firmware cannot be used";
        return TAY_EIO;
    }
    *reason = "the frame buffer cannot be mapped";
    return map(video, (size_t)(framebuffer_out->physical - memory.physical),
               (size_t)(height * framebuffer_out->pitch_bytes), pixels_out);
}
