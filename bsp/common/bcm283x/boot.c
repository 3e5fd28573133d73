/* SPDX-License-Identifier: MIT */
/*
 * What the machine is: asks the firmware, reads the command line, and fills in struct hal_boot.
 *
 * RAM as the ARM has it: page 0 (the firmware's stub, spin table and ATAGs), then as a64_layout has
 * it, then what is set aside for DMA; above it the VideoCore's.
 */
#include <a64_board.h>
#include <a64_cache.h>
#include <a64_core.h>
#include <a64_layout.h>
#include <a64_map.h>
#include <a64_mmio.h>
#include <a64_semihosting.h>
#include <atags.h>
#include <bcm283x.h>
#include <command_line.h>
#include <dtb.h>
#include <hal/boot_code.h>
#include <hal/time.h>

/* Where boot loaders leave ATAGs (Linux, Documentation/arm/booting.rst, 4a), and so does QEMU. */
#define BOOT_ATAGS_PA 0x100u

/* Tags and clocks (Raspberry Pi firmware wiki, "Mailbox property interface"). */
#define BOOT_TAG_REVISION 0x00010002u
#define BOOT_TAG_ARM_MEMORY 0x00010005u
#define BOOT_TAG_VC_MEMORY 0x00010006u
#define BOOT_TAG_GET_CLOCK 0x00030002u
#define BOOT_TAG_SET_CLOCK 0x00038002u
#define BOOT_CLOCK_UART 2u
#define BOOT_CLOCK_CORE 4u

HAL_BOOT_CODE static uint32_t boot_clock(uint32_t clock, uint32_t otherwise_hz)
{
    struct bcm283x_property get = {BOOT_TAG_GET_CLOCK, 1, 2, {clock}};

    return bcm283x_property_call(&get) && get.values[1] != 0 ? get.values[1] : otherwise_hz;
}

/* Both UARTs run by clocks that the firmware may have chosen otherwise than by default. */
HAL_BOOT_CODE static void boot_consoles(void)
{
    struct bcm283x_property set = {
        BOOT_TAG_SET_CLOCK, 3, 2, {BOOT_CLOCK_UART, bcm283x_chip.pl011_clock_hz, 0}};

    /* If it cannot be set, the rate that we get next is still right. */
    (void)bcm283x_property_call(&set);
    bcm283x_console_clocks(boot_clock(BOOT_CLOCK_CORE, bcm283x_chip.console_clock_hz),
                           boot_clock(BOOT_CLOCK_UART, bcm283x_chip.pl011_clock_hz));
}

HAL_BOOT_CODE static uint64_t boot_dma_start(uint64_t memory_end)
{
    return memory_end - bcm283x_board.dma_bytes;
}

/* Maps the RAM that is the ARM's, its end for DMA; returns the end of it all. */
HAL_BOOT_CODE static uint64_t boot_memory(void)
{
    struct bcm283x_property memory = {BOOT_TAG_ARM_MEMORY, 0, 2, {0}};
    uint64_t image_end = a64_image_pa(a64_image_end);
    uint64_t end;

    if (!bcm283x_property_call(&memory) || memory.values[0] != 0) {
        a64_stop("the firmware does not tell the memory size");
    }
    end = memory.values[1] & ~((uint64_t)HAL_PAGE_BYTES - 1);
    if (end > bcm283x_chip.peripherals_pa ||
        image_end + A64_LOG_BYTES + bcm283x_board.dma_bytes >= end) {
        a64_stop("the firmware tells an impossible memory size");
    }
    a64_map_linear(0, boot_dma_start(end));
    a64_map_dma(boot_dma_start(end), end);
    return end;
}

