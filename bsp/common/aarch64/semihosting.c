/* SPDX-License-Identifier: MIT */
/*
 * hal_system_exit by semihosting. Tried once: if the instruction is undefined after all, the panic
 * that follows must not come back here.
 */
#include <a64_semihosting.h>

#include <hal/system.h>
#include <stdint.h>

/* SYS_EXIT_EXTENDED and ADP_Stopped_ApplicationExit (Semihosting 2.0, 6.6). */
#define SEMIHOSTING_EXIT_EXTENDED 0x20
#define SEMIHOSTING_APPLICATION_EXIT 0x20026

static bool semihosting_enabled;

void a64_semihosting_enable(void)
{
    semihosting_enabled = true;
}

void a64_semihosting_exit(unsigned status)
{
    const uint64_t block[2] = {SEMIHOSTING_APPLICATION_EXIT, status};
    register uint64_t operation __asm__("x0") = SEMIHOSTING_EXIT_EXTENDED;
    register const uint64_t *parameter __asm__("x1") = block;

    if (!semihosting_enabled) {
        return;
    }
    semihosting_enabled = false;
    /* HLT 0xF000 is the semihosting instruction of A64 (Semihosting 2.0, 3). */
    __asm__ volatile("hlt #0xf000" : "+r"(operation) : "r"(parameter) : "memory");
}

bool hal_system_can_exit(void)
{
    return semihosting_enabled;
}

noreturn void hal_system_exit(unsigned status)
{
    a64_semihosting_exit(status);
    hal_system_off();
}
