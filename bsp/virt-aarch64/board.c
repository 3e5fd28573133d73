/* SPDX-License-Identifier: MIT */
/*
 * QEMU's "virt" machine as data, with GIC version 2 or 3: which one, how much RAM, and how the
 * other cores are started stands in the device tree that it hands over.
 *
 * Source of all numbers: QEMU, docs/system/arm/virt.rst, and hw/arm/virt.c, base_memmap and
 * a15irqmap, which the device tree repeats.
 *
 * Interrupt lines, as hal/interrupt.h numbers them, are the shared peripheral interrupts:
 *
 *    1       PL011        2       RTC (PL031)      3-6     PCIe INTA to INTD
 *    7       GPIO (PL061) 9       ACPI events      16-47   virtio 0 to 31
 *   48-111   GICv2m       112-175 platform bus
 *
 * Device ranges: 0 is the peripherals from the PL011 on, virtio and platform bus among them; 1 is
 * PCIe. The GIC is in none.
 */
#include <a64_board.h>
#include <a64_core.h>
#include <a64_layout.h>
#include <a64_map.h>
#include <a64_semihosting.h>
#include <command_line.h>
#include <gic.h>
#include <hal/boot_code.h>
#include <hal/console.h>
#include <hal/time.h>
#include <machine.h>
#include <pl011.h>

#define VIRT_GIC_PA 0x08000000u
#define VIRT_GIC_BYTES 0x01000000u
#define VIRT_PL011_PA 0x09000000u
#define VIRT_PL011_CLOCK_HZ 24000000u
#define VIRT_PERIPHERALS_END 0x0e000000u
#define VIRT_PCIE_PA 0x10000000u
#define VIRT_RAM_PA 0x40000000u
/* More RAM than this stays unused: what the kernel's tables can map. */
#define VIRT_RAM_MAX ((uint64_t)4 << 30)
/* A tree has at most 2 MiB, and does not cross such a boundary in QEMU (Linux,
 * Documentation/arm64/booting.rst, 2). */
#define VIRT_TREE_BYTES ((uint64_t)2 << 20)

const struct a64_window a64_board_windows[] = {
    {VIRT_GIC_PA, VIRT_GIC_BYTES},
    {VIRT_PL011_PA, 0x1000},
    {0, 0},
};

static const struct gic_place virt_gic = {
    .distributor_pa = VIRT_GIC_PA,
    .interface_pa = VIRT_GIC_PA + 0x10000,
    .redistributors_pa = VIRT_GIC_PA + 0xa0000,
};

HAL_BOOT_CODE void a64_board_early(void)
{
    pl011_init(VIRT_PL011_PA, VIRT_PL011_CLOCK_HZ, 115200);
}

void a64_board_put(char byte)
{
    pl011_put(VIRT_PL011_PA, byte);
}

void hal_console_write(const char *text, size_t length_bytes)
{
    for (size_t n = 0; n < length_bytes; n++) {
        if (text[n] == '\n') {
            a64_board_put('\r');
        }
        a64_board_put(text[n]);
    }
}

/* The tree is where x0 says for a flat image; for an ELF file at the start of RAM. */
HAL_BOOT_CODE static void virt_read_tree(uint64_t argument, struct machine *machine)
{
    uint64_t image = a64_image_pa(a64_image_start);
    uint64_t tree = argument == 0 ? VIRT_RAM_PA : argument;
    uint64_t block = tree & ~(VIRT_TREE_BYTES - 1);
    uint64_t end = block + VIRT_TREE_BYTES;

    if (tree < VIRT_RAM_PA || tree >= VIRT_RAM_PA + VIRT_RAM_MAX || tree % 8 != 0 ||
        (tree >= image && tree < a64_image_pa(a64_image_end))) {
        a64_stop("there can be no device tree where x0 says");
    }
    a64_map_linear(block, end);
    if (tree < image && image < end) {
        end = image;
    }
    if (!machine_read(hal_linear_va((struct hal_pa){tree}), end - tree, machine)) {
        a64_stop("there is no device tree");
    }
}

/* Maps RAM; returns its end. */
HAL_BOOT_CODE static uint64_t virt_memory(const struct machine *machine)
{
    uint64_t bytes = machine->memory_bytes & ~((uint64_t)HAL_PAGE_BYTES - 1);
    uint64_t end = VIRT_RAM_PA + (bytes < VIRT_RAM_MAX ? bytes : VIRT_RAM_MAX);

    if (machine->memory_pa != VIRT_RAM_PA || a64_image_pa(a64_image_start) < VIRT_RAM_PA ||
        a64_image_pa(a64_image_end) + A64_LOG_BYTES >= end) {
        a64_stop("the device tree tells an impossible memory");
    }
    a64_map_linear(VIRT_RAM_PA, end);
    return end;
}

HAL_BOOT_CODE static void virt_words(const struct machine *machine, struct hal_boot *boot)
{
    boot->command_line = machine->command_line;
    if (command_line_has(boot->command_line, "exit=semihosting")) {
        a64_semihosting_enable();
    }
    boot->core_count = command_line_cores(boot->command_line, HAL_CORES_MAX);
    if (!command_line_number(boot->command_line, "seed=", &boot->seed)) {
        boot->seed = machine->has_seed ? machine->seed : hal_time_now();
    }
}

HAL_BOOT_CODE void a64_board_boot(uint64_t argument, struct hal_boot *boot)
{
    static struct machine machine;
    uint64_t end;

    virt_read_tree(argument, &machine);
    virt_words(&machine, boot);
    psci_init(machine.psci);
    a64_say("GIC version ");
    a64_say_unsigned(machine.gic_version);
    a64_say(", memory ");
    a64_say_hex(machine.memory_bytes);
    a64_say("\n");
    if (machine.gic_version == 0) {
        a64_stop("the device tree has no GIC of version 2 or 3");
    }
    gic_init(&virt_gic, machine.gic_version);
    end = virt_memory(&machine);
    boot->board = "virt-aarch64";
    boot->device_count = 2;
    boot->device[0] =
        (struct hal_device_range){{VIRT_PL011_PA}, VIRT_PERIPHERALS_END - VIRT_PL011_PA, false};
    boot->device[1] = (struct hal_device_range){{VIRT_PCIE_PA}, VIRT_RAM_PA - VIRT_PCIE_PA, false};
    a64_layout(boot, VIRT_RAM_PA, end);
}

void a64_board_core(unsigned core)
{
    gic_core_init(core);
}

bool a64_board_release(unsigned core, uint64_t entry_pa)
{
    return psci_cpu_on(core, entry_pa);
}
