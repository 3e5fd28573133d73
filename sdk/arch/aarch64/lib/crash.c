/* SPDX-License-Identifier: MIT */
/*
 * The registers of AArch64 in a crash report.
 */
#include <tay/crash.h>

#define REGISTERS 31
#define REGISTERS_PER_LINE 4

void tay_crash_print_registers(tay_crash_print_t *out, const char *name,
                               const struct tay_registers *registers)
{
    for (unsigned n = 0; n < REGISTERS; n++) {
        if (n % REGISTERS_PER_LINE == 0) {
            out("%s%s:", n > 0 ? "\n" : "", name);
        }
        out(" x%-2u 0x%016lx", n, (unsigned long)registers->x[n]);
    }
    out("\n%s: sp  0x%016lx pc  0x%016lx pstate 0x%lx\n", name, (unsigned long)registers->sp,
        (unsigned long)registers->pc, (unsigned long)registers->pstate);
}
