/* SPDX-License-Identifier: MIT */
/*
 * The other cores: released once, at boot. A core says that it is alive, waits until the boot core
 * has made the kernel's state, and then enters core, which lets it sleep until there is work.
 */
#include <a64_board.h>
#include <a64_cache.h>
#include <a64_core.h>
#include <a64_map.h>
#include <a64_secondary.h>
#include <hal/boot_code.h>
#include <hal/upcall.h>

/* Seconds on the Pi, where each look takes some nanoseconds. A count and no time: a loaded emulator
 * may be late by any time. */
uint32_t a64_secondary_looks = 300000000;

/* Alone in its cache line: cores with caches off read it. Not in .bss, which is cleared while they
 * do. */
struct secondary_release {
    uint64_t released;
} __attribute__((aligned(A64_CACHE_LINE)));
struct secondary_release a64_parked_release __attribute__((section(".data"))) = {0};

static uint32_t secondary_admitted; /* how many cores run; 0: not yet decided */

HAL_BOOT_CODE static unsigned secondary_count(void)
{
    unsigned count = 1;

    while (count < HAL_CORES_MAX &&
           __atomic_load_n(&a64_cores[count].alive, __ATOMIC_ACQUIRE) != 0) {
        count++;
    }
    return count;
}

HAL_BOOT_CODE unsigned a64_secondary_start(unsigned most)
{
    uint64_t entry_pa = a64_image_pa(a64_secondary_entry);
    unsigned expected = 1;
    unsigned count;

    a64_parked_release.released = 1;
    a64_cache_flush(&a64_parked_release, sizeof a64_parked_release);
    while (expected < HAL_CORES_MAX && a64_board_release(expected, entry_pa)) {
        expected++;
    }
    /* dsb: memory says that they are released before the event wakes them. */
    __asm__ volatile("dsb sy\n\tsev" ::: "memory");

    count = secondary_count();
    for (unsigned looks = 0; looks < a64_secondary_looks && count < expected; looks++) {
        a64_relax();
        count = secondary_count();
    }
    a64_say("cores: ");
    a64_say_unsigned(count);
    if (count < expected) {
        a64_say(": core ");
        a64_say_unsigned(count);
        a64_say(" did not come up, and those behind it are left out");
    }
    a64_say("\n");
    return count < most ? count : most;
}

void a64_secondary_admit(unsigned count)
{
    /* Release: the kernel's state is there before a core looks at it. */
    __atomic_store_n(&secondary_admitted, count, __ATOMIC_RELEASE);
    /* dsb: the store is visible before the event wakes them. */
    __asm__ volatile("dsb ish\n\tsev" ::: "memory");
}

struct hal_context *a64_secondary_main(void)
{
    struct a64_core *core = a64_core_self();

    a64_map_ready();
    __atomic_store_n(&core->alive, 1, __ATOMIC_RELEASE);
    while (__atomic_load_n(&secondary_admitted, __ATOMIC_ACQUIRE) == 0) {
        __asm__ volatile("wfe");
    }
    if (core->number >= __atomic_load_n(&secondary_admitted, __ATOMIC_RELAXED)) {
        a64_halt();
    }
    a64_board_core(core->number);
    return kernel_on_core();
}
