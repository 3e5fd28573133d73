/* SPDX-License-Identifier: MIT */
/*
 * Properties (wiki of the Raspberry Pi firmware, "Mailbox property interface"): the tags have the
 * names that they have there.
 */
#include "firmware.h"

#include "display.h"
#include <stdbool.h>
#include <tay/protocol/mailbox.h>

enum tag {
    TAG_FIRMWARE_REVISION = 0x00001,
    TAG_BOARD_REVISION = 0x10002,
    TAG_BOARD_MAC = 0x10003,
    TAG_BOARD_SERIAL = 0x10004,
    TAG_ARM_MEMORY = 0x10005,
    TAG_VC_MEMORY = 0x10006,
    TAG_POWER_STATE = 0x20001,
    TAG_SET_POWER_STATE = 0x28001,
    TAG_CLOCK_STATE = 0x30001,
    TAG_CLOCK_RATE = 0x30002,
    TAG_MAX_CLOCK_RATE = 0x30004,
    TAG_TEMPERATURE = 0x30006,
    TAG_MIN_CLOCK_RATE = 0x30007,
    TAG_MAX_TEMPERATURE = 0x3000a,
    TAG_THROTTLED = 0x30046,
    TAG_SET_CLOCK_RATE = 0x38002,
};

#define ON 0x1u      /* of a clock's and a power domain's state */
#define MISSING 0x2u /* there is no such clock or domain */
#define WAIT 0x2u    /* SET_POWER_STATE: answer once it is stable */
#define SENSOR 0u    /* there is one */
#define MAC_BYTES 6u

/* Asks; the first status of a property that is no success is that of all. */
static enum tay_status ask(struct device *device, struct property *property, size_t count)
{
    enum tay_status status = device_ask(device, property, count);
    for (size_t n = 0; n < count && status == TAY_OK; n++) {
        status = property[n].status;
    }
    return status;
}

static enum tay_status tell_board(struct device *device, tay_word_t *out)
{
    struct property property[] = {{.tag = TAG_BOARD_REVISION, .out_bytes = 4},
                                  {.tag = TAG_BOARD_SERIAL, .out_bytes = 8},
                                  {.tag = TAG_FIRMWARE_REVISION, .out_bytes = 4},
                                  {.tag = TAG_BOARD_MAC, .out_bytes = MAC_BYTES}};
    enum tay_status status = ask(device, property, 4);
    out[0] = property[0].value[0];
    out[1] = (tay_word_t)((uint64_t)property[1].value[1] << 32 | property[1].value[0]);
    out[2] = property[2].value[0];
    out[3] = (tay_word_t)((uint64_t)(property[3].value[1] & 0xffff) << 32 | property[3].value[0]);
    return status;
}

static enum tay_status tell_memory(struct device *device, tay_word_t *out)
{
    struct property property[] = {{.tag = TAG_ARM_MEMORY, .out_bytes = 8},
                                  {.tag = TAG_VC_MEMORY, .out_bytes = 8}};
    enum tay_status status = ask(device, property, 2);
    for (unsigned n = 0; n < 2; n++) {
        out[2 * n] = property[n].value[0];
        out[2 * n + 1] = property[n].value[1];
    }
    return status;
}

static bool is_clock(tay_word_t clock)
{
    return clock >= TAY_FIRMWARE_CLOCK_EMMC && clock < TAY_FIRMWARE_CLOCK_COUNT;
}

static enum tay_status tell_clock(struct device *device, const tay_word_t *in, tay_word_t *out)
{
    static const uint32_t tags[] = {TAG_CLOCK_RATE, TAG_MIN_CLOCK_RATE, TAG_MAX_CLOCK_RATE,
                                    TAG_CLOCK_STATE};
    struct property property[4];
    if (!is_clock(in[0])) {
        return TAY_EINVAL;
    }
    for (unsigned n = 0; n < 4; n++) {
        property[n] =
            (struct property){.tag = tags[n], .in = 1, .out_bytes = 8, .value = {(uint32_t)in[0]}};
    }
    enum tay_status status = ask(device, property, 4);
    for (unsigned n = 0; n < 4; n++) {
        out[n] = property[n].value[1];
    }
    if (status == TAY_OK && (out[3] & MISSING) != 0) {
        return TAY_ENOENT;
    }
    out[3] &= ON;
    return status;
}

