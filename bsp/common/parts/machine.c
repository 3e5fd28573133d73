/* SPDX-License-Identifier: MIT */
/*
 * What a device tree says of a machine. Each property is taken as it comes; what is not there, or
 * makes no sense, stays as it was before.
 */
#include <machine.h>

#include <dtb.h>

/* Cells of a number where the root does not say (Devicetree Specification v0.4, 2.3.5). */
#define MACHINE_ADDRESS_CELLS 2
#define MACHINE_SIZE_CELLS 1

struct reading {
    struct machine *machine;
    uint64_t address_cells;
    uint64_t size_cells;
};

static void read_root(struct reading *reading, const struct dtb_property *property)
{
    if (dtb_is(property->name, "#address-cells")) {
        (void)dtb_number(property, 0, 1, &reading->address_cells);
    } else if (dtb_is(property->name, "#size-cells")) {
        (void)dtb_number(property, 0, 1, &reading->size_cells);
    }
}

/* Whether a node has this name before its unit address. */
static bool is_named(const char *node, const char *name)
{
    while (*name != '\0' && *node == *name) {
        node++;
        name++;
    }
    return *name == '\0' && (*node == '\0' || *node == '@');
}

/* The first range of the first node (3.4). */
static void read_memory(struct reading *reading, const struct dtb_property *property)
{
    struct machine *machine = reading->machine;
    uint64_t start;
    uint64_t bytes;

    if (dtb_is(property->name, "reg") && machine->memory_bytes == 0 &&
        dtb_number(property, 0, reading->address_cells, &start) &&
        dtb_number(property, reading->address_cells, reading->size_cells, &bytes)) {
        machine->memory_pa = start;
        machine->memory_bytes = bytes;
    }
}

/* 3.6; kaslr-seed as Linux has it (Documentation/devicetree/bindings/chosen.txt). */
static void read_chosen(struct machine *machine, const struct dtb_property *property)
{
    if (dtb_is(property->name, "bootargs")) {
        dtb_copy_text(property, machine->command_line, sizeof machine->command_line);
    } else if (dtb_is(property->name, "kaslr-seed")) {
        machine->has_seed = dtb_number(property, 0, 2, &machine->seed);
    }
}

/* Documentation/devicetree/bindings/arm/psci.yaml of Linux. */
static void read_psci(struct machine *machine, const struct dtb_property *property)
{
    if (dtb_is(property->name, "method")) {
        if (dtb_lists(property, "hvc")) {
            machine->psci = PSCI_HVC;
        } else if (dtb_lists(property, "smc")) {
            machine->psci = PSCI_SMC;
        }
    }
}

/* Documentation/devicetree/bindings/interrupt-controller/arm,gic.yaml and arm,gic-v3.yaml. */
static void read_compatible(struct machine *machine, const struct dtb_property *property)
{
    if (dtb_lists(property, "arm,gic-v3")) {
        machine->gic_version = 3;
    } else if (dtb_lists(property, "arm,cortex-a15-gic") || dtb_lists(property, "arm,gic-400")) {
        machine->gic_version = 2;
    }
}

static bool read_property(void *argument, const struct dtb_property *property)
{
    struct reading *reading = argument;

    if (property->depth == 1) {
        read_root(reading, property);
    } else if (property->depth == 2 && is_named(property->node, "memory")) {
        read_memory(reading, property);
    } else if (property->depth == 2 && dtb_is(property->node, "chosen")) {
        read_chosen(reading->machine, property);
    } else if (property->depth == 2 && dtb_is(property->node, "psci")) {
        read_psci(reading->machine, property);
    } else if (dtb_is(property->name, "compatible")) {
        read_compatible(reading->machine, property);
    }
    return true;
}

bool machine_read(const void *tree, size_t room_bytes, struct machine *machine)
{
    struct reading reading = {machine, MACHINE_ADDRESS_CELLS, MACHINE_SIZE_CELLS};

    return dtb_walk(tree, room_bytes, read_property, &reading);
}
