/* SPDX-License-Identifier: MIT */
/*
 * The random number generator, for the boot seed (no public document; as Linux drives it,
 * drivers/char/hw_random/bcm2835-rng.c).
 */
#include <a64_core.h>
#include <a64_mmio.h>
#include <bcm283x.h>
#include <hal/boot_code.h>

#define RANDOM_OFFSET 0x104000
#define RANDOM_CONTROL 0x0 /* bit 0: on */
#define RANDOM_STATUS 0x4  /* 31:24: words ready; written: how many bits to drop first */
#define RANDOM_DATA 0x8
#define RANDOM_WARM_UP 0x40000
/* A second and more; it takes some milliseconds. */
#define RANDOM_LOOKS 20000000u

HAL_BOOT_CODE static bool random_word(uint32_t *word)
{
    uintptr_t base = bcm283x_chip.peripherals_pa + RANDOM_OFFSET;

    for (unsigned looks = 0; looks < RANDOM_LOOKS; looks++) {
        if (a64_read32(base + RANDOM_STATUS) >> 24 != 0) {
            *word = a64_read32(base + RANDOM_DATA);
            return true;
        }
        a64_relax();
    }
    return false;
}

HAL_BOOT_CODE bool bcm283x_random(uint64_t *value)
{
    uintptr_t base = bcm283x_chip.peripherals_pa + RANDOM_OFFSET;
    uint32_t low;
    uint32_t high;
    bool done;

    a64_device_barrier();
    if ((a64_read32(base + RANDOM_CONTROL) & 1) == 0) {
        a64_write32(base + RANDOM_STATUS, RANDOM_WARM_UP);
        a64_write32(base + RANDOM_CONTROL, 1);
    }
    done = random_word(&low) && random_word(&high);
    a64_device_barrier();
    if (done) {
        *value = (uint64_t)high << 32 | low;
    }
    return done;
}
