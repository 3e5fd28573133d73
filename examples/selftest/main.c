/* SPDX-License-Identifier: MIT */
/*
 * The self-test of a Raspberry Pi 3: what a program can see of the rules in docs/hardware-rules.md.
 * One line a step, and a last one to be sent to whoever wants to know. It also runs in QEMU, where
 * what that does not play is told as "not observed".
 */
#include "report.h"
#include "steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/driver.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>

/* QEMU's default (target/arm: 62.5 MHz); it may be told to say another one. */
#define EMULATOR_HZ 62500000u

static uintptr_t map(const char *name)
{
    uintptr_t address;
    enum tay_status status = tay_driver_map(tay_startup_cap(name), &address);
    if (status != TAY_OK) {
        printf("selftest: cannot map %s: %s\n", name, tay_status_text(status));
        exit(EXIT_FAILURE);
    }
    return address;
}

/* Mapped for reading only. */
static uintptr_t map_to_read(const char *name)
{
    uintptr_t address;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, tay_startup_cap(name), 0, 4096, 0,
                                           TAY_MAP_READ | TAY_MAP_SHARED, &address);
    if (status != TAY_OK) {
        printf("selftest: cannot map %s: %s\n", name, tay_status_text(status));
        exit(EXIT_FAILURE);
    }
    return address;
}

int main(void)
{
    tay_word_t cores;
    size_t total, unused, kernel;
    enum tay_status status =
        tay_system_query(tay_startup_cap("system"), &cores, &total, &unused, &kernel);
    if (status != TAY_OK) {
        printf("selftest: cannot ask the system: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    uintptr_t aux = map_to_read("aux");
    report_emulated(clock_frequency_hz() == EMULATOR_HZ || device_baud_divisor(aux) == 0);
    boot_steps(cores, total);
    clock_steps(map("timer"), cores);
    cores_steps(cores);
    device_steps(aux, map_to_read("gpio"), map_to_read("pl011"), map("random"));
    code_steps();
    fault_steps(tay_startup_cap("timer"));
    return report_end() ? EXIT_SUCCESS : EXIT_FAILURE;
}
