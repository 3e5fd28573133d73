/* SPDX-License-Identifier: MIT */
/*
 * The objects that stand for the machine itself. They exist from boot on and cannot be destroyed.
 */
#ifndef BOOT_MACHINE_H
#define BOOT_MACHINE_H

#include <hal/boot.h>
#include <object/account.h>

struct system {
    struct object object;
    unsigned core_count;
    size_t total_bytes;
    size_t kernel_bytes;
};

struct log {
    struct object object;
};

struct irq_control {
    struct object object;
};

struct device_range {
    struct object object;
    struct hal_pa start;
    size_t bytes;
    bool is_ram; /* for DMA */
};

struct machine {
    struct account root;
    struct system system;
    struct log log;
    struct irq_control irq_control;
    size_t device_count;
    struct device_range device[TAY_BOOT_DEVICES];
};

extern struct machine machine;

/* Makes them. Frames are there. */
void machine_init(const struct hal_boot *boot);

#endif
