/* SPDX-License-Identifier: MIT */
/*
 * A machine as a device tree tells it, as far as a kernel with GIC and PSCI asks.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <psci.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tay/abi/boot.h>

struct machine {
    uint64_t memory_pa; /* the first range of RAM */
    uint64_t memory_bytes;
    unsigned gic_version; /* 2 or 3; 0: there is none that we know */
    enum psci_conduit psci;
    bool has_seed;
    uint64_t seed; /* random, if there is one */
    char command_line[TAY_BOOT_COMMAND_LINE_BYTES];
};

/*
 * Adds what a device tree says to *machine, which is all zero before. Reads at most room_bytes from
 * `tree`, which is 8-byte aligned. False, and nothing was added, if this is no device tree.
 */
bool machine_read(const void *tree, size_t room_bytes, struct machine *machine);

#endif
