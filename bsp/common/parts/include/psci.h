/* SPDX-License-Identifier: MIT */
/*
 * Power State Coordination Interface, version 0.2 or later (ARM DEN 0022): the firmware's door to
 * the other cores and to the machine's ends. psci.c defines hal_system_reboot and hal_system_off.
 */
#ifndef PSCI_H
#define PSCI_H

#include <stdbool.h>
#include <stdint.h>

/* By which instruction the firmware is called. */
enum psci_conduit {
    PSCI_NONE, /* there is no such firmware */
    PSCI_HVC,
    PSCI_SMC,
};

/* Before the functions below. */
void psci_init(enum psci_conduit conduit);

/* Lets a core that is off enter the kernel at a physical address, MMU off. `affinity` is that of
 * its MPIDR_EL1. False: there is no such core, or it is not off. */
bool psci_cpu_on(uint64_t affinity, uint64_t entry_pa);

#endif
