/* SPDX-License-Identifier: MIT */
/*
 * The mailbox protocol, the client's side.
 */
#include <tay/protocol/mailbox.h>

#include <tay/client.h>

static enum tay_status ask(tay_cap_t mailbox, struct tay_call *call, unsigned label, uint32_t first,
                           uint32_t second)
{
    *call = (struct tay_call){.label = label, .word = {first, second}};
    return tay_call(mailbox, call);
}

enum tay_status tay_mailbox_board(tay_cap_t mailbox, struct tay_mailbox_board *board_out)
{
    struct tay_call call;
    enum tay_status status = ask(mailbox, &call, TAY_MAILBOX_BOARD, 0, 0);
    if (status != TAY_OK) {
        return status;
    }
    *board_out = (struct tay_mailbox_board){.revision = (uint32_t)call.word[0],
                                            .serial = call.word[1],
                                            .firmware_seconds = (uint32_t)call.word[2]};
    for (unsigned i = 0; i < sizeof board_out->mac; i++) {
        board_out->mac[i] = (uint8_t)((uint64_t)call.word[3] >> (8 * i));
    }
    return TAY_OK;
}

enum tay_status tay_mailbox_memory(tay_cap_t mailbox, struct tay_mailbox_memory *memory_out)
{
    struct tay_call call;
    enum tay_status status = ask(mailbox, &call, TAY_MAILBOX_MEMORY, 0, 0);
    if (status == TAY_OK) {
        *memory_out = (struct tay_mailbox_memory){.arm_physical = call.word[0],
                                                  .arm_bytes = call.word[1],
                                                  .gpu_physical = call.word[2],
                                                  .gpu_bytes = call.word[3]};
    }
    return status;
}

enum tay_status tay_mailbox_clock(tay_cap_t mailbox, enum tay_mailbox_clock clock,
                                  struct tay_mailbox_rate *rate_out)
{
    struct tay_call call;
    enum tay_status status = ask(mailbox, &call, TAY_MAILBOX_CLOCK, clock, 0);
    if (status == TAY_OK) {
        *rate_out = (struct tay_mailbox_rate){.rate_hz = (uint32_t)call.word[0],
                                              .min_hz = (uint32_t)call.word[1],
                                              .max_hz = (uint32_t)call.word[2],
                                              .runs = call.word[3] != 0};
    }
    return status;
}

enum tay_status tay_mailbox_set_clock(tay_cap_t mailbox, enum tay_mailbox_clock clock,
                                      uint32_t rate_hz, uint32_t *rate_hz_out)
{
    struct tay_call call;
    enum tay_status status = ask(mailbox, &call, TAY_MAILBOX_SET_CLOCK, clock, rate_hz);
    if (status == TAY_OK) {
        *rate_hz_out = (uint32_t)call.word[0];
    }
    return status;
}

enum tay_status tay_mailbox_temperature(tay_cap_t mailbox,
                                        struct tay_mailbox_temperature *temperature_out)
{
    struct tay_call call;
    enum tay_status status = ask(mailbox, &call, TAY_MAILBOX_TEMPERATURE, 0, 0);
    if (status == TAY_OK) {
        temperature_out->now_millidegrees = (uint32_t)call.word[0];
        temperature_out->max_millidegrees = (uint32_t)call.word[1];
    }
    return status;
}

enum tay_status tay_mailbox_throttled(tay_cap_t mailbox, uint32_t *bits_out)
{
    struct tay_call call;
    enum tay_status status = ask(mailbox, &call, TAY_MAILBOX_THROTTLED, 0, 0);
    if (status == TAY_OK) {
        *bits_out = (uint32_t)call.word[0];
    }
    return status;
}

enum tay_status tay_mailbox_power(tay_cap_t mailbox, enum tay_mailbox_power domain, bool *on_out)
{
    struct tay_call call;
    enum tay_status status = ask(mailbox, &call, TAY_MAILBOX_POWER, domain, 0);
    if (status == TAY_OK) {
        *on_out = call.word[0] != 0;
    }
    return status;
}

enum tay_status tay_mailbox_set_power(tay_cap_t mailbox, enum tay_mailbox_power domain, bool on,
                                      bool *on_out)
{
    struct tay_call call;
    enum tay_status status = ask(mailbox, &call, TAY_MAILBOX_SET_POWER, domain, on ? 1 : 0);
    if (status == TAY_OK) {
        *on_out = call.word[0] != 0;
    }
    return status;
}

enum tay_status tay_mailbox_framebuffer(tay_cap_t mailbox, struct tay_framebuffer *framebuffer)
{
    struct tay_call call = {.label = TAY_MAILBOX_FRAMEBUFFER,
                            .word = {framebuffer->width, framebuffer->height, framebuffer->lines}};
    enum tay_status status = tay_call(mailbox, &call);
    if (status == TAY_OK) {
        *framebuffer = (struct tay_framebuffer){.physical = call.word[0],
                                                .length_bytes = (uint32_t)call.word[1],
                                                .pitch_bytes = (uint32_t)call.word[2],
                                                .width = (uint32_t)call.word[3],
                                                .height = (uint32_t)call.word[4],
                                                .lines = (uint32_t)call.word[5]};
    }
    return status;
}

enum tay_status tay_mailbox_pan(tay_cap_t mailbox, uint32_t line)
{
    struct tay_call call;
    enum tay_status status = ask(mailbox, &call, TAY_MAILBOX_PAN, line, 0);
    return status == TAY_OK && call.word[0] != line ? TAY_ENOENT : status;
}