/* From the device tree or the ATAGs at x0; some loaders leave ATAGs and do not say so. */
HAL_BOOT_CODE static const char *boot_command_line(uint64_t argument, uint64_t memory_end)
{
    static char line[TAY_BOOT_COMMAND_LINE_BYTES];

    if (argument == 0 || argument >= memory_end || argument % 8 != 0) {
        argument = BOOT_ATAGS_PA;
    }
    /* The tree may not lie where the kernel's image is: that is not in the linear map. */
    if (argument < a64_image_pa(a64_image_start) || argument >= a64_image_pa(a64_image_end)) {
        const void *start = hal_linear_va((struct hal_pa){argument});
        uint64_t room = argument < a64_image_pa(a64_image_start)
                            ? a64_image_pa(a64_image_start) - argument
                            : memory_end - argument;

        if (!dtb_command_line(start, room, line, sizeof line)) {
            (void)atags_command_line(start, room, line, sizeof line);
        }
    }
    return line;
}

HAL_BOOT_CODE static void boot_words(struct hal_boot *boot)
{
    if (command_line_has(boot->command_line, "exit=semihosting")) {
        a64_semihosting_enable();
    }
    bcm283x_console_choose(command_line_has(boot->command_line, "console=pl011")
                               ? BCM283X_CONSOLE_PL011
                               : BCM283X_CONSOLE_MINI);
    boot->core_count = command_line_cores(boot->command_line, HAL_CORES_MAX);
    if (!command_line_number(boot->command_line, "seed=", &boot->seed) &&
        !bcm283x_random(&boot->seed)) {
        boot->seed = hal_time_now();
        a64_say("no random numbers: the seed is the time\n");
    }
}

HAL_BOOT_CODE static void boot_check(const struct hal_boot *boot, bool revision_known,
                                     uint64_t memory_end)
{
    a64_say("board revision ");
    a64_say_hex(boot->board_revision);
    a64_say(", memory ");
    a64_say_hex(memory_end);
    a64_say("\n");
    if (!revision_known || !bcm283x_board.knows_revision((uint32_t)boot->board_revision)) {
        a64_stop("unknown board revision");
    }
    if (memory_end < bcm283x_board.memory_min_bytes) {
        a64_stop("too little memory");
    }
}

/* The peripherals, the VideoCore's memory, empty if the firmware does not tell where it is, and the
 * RAM for DMA. */
HAL_BOOT_CODE static void boot_devices(struct hal_boot *boot, uint64_t memory_end)
{
    struct bcm283x_property video = {BOOT_TAG_VC_MEMORY, 0, 2, {0}};
    uint64_t dma = boot_dma_start(memory_end);

    boot->device_count = 3;
    boot->device[0] = (struct hal_device_range){
        {bcm283x_chip.peripherals_pa}, bcm283x_chip.peripherals_bytes, false};
    if (bcm283x_property_call(&video) &&
        (video.values[0] | video.values[1]) % HAL_PAGE_BYTES == 0) {
        boot->device[1] = (struct hal_device_range){{video.values[0]}, video.values[1], false};
    }
    boot->device[2] = (struct hal_device_range){{dma}, memory_end - dma, true};
}

HAL_BOOT_CODE void a64_board_boot(uint64_t argument, struct hal_boot *boot)
{
    struct bcm283x_property revision = {BOOT_TAG_REVISION, 0, 1, {0}};
    bool revision_known = bcm283x_property_call(&revision);
    uint64_t memory_end;

    bcm283x_interrupt_init();
    bcm283x_interrupt_core_init(0);
    boot_consoles();
    memory_end = boot_memory();
    boot->board = bcm283x_board.name;
    boot->board_revision = revision.values[0];
    boot->command_line = boot_command_line(argument, memory_end);
    boot_words(boot);
    boot_check(boot, revision_known, memory_end);

    a64_layout(boot, HAL_PAGE_BYTES, boot_dma_start(memory_end));
    boot->kernel_bytes += HAL_PAGE_BYTES;
    boot_devices(boot, memory_end);
}

void a64_board_core(unsigned core)
{
    bcm283x_interrupt_core_init(core);
}

bool a64_board_release(unsigned core, uint64_t entry_pa)
{
    struct hal_pa slot = {bcm283x_chip.release_pa + core * sizeof(uint64_t)};
    uint64_t *entry = hal_linear_va(slot);

    *entry = entry_pa;
    /* The core waits with its caches off (and not in the emulator, where this does nothing). */
    a64_cache_flush(entry, sizeof *entry);
    return true;
}
