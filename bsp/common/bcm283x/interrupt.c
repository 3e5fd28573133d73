/* SPDX-License-Identifier: MIT */
/*
 * Interrupts of the BCM2836 and BCM2837: per-core sources of the QA7 block (QA7 rev 3.4, 4), and
 * the lines of the BCM2835 interrupt controller behind it (BCM2835 ARM Peripherals, 7.5), all
 * routed to core 0.
 *
 * Lines 0 to 63 are the GPU's, in three banks with 64 to 71, the ARM's own "basic" ones. What the
 * kernel has unmasked is in interrupt_unmasked, which core guards by the kernel lock: the
 * controller's pending registers may show more.
 */
#include <hal/interrupt.h>

#include <a64_core.h>
#include <a64_mmio.h>
#include <a64_time.h>
#include <bcm283x.h>
#include <hal/core.h>

#define LOCAL_CONTROL 0x00   /* 0: timer runs by the crystal, in steps of 1 (4.2) */
#define LOCAL_PRESCALER 0x08 /* 2^31: divided by 1 (4.3) */
#define LOCAL_GPU_ROUTE 0x0c /* 0: IRQ and FIQ to core 0 (4.4) */
#define LOCAL_TIMER(core) (0x40 + 4 * (core))        /* 4.6 */
#define LOCAL_MAILBOX(core) (0x50 + 4 * (core))      /* 4.7 */
#define LOCAL_SOURCE(core) (0x60 + 4 * (core))       /* 4.10 */
#define LOCAL_MAILBOX_SET(core) (0x80 + 16 * (core)) /* mailbox 0 of the core (4.8) */
#define LOCAL_MAILBOX_CLEAR(core) (0xc0 + 16 * (core))

/* Bits of LOCAL_TIMER and LOCAL_SOURCE. */
#define LOCAL_BIT_VIRTUAL_TIMER 0x008u
#define LOCAL_BIT_MAILBOX 0x010u /* of the source; of LOCAL_MAILBOX it is bit 0 */
#define LOCAL_BIT_GPU 0x100u

#define LINES_OFFSET 0x00b200
#define LINES_FIQ_CONTROL 0x0c
#define LINES_BANKS 3

/* By bank: lines 0 to 31, 32 to 63, 64 to 71. `owned` is what the kernel or the firmware keeps. */
static const struct {
    uint8_t pending;
    uint8_t enable;
    uint8_t disable;
    uint32_t exists;
} interrupt_bank[LINES_BANKS] = {
    /* Without system timers 0 and 2, which the GPU's firmware uses. */
    {.pending = 0x04, .enable = 0x10, .disable = 0x1c, .exists = 0xfffffffa},
    {.pending = 0x08, .enable = 0x14, .disable = 0x20, .exists = 0xffffffff},
    /* ARM timer, mailbox, doorbells 0 and 1; the rest are reports of broken GPU code. */
    {.pending = 0x00, .enable = 0x18, .disable = 0x24, .exists = 0x0000000f},
};

static uint32_t interrupt_unmasked[LINES_BANKS];

static uintptr_t interrupt_local(uintptr_t offset)
{
    return bcm283x_chip.local_pa + offset;
}

static uintptr_t interrupt_lines(uintptr_t offset)
{
    return bcm283x_chip.peripherals_pa + LINES_OFFSET + offset;
}

void bcm283x_interrupt_init(void)
{
    a64_device_barrier();
    a64_write32(interrupt_lines(LINES_FIQ_CONTROL), 0);
    for (unsigned bank = 0; bank < LINES_BANKS; bank++) {
        a64_write32(interrupt_lines(interrupt_bank[bank].disable), UINT32_MAX);
    }
    a64_device_barrier();
    a64_write32(interrupt_local(LOCAL_CONTROL), 0);
    a64_write32(interrupt_local(LOCAL_PRESCALER), 0x80000000u);
    a64_write32(interrupt_local(LOCAL_GPU_ROUTE), 0);
    a64_device_barrier();
}

void bcm283x_interrupt_core_init(unsigned core)
{
    a64_write32(interrupt_local(LOCAL_TIMER(core)), LOCAL_BIT_VIRTUAL_TIMER);
    a64_write32(interrupt_local(LOCAL_MAILBOX(core)), 1);
    a64_device_barrier();
}

void hal_core_kick(unsigned core)
{
    a64_device_barrier(); /* what the other core is to find is in memory before it is told */
    a64_write32(interrupt_local(LOCAL_MAILBOX_SET(core)), 1);
    a64_device_barrier(); /* to another peripheral, maybe a program's */
}

static bool interrupt_take_kick(unsigned core)
{
    uintptr_t mailbox = interrupt_local(LOCAL_MAILBOX_CLEAR(core));

    a64_write32(mailbox, a64_read32(mailbox));
    a64_device_barrier(); /* cleared before we look at what the other core wrote */
    a64_on_kick();
    return true;
}

/* The lowest line that is pending and unmasked; masks it. */
static bool interrupt_take_line(unsigned *line)
{
    bool found = false;

    for (unsigned bank = 0; bank < LINES_BANKS && !found; bank++) {
        uint32_t pending =
            a64_read32(interrupt_lines(interrupt_bank[bank].pending)) & interrupt_unmasked[bank];

        if (pending != 0) {
            *line = bank * 32 + (unsigned)__builtin_ctz(pending);
            hal_interrupt_mask(*line);
            found = true;
        }
    }
    a64_device_barrier();
    return found;
}

enum hal_event hal_interrupt_take(unsigned *line)
{
    unsigned core = hal_core_self();
    uint32_t source;

    a64_device_barrier();
    source = a64_read32(interrupt_local(LOCAL_SOURCE(core)));
    a64_device_barrier(); /* to another peripheral, here or in the program that was interrupted */
    if ((source & LOCAL_BIT_MAILBOX) != 0 && interrupt_take_kick(core)) {
        return HAL_EVENT_KICK;
    }
    if ((source & LOCAL_BIT_VIRTUAL_TIMER) != 0 && a64_timer_take()) {
        return HAL_EVENT_TIMER;
    }
    if ((source & LOCAL_BIT_GPU) != 0 && interrupt_take_line(line)) {
        return HAL_EVENT_LINE;
    }
    return HAL_EVENT_NONE;
}

bool hal_interrupt_exists(unsigned line)
{
    return line / 32 < LINES_BANKS && (interrupt_bank[line / 32].exists >> line % 32 & 1) != 0;
}

void hal_interrupt_unmask(unsigned line)
{
    interrupt_unmasked[line / 32] |= 1u << line % 32;
    a64_device_barrier(); /* what the driver did to its device comes first */
    a64_write32(interrupt_lines(interrupt_bank[line / 32].enable), 1u << line % 32);
    a64_device_barrier();
}

void hal_interrupt_mask(unsigned line)
{
    interrupt_unmasked[line / 32] &= ~(1u << line % 32);
    a64_device_barrier();
    a64_write32(interrupt_lines(interrupt_bank[line / 32].disable), 1u << line % 32);
    a64_device_barrier(); /* it is masked before we look for the next */
}
