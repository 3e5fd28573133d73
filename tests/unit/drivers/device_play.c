/* SPDX-License-Identifier: MIT */
#include "device_play.h"

#include "unit.h"
#include <string.h>
#include <tay/mmio.h>
#include <tay/thread.h>
#include <tay/time.h>

#define STEP_NS 1000u /* that a look at the clock takes */

struct play play;

void play_begin(void)
{
    memset(&play, 0, sizeof play);
}

static uintptr_t offset_of(uintptr_t address)
{
    assert_true(address >= PLAY_REGS && address < PLAY_REGS + PLAY_REGISTERS * sizeof(uint32_t));
    assert_int_equal(address % sizeof(uint32_t), 0);
    return address - PLAY_REGS;
}

uint32_t tay_mmio_read32(uintptr_t address)
{
    uintptr_t offset = offset_of(address);
    return play.on_read != NULL ? play.on_read(offset) : play.value[offset / sizeof(uint32_t)];
}

void tay_mmio_write32(uintptr_t address, uint32_t value)
{
    uintptr_t offset = offset_of(address);
    assert_true(play.write_count < PLAY_WRITES);
    play.write[play.write_count++] = (struct play_write){offset, value};
    if (play.on_write != NULL) {
        play.on_write(offset, value);
    } else {
        play.value[offset / sizeof(uint32_t)] = value;
    }
}

uint32_t play_read_ones(uintptr_t offset)
{
    (void)offset;
    return UINT32_MAX;
}

tay_time_t tay_time_now(void)
{
    return play.now_ns += STEP_NS;
}

tay_time_t tay_time_step_ns(void)
{
    return 1;
}

enum tay_status tay_thread_sleep_until(tay_time_t deadline_ns)
{
    if (deadline_ns > play.now_ns) {
        play.slept_ns += deadline_ns - play.now_ns;
        play.now_ns = deadline_ns;
    }
    return TAY_OK;
}
