/* SPDX-License-Identifier: MIT */
/*
 * Short times. A loop that waits gives way to the other threads of the core's pipeline, and to the
 * other cores of an emulator.
 */
#include <tay/driver.h>

#include <tay/mmio.h>
#include <tay/time.h>

enum tay_status tay_driver_wait(uintptr_t address, uint32_t mask, uint32_t value,
                                tay_time_t timeout_ns)
{
    tay_time_t deadline_ns = tay_time_now() + timeout_ns;
    for (;;) {
        /* Whoever was kept away for longer than that looks once more. */
        bool is_over = tay_time_now() >= deadline_ns;
        if ((tay_mmio_read32(address) & mask) == value) {
            return TAY_OK;
        }
        if (is_over) {
            return TAY_ETIMEDOUT;
        }
        tay_mmio_relax();
    }
}

void tay_driver_delay(tay_time_t time_ns)
{
    tay_time_t deadline_ns = tay_time_now() + time_ns + tay_time_step_ns();
    while (tay_time_now() < deadline_ns) {
        tay_mmio_relax();
    }
}
