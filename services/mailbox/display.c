/* SPDX-License-Identifier: MIT */
/*
 * The framebuffer (wiki of the Raspberry Pi firmware, "Mailbox property interface", "Frame
 * Buffer"). Its tags belong into one message: the firmware allocates once it has seen all.
 */
#include "display.h"

#include <tay/protocol/mailbox.h>

enum tag {
    TAG_ALLOCATE = 0x40001,
    TAG_DISPLAY_SIZE = 0x40003,
    TAG_PITCH = 0x40008,
    TAG_SET_DISPLAY_SIZE = 0x48003,
    TAG_SET_MEMORY_SIZE = 0x48004,
    TAG_SET_DEPTH = 0x48005,
    TAG_SET_ORDER = 0x48006,
    TAG_SET_OFFSET = 0x48009,
};

#define DEPTH_BITS 32u
#define ORDER_RED_LOWEST 1u
#define ALIGN_BYTES 4096u
/* The firmware tells a bus address; without its alias it is a physical one (BCM2835 ARM
 * Peripherals, 1.2.3). */
#define PHYSICAL_MASK 0x3fffffffu

/* What is wanted: the client's size, or else the display's own. */
static enum tay_status choose_size(struct device *device, const tay_word_t *in, uint32_t *size)
{
    struct property property = {.tag = TAG_DISPLAY_SIZE, .out_bytes = 8};
    if (in[0] > TAY_FRAMEBUFFER_MAX || in[1] > TAY_FRAMEBUFFER_MAX || in[2] > TAY_FRAMEBUFFER_MAX ||
        (in[0] == 0) != (in[1] == 0) || (in[2] != 0 && in[2] < in[1])) {
        return TAY_EINVAL;
    }
    if (in[0] != 0) {
        size[0] = (uint32_t)in[0];
        size[1] = (uint32_t)in[1];
    } else {
        enum tay_status status = device_ask(device, &property, 1);
        status = status == TAY_OK ? property.status : status;
        if (status != TAY_OK) {
            return status;
        }
        size[0] = property.value[0];
        size[1] = property.value[1];
    }
    size[2] = in[2] > size[1] ? (uint32_t)in[2] : size[1];
    return size[0] == 0 || size[1] == 0 ? TAY_ENOENT : TAY_OK; /* no display */
}

/* Whether it is what was asked for, as far as a client has to rely on it. */
static enum tay_status check(const tay_word_t *out, uint32_t depth, uint32_t order)
{
    uint64_t line_bytes = (uint64_t)out[3] * (DEPTH_BITS / 8);
    return depth == DEPTH_BITS && order == ORDER_RED_LOWEST && out[0] != 0 && out[3] != 0 &&
                   out[5] >= out[4] && out[2] >= line_bytes && out[1] >= out[2] * out[5]
               ? TAY_OK
               : TAY_EIO;
}

enum tay_status display_set_up(struct device *device, const tay_word_t *in, tay_word_t *out)
{
    uint32_t size[3];
    enum tay_status status = choose_size(device, in, size);
    if (status != TAY_OK) {
        return status;
    }
    struct property property[] = {
        {.tag = TAG_SET_DISPLAY_SIZE, .in = 2, .out_bytes = 8, .value = {size[0], size[1]}},
        {.tag = TAG_SET_MEMORY_SIZE, .in = 2, .out_bytes = 8, .value = {size[0], size[2]}},
        {.tag = TAG_SET_OFFSET, .in = 2, .out_bytes = 8},
        {.tag = TAG_SET_DEPTH, .in = 1, .out_bytes = 4, .value = {DEPTH_BITS}},
        {.tag = TAG_SET_ORDER, .in = 1, .out_bytes = 4, .value = {ORDER_RED_LOWEST}},
        {.tag = TAG_ALLOCATE, .in = 1, .out_bytes = 8, .value = {ALIGN_BYTES}},
        {.tag = TAG_PITCH, .out_bytes = 4},
    };
    status = device_ask(device, property, sizeof property / sizeof property[0]);
    for (size_t n = 0; status == TAY_OK && n < sizeof property / sizeof property[0]; n++) {
        status = property[n].status;
    }
    out[0] = property[5].value[0] & PHYSICAL_MASK;
    out[1] = property[5].value[1];
    out[2] = property[6].value[0];
    out[3] = property[0].value[0];
    out[4] = property[0].value[1];
    out[5] = property[1].value[1];
    return status == TAY_OK ? check(out, property[3].value[0], property[4].value[0]) : status;
}

enum tay_status display_pan(struct device *device, const tay_word_t *in, tay_word_t *out)
{
    struct property property = {.tag = TAG_SET_OFFSET, .in = 2, .out_bytes = 8};
    if (in[0] >= TAY_FRAMEBUFFER_MAX) {
        return TAY_EINVAL;
    }
    property.value[1] = (uint32_t)in[0];
    enum tay_status status = device_ask(device, &property, 1);
    out[0] = property.value[1];
    return status == TAY_OK ? property.status : status;
}
