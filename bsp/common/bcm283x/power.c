/* SPDX-License-Identifier: MIT */
/*
 * Reset and power off by the watchdog of the power manager (no public document; as Linux drives it,
 * drivers/watchdog/bcm2835_wdt.c).
 */
#include <hal/system.h>

#include <a64_core.h>
#include <a64_mmio.h>
#include <bcm283x.h>

#define POWER_OFFSET 0x100000
#define POWER_RSTC 0x1c
#define POWER_RSTS 0x20
#define POWER_WDOG 0x24
#define POWER_PASSWORD 0x5a000000u  /* without it a write does nothing */
#define POWER_RSTC_MASK 0x30u       /* WRCFG */
#define POWER_RSTC_FULL_RESET 0x20u /* when the watchdog fires */
#define POWER_RSTS_PARTITION 0x555u /* bits 0, 2, 4, ... 10: what the firmware boots then */
#define POWER_RSTS_HALT 0x555u      /* partition 63: nothing */
#define POWER_WATCHDOG_TICKS 10u    /* of 16 us */

static noreturn void power_reset(uint32_t partition)
{
    uintptr_t base = bcm283x_chip.peripherals_pa + POWER_OFFSET;
    uint32_t status;
    uint32_t control;

    a64_device_barrier();
    status = a64_read32(base + POWER_RSTS) & 0xffffffu & ~POWER_RSTS_PARTITION;
    a64_write32(base + POWER_RSTS, POWER_PASSWORD | status | partition);
    a64_write32(base + POWER_WDOG, POWER_PASSWORD | POWER_WATCHDOG_TICKS);
    control = a64_read32(base + POWER_RSTC) & 0xffffffu & ~POWER_RSTC_MASK;
    a64_write32(base + POWER_RSTC, POWER_PASSWORD | control | POWER_RSTC_FULL_RESET);
    a64_device_barrier();
    a64_halt();
}

noreturn void hal_system_reboot(void)
{
    power_reset(0);
}

noreturn void hal_system_off(void)
{
    power_reset(POWER_RSTS_HALT);
}
