/* SPDX-License-Identifier: MIT */
/*
 * The boot core's way from head.S to kernel_on_boot, each step announced on the consoles.
 */
#include <a64_board.h>
#include <a64_boot.h>
#include <a64_core.h>
#include <a64_guard.h>
#include <a64_map.h>
#include <a64_secondary.h>
#include <a64_time.h>
#include <hal/boot_code.h>
#include <hal/upcall.h>

static bool boot_is_busy; /* the boot code is to be given back */

/* What the kernel relies on; fields of ID_AA64MMFR0_EL1 (ARM DDI 0487, D13.2.64). */
HAL_BOOT_CODE static void boot_check_cpu(unsigned level)
{
    uint64_t features;
    uint64_t zero_block;

    __asm__("mrs %0, id_aa64mmfr0_el1" : "=r"(features));
    __asm__("mrs %0, dczid_el0" : "=r"(zero_block));
    if (level < 1 || level > 3) {
        a64_stop("entered at an exception level other than EL1, EL2 or EL3");
    }
    if ((features >> 4 & 0xf) != 2) { /* ASIDBits */
        a64_stop("the CPU has no 16-bit ASIDs");
    }
    if ((features >> 28 & 0xf) != 0) { /* TGran4 */
        a64_stop("the CPU has no 4 KiB pages");
    }
    if (zero_block != 4) { /* DCZID_EL0: allowed, 2^4 words */
        a64_stop("the CPU's DC ZVA does not zero 64 bytes");
    }
}

HAL_BOOT_CODE void a64_boot_early(unsigned level, uint64_t image_pa)
{
    a64_core_init(0);
    a64_board_early();
    a64_say("\nTayberry: entered at EL");
    a64_say_unsigned(level);
    a64_say(", image at ");
    a64_say_hex(image_pa);
    a64_say("\n");
    boot_check_cpu(level);
    a64_map_boot(image_pa);
    a64_say("page tables made\n");
}

HAL_BOOT_CODE A64_UNGUARDED struct hal_context *a64_boot_main(uint64_t argument)
{
    static struct hal_boot boot;

    a64_map_ready();
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        a64_core_init(n);
    }
    a64_say("MMU on\n");
    a64_time_init();
    a64_board_boot(argument, &boot);
    a64_guard_set(boot.seed);
    boot.core_count = a64_secondary_start(boot.core_count);
    struct hal_context *context = kernel_on_boot(&boot);
    a64_secondary_admit(boot.core_count);
    boot_is_busy = boot.busy_bytes > 0;
    return context;
}

struct hal_context *a64_boot_over(struct hal_context *context)
{
    if (boot_is_busy) {
        a64_map_release_boot();
        kernel_on_boot_over();
    }
    return context;
}
