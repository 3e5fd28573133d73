/* SPDX-License-Identifier: MIT */
/*
 * Calls of the firmware by PSCI (ARM DEN 0022, 5.1), in the SMC calling convention (ARM DEN
 * 0028). Without a conduit no core starts and every end is a halt.
 */
#include <psci.h>

#include <a64_core.h>
#include <hal/system.h>

/* 5.1; bit 30: with 64-bit arguments. */
#define PSCI_CPU_ON 0xc4000003u
#define PSCI_SYSTEM_OFF 0x84000008u
#define PSCI_SYSTEM_RESET 0x84000009u

#define PSCI_SUCCESS 0 /* 5.2.2 */
#define PSCI_NOT_SUPPORTED (-1)

static enum psci_conduit psci_conduit;

/* x4 to x17 are the firmware's to change, too (ARM DEN 0028A, 3.1). */
#define PSCI_CHANGES                                                                               \
    "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",    \
        "memory"

static int32_t psci_call(uint64_t function, uint64_t argument0, uint64_t argument1)
{
    register uint64_t x0 __asm__("x0") = function;
    register uint64_t x1 __asm__("x1") = argument0;
    register uint64_t x2 __asm__("x2") = argument1;
    register uint64_t x3 __asm__("x3") = 0;

    if (psci_conduit == PSCI_NONE) {
        return PSCI_NOT_SUPPORTED;
    }
    /* dsb: whoever the firmware wakes finds in memory what was written before. */
    if (psci_conduit == PSCI_HVC) {
        __asm__ volatile("dsb sy\n\thvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)::PSCI_CHANGES);
    } else {
        __asm__ volatile("dsb sy\n\tsmc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)::PSCI_CHANGES);
    }
    return (int32_t)x0;
}

void psci_init(enum psci_conduit conduit)
{
    psci_conduit = conduit;
}

bool psci_cpu_on(uint64_t affinity, uint64_t entry_pa)
{
    return psci_call(PSCI_CPU_ON, affinity, entry_pa) == PSCI_SUCCESS;
}

noreturn void hal_system_reboot(void)
{
    (void)psci_call(PSCI_SYSTEM_RESET, 0, 0);
    a64_halt();
}

noreturn void hal_system_off(void)
{
    (void)psci_call(PSCI_SYSTEM_OFF, 0, 0);
    a64_halt();
}
