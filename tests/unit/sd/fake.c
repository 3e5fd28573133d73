/* SPDX-License-Identifier: MIT */
/*
 * The machine: who has which registers, the clock, the pins.
 */
#include "fake.h"

#include <string.h>
#include <tay/mmio.h>

#define LOOK_NS 100u /* what a look at the clock or at a register takes */
#define PINS_COUNT 6u

struct fake fake;

void fake_start(void)
{
    memset(&fake, 0, sizeof fake);
    fake.now_ns = PAUSE_MS;
    fake.card = (struct fake_card){
        .is_there = true, .is_version_2 = true, .counts_blocks = true, .serial = 0xcafe0001};
    for (unsigned block = 0; block < FAKE_BLOCKS; block++) {
        for (unsigned at = 0; at < TAY_BLOCK_BYTES; at++) {
            fake.card.data[block][at] = fake_byte(block, at);
        }
    }
    fake_emmc_start();
    fake_sdhost_start();
    fake_dma_start();
}

static void update(void)
{
    fake_emmc_update();
    fake_sdhost_update();
    fake_dma_update();
}

static void spend(uint64_t ns)
{
    fake.now_ns += ns;
    update();
}

uint64_t pause_now(void)
{
    spend(LOOK_NS);
    return fake.now_ns;
}

static bool is_up(unsigned irqs, uintptr_t host_regs)
{
    bool host = host_regs == FAKE_EMMC ? fake_emmc_line() : fake_sdhost_line();
    return ((irqs & PAUSE_HOST) != 0 && host) || ((irqs & PAUSE_DMA) != 0 && fake_dma_line());
}

static uint64_t earliest(void)
{
    uint64_t emmc_next = fake_emmc_next(), sdhost_next = fake_sdhost_next();
    return emmc_next < sdhost_next ? emmc_next : sdhost_next;
}

void pause_for(unsigned irqs, uint64_t until_ns)
{
    uint64_t begin = fake.now_ns;
    fake.sleeps++;
    update();
    while (!is_up(irqs, fake.used_regs) && fake.now_ns < until_ns) {
        uint64_t next = earliest();
        uint64_t to = next < until_ns ? next : until_ns;
        fake.now_ns = to > fake.now_ns ? to : fake.now_ns + 1;
        update();
    }
    fake.slept_ns += fake.now_ns - begin;
}

static uint32_t *pin_register(uintptr_t offset)
{
    assert_true(offset % 4 == 0 && offset / 4 < PINS_COUNT);
    return &fake.pins[offset / 4];
}

uint32_t tay_mmio_read32(uintptr_t address)
{
    uintptr_t offset = address % 0x10000;
    spend(LOOK_NS);
    switch (address - offset) {
    case FAKE_EMMC:
        fake.used_regs = FAKE_EMMC;
        return fake.is_dead ? 0xffffffffu : fake_emmc_read(offset);
    case FAKE_SDHOST:
        fake.used_regs = FAKE_SDHOST;
        return fake.is_dead ? 0xffffffffu : fake_sdhost_read(offset);
    case FAKE_DMA:
        return fake_dma_read(offset);
    case FAKE_PINS:
        return *pin_register(offset);
    default:
        fail_msg("read of %#zx", (size_t)address);
        return 0;
    }
}

void tay_mmio_write32(uintptr_t address, uint32_t value)
{
    uintptr_t offset = address % 0x10000;
    spend(LOOK_NS);
    switch (address - offset) {
    case FAKE_EMMC:
        fake.is_dead ? (void)0 : fake_emmc_write(offset, value);
        break;
    case FAKE_SDHOST:
        fake.is_dead ? (void)0 : fake_sdhost_write(offset, value);
        break;
    case FAKE_DMA:
        fake_dma_write(offset, value);
        break;
    case FAKE_PINS:
        *pin_register(offset) = value;
        break;
    default:
        fail_msg("write of %#zx", (size_t)address);
    }
    update();
}