static enum tay_status set_clock(struct device *device, const tay_word_t *in, tay_word_t *out)
{
    /* Its third value, 0: the voltage follows. */
    struct property property = {.tag = TAG_SET_CLOCK_RATE, .in = 3, .out_bytes = 8};
    if (!is_clock(in[0]) || in[1] == 0 || in[1] > UINT32_MAX) {
        return TAY_EINVAL;
    }
    property.value[0] = (uint32_t)in[0];
    property.value[1] = (uint32_t)in[1];
    enum tay_status status = ask(device, &property, 1);
    out[0] = property.value[1];
    return status == TAY_OK && out[0] == 0 ? TAY_ENOENT : status; /* 0: there is none */
}

static enum tay_status tell_temperature(struct device *device, tay_word_t *out)
{
    struct property property[] = {
        {.tag = TAG_TEMPERATURE, .in = 1, .out_bytes = 8, .value = {SENSOR}},
        {.tag = TAG_MAX_TEMPERATURE, .in = 1, .out_bytes = 8, .value = {SENSOR}}};
    enum tay_status status = ask(device, property, 2);
    out[0] = property[0].value[1];
    out[1] = property[1].value[1];
    return status;
}

static enum tay_status tell_throttled(struct device *device, tay_word_t *out)
{
    struct property property = {.tag = TAG_THROTTLED, .in = 1, .out_bytes = 4};
    enum tay_status status = ask(device, &property, 1);
    out[0] = property.value[0];
    return status;
}

static enum tay_status power(struct device *device, struct property *property, const tay_word_t *in,
                             tay_word_t *out)
{
    if (in[0] >= TAY_POWER_COUNT) {
        return TAY_EINVAL;
    }
    property->out_bytes = 8;
    property->value[0] = (uint32_t)in[0];
    enum tay_status status = ask(device, property, 1);
    out[0] = property->value[1] & ON;
    return status == TAY_OK && (property->value[1] & MISSING) != 0 ? TAY_ENOENT : status;
}

static enum tay_status tell_power(struct device *device, const tay_word_t *in, tay_word_t *out)
{
    struct property property = {.tag = TAG_POWER_STATE, .in = 1};
    return power(device, &property, in, out);
}

static enum tay_status set_power(struct device *device, const tay_word_t *in, tay_word_t *out)
{
    struct property property = {.tag = TAG_SET_POWER_STATE, .in = 2};
    if (in[1] > 1) {
        return TAY_EINVAL;
    }
    property.value[1] = (uint32_t)in[1] | WAIT;
    return power(device, &property, in, out);
}

enum tay_status firmware_call(struct device *device, unsigned label, const tay_word_t *in,
                              tay_word_t *out)
{
    switch (label) {
    case TAY_MAILBOX_BOARD:
        return tell_board(device, out);
    case TAY_MAILBOX_MEMORY:
        return tell_memory(device, out);
    case TAY_MAILBOX_CLOCK:
        return tell_clock(device, in, out);
    case TAY_MAILBOX_SET_CLOCK:
        return set_clock(device, in, out);
    case TAY_MAILBOX_TEMPERATURE:
        return tell_temperature(device, out);
    case TAY_MAILBOX_THROTTLED:
        return tell_throttled(device, out);
    case TAY_MAILBOX_POWER:
        return tell_power(device, in, out);
    case TAY_MAILBOX_SET_POWER:
        return set_power(device, in, out);
    case TAY_MAILBOX_FRAMEBUFFER:
        return display_set_up(device, in, out);
    case TAY_MAILBOX_PAN:
        return display_pan(device, in, out);
    default:
        return TAY_ENOSYS;
    }
}
