/* SPDX-License-Identifier: MIT */
/*
 * Short times. What is over in some microseconds is waited for by computing, which gives way to the
 * other cores of an emulator; what takes longer by sleeping.
 */
#include <tay/driver.h>

#include <stdbool.h>
#include <tay/mmio.h>
#include <tay/thread.h>
#include <tay/time.h>

#define COMPUTE_NS (50 * TAY_NS_PER_US)
#define SLEEP_NS (100 * TAY_NS_PER_US)

/* Lets a little time pass: how much, depends on how long that has been going on. */
static void pass_time(tay_time_t begin_ns, tay_time_t now_ns)
{
    if (now_ns - begin_ns < COMPUTE_NS || tay_thread_sleep_until(now_ns + SLEEP_NS) != TAY_OK) {
        tay_mmio_relax();
    }
}

/* Waits until the bits are `value`, or, if `other`, until they are not. */
static enum tay_status wait(uintptr_t address, uint32_t mask, uint32_t value, bool other,
                            tay_time_t timeout_ns)
{
    tay_time_t begin_ns = tay_time_now();
    for (;;) {
        /* Whoever was kept away for longer than that looks once more. */
        tay_time_t now_ns = tay_time_now();
        if (((tay_mmio_read32(address) & mask) == value) != other) {
            return TAY_OK;
        }
        if (now_ns - begin_ns >= timeout_ns) {
            return TAY_ETIMEDOUT;
        }
        pass_time(begin_ns, now_ns);
    }
}

enum tay_status tay_driver_wait(uintptr_t address, uint32_t mask, uint32_t value,
                                tay_time_t timeout_ns)
{
    return wait(address, mask, value, false, timeout_ns);
}

enum tay_status tay_driver_wait_any(uintptr_t address, uint32_t mask, tay_time_t timeout_ns)
{
    return wait(address, mask, 0, true, timeout_ns);
}

void tay_driver_delay(tay_time_t time_ns)
{
    tay_time_t begin_ns = tay_time_now();
    tay_time_t now_ns = begin_ns;
    while (now_ns - begin_ns < time_ns + tay_time_step_ns()) {
        pass_time(begin_ns, now_ns);
        now_ns = tay_time_now();
    }
}
