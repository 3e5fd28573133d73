/* SPDX-License-Identifier: MIT */
/*
 * A channel of the DMA controller (BCM2835 ARM Peripherals, 4), which moves a word whenever the
 * controller asks.
 */
#include "fake.h"

#include <string.h>

#define CHANNEL 0x500u
#define CS (CHANNEL + 0x00)
#define CONBLK (CHANNEL + 0x04)
#define DEBUG (CHANNEL + 0x20)
#define ENABLE 0xff0u
#define RAM 0xc0000000u

static struct {
    uint32_t cs, conblk, enable;
    bool moves;
    uint32_t info, source, destination, left;
} model;

void fake_dma_start(void)
{
    memset(&model, 0, sizeof model);
}

/* The memory behind a bus address. */
static uint32_t *at(uint32_t bus)
{
    uint32_t offset = bus - (RAM | FAKE_DMA_BUS);
    assert_true(offset < sizeof fake.memory && offset % 4 == 0);
    return (uint32_t *)(void *)(fake.memory + offset);
}

static bool asks(bool is_write)
{
    uint32_t device = is_write ? model.destination : model.source;
    unsigned dreq = model.info >> 16 & 0x1f;
    bool is_emmc = device == 0x7e300020;
    assert_true(is_emmc || device == 0x7e202040);
    assert_int_equal(dreq, is_emmc ? 11 : 13);
    return is_emmc ? fake_emmc_asks(is_write) : fake_sdhost_asks(is_write);
}

static void move(bool is_write)
{
    uint32_t device = is_write ? model.destination : model.source;
    uintptr_t offset = device == 0x7e300020 ? 0x20 : 0x40;
    if (is_write) {
        uint32_t value = *at(model.source);
        offset == 0x20 ? fake_emmc_write(offset, value) : fake_sdhost_write(offset, value);
        model.source += 4;
    } else {
        *at(model.destination) = offset == 0x20 ? fake_emmc_read(offset) : fake_sdhost_read(offset);
        model.destination += 4;
    }
    model.left -= 4;
}

void fake_dma_update(void)
{
    bool is_write = (model.info & 0x40) != 0;
    while (model.moves && model.left > 0 && asks(is_write)) {
        move(is_write);
    }
    if (model.moves && model.left == 0) {
        model.moves = false;
        model.cs = (model.cs & ~1u) | 2 | ((model.info & 1) != 0 ? 4 : 0);
    }
}

uint64_t fake_dma_next(void)
{
    return FAKE_NEVER;
}

bool fake_dma_line(void)
{
    return (model.cs & 4) != 0;
}

bool fake_dma_asks(bool is_write)
{
    (void)is_write;
    return false;
}

static void begin(void)
{
    const uint32_t *block = at(model.conblk);
    assert_int_equal(model.conblk % 32, 0);
    assert_true((model.enable & 1u << 5) != 0);
    model.info = block[0];
    model.source = block[1];
    model.destination = block[2];
    model.left = block[3];
    assert_int_equal(block[5], 0);
    assert_int_equal((model.info & 0x40) != 0, (model.info & 0x100) != 0); /* memory is stepped */
    assert_int_equal((model.info & 0x400) != 0, (model.info & 0x10) != 0);
    model.moves = true;
}

uint32_t fake_dma_read(uintptr_t offset)
{
    assert_true(offset == CS || offset == ENABLE);
    return offset == CS ? model.cs : model.enable;
}

void fake_dma_write(uintptr_t offset, uint32_t value)
{
    switch (offset) {
    case CS:
        model.cs &= ~(value & 6);
        if ((value & 0x80000000u) != 0) {
            model.moves = false;
            model.cs = 0;
        } else if ((value & 1) != 0) {
            begin();
        }
        break;
    case CONBLK:
        model.conblk = value;
        break;
    case ENABLE:
        model.enable = value;
        break;
    default:
        assert_int_equal(offset, DEBUG);
    }
}
