/* SPDX-License-Identifier: MIT */
/*
 * The mailbox protocol, with what QEMU's firmware says (hw/misc/bcm2835_property.c).
 */
#include "expect.h"
#include <tay/operations.h>
#include <tay/protocol/mailbox.h>
#include <tay/startup.h>

#define REVISION 0xa02082u /* a Raspberry Pi 3B with 1 GiB */
#define MIB (UINT64_C(1) << 20)

static tay_cap_t mailbox;

static void try_board(void)
{
    struct tay_mailbox_board board;
    struct tay_mailbox_memory memory;
    EXPECT(tay_mailbox_board(mailbox, &board) == TAY_OK);
    EXPECT(board.revision == REVISION && board.firmware_seconds != 0);
    EXPECT(board.mac[0] == 0x52 && board.mac[1] == 0x54 && board.mac[5] != 0);
    EXPECT(tay_mailbox_memory(mailbox, &memory) == TAY_OK);
    EXPECT(memory.arm_physical == 0 && memory.arm_bytes == 960 * MIB);
    EXPECT(memory.gpu_physical == 960 * MIB && memory.gpu_bytes == 64 * MIB);
    printf("properties: revision 0x%x\n", (unsigned)board.revision);
}

static void try_clocks(void)
{
    struct tay_mailbox_rate rate;
    uint32_t set_hz;
    EXPECT(tay_mailbox_clock(mailbox, TAY_FIRMWARE_CLOCK_EMMC, &rate) == TAY_OK);
    EXPECT(rate.rate_hz == 50000000 && rate.runs && rate.max_hz >= rate.min_hz);
    EXPECT(tay_mailbox_set_clock(mailbox, TAY_FIRMWARE_CLOCK_UART, 48000000, &set_hz) == TAY_OK);
    EXPECT(set_hz == 48000000);
    EXPECT(tay_mailbox_clock(mailbox, TAY_FIRMWARE_CLOCK_COUNT, &rate) == TAY_EINVAL);
    printf("properties: clocks\n");
}

static void try_power(void)
{
    struct tay_mailbox_temperature temperature;
    uint32_t bits;
    bool on;
    EXPECT(tay_mailbox_temperature(mailbox, &temperature) == TAY_OK);
    EXPECT(temperature.now_millidegrees == 25000 && temperature.max_millidegrees == 99000);
    EXPECT(tay_mailbox_set_power(mailbox, TAY_POWER_USB, true, &on) == TAY_OK && on);
    EXPECT(tay_mailbox_throttled(mailbox, &bits) == TAY_ENOENT); /* QEMU has none */
    printf("properties: temperature and power\n");
}

/* The display's memory is where a driver can map it, and holds what is written. */
static void try_framebuffer(void)
{
    struct tay_framebuffer frame = {.width = 640, .height = 480, .lines = 960};
    struct tay_mailbox_memory memory;
    EXPECT(tay_mailbox_memory(mailbox, &memory) == TAY_OK);
    EXPECT(tay_mailbox_framebuffer(mailbox, &frame) == TAY_OK);
    EXPECT(frame.width == 640 && frame.height == 480 && frame.lines == 960);
    EXPECT(frame.pitch_bytes == 2560 && frame.length_bytes == 2560 * 960);
    EXPECT(frame.physical >= memory.gpu_physical);
    EXPECT(tay_mailbox_pan(mailbox, 480) == TAY_OK);
    frame = (struct tay_framebuffer){.width = 640};
    EXPECT(tay_mailbox_framebuffer(mailbox, &frame) == TAY_EINVAL);
    frame = (struct tay_framebuffer){0};
    EXPECT(tay_mailbox_framebuffer(mailbox, &frame) == TAY_OK && frame.width != 0);
    printf("properties: a display of %u x %u\n", (unsigned)frame.width, (unsigned)frame.height);
}

int main(void)
{
    mailbox = tay_startup_cap("mailbox");
    try_board();
    try_clocks();
    try_power();
    try_framebuffer();
    return EXIT_SUCCESS;
}
