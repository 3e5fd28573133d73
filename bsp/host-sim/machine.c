/* SPDX-License-Identifier: MIT */
/*
 * Switching the machine on and off.
 *
 * RAM, from its start: the log's ring, the payload, the first range for core, one page that belongs
 * to nobody, the second range.
 */
#include "state.h"

#include <stdio.h>
#include <string.h>

#define LOG_BYTES 16384u

struct hardware hardware;

static size_t page_up(size_t bytes)
{
    return (bytes + HAL_PAGE_BYTES - 1) & ~(HAL_PAGE_BYTES - 1);
}

static void lay_out(const struct machine_options *options)
{
    struct hal_boot *boot = &hardware.boot;
    size_t payload_room = page_up(options->payload_bytes);
    size_t start = LOG_BYTES + payload_room;

    if (options->ram_bytes < start + 16 * HAL_PAGE_BYTES) {
        machine_break("%zu bytes of RAM are too few", options->ram_bytes);
    }
    size_t middle = (start + options->ram_bytes) / 2 & ~(HAL_PAGE_BYTES - 1);
    boot->log = (char *)hardware.ram;
    boot->log_bytes = LOG_BYTES;
    boot->range_count = 2;
    boot->range[0].start.value = MACHINE_RAM_PA + start;
    boot->range[0].bytes = middle - start;
    boot->range[1].start.value = MACHINE_RAM_PA + middle + HAL_PAGE_BYTES;
    boot->range[1].bytes = options->ram_bytes - middle - HAL_PAGE_BYTES;
    boot->kernel_bytes = start + HAL_PAGE_BYTES;
    if (options->has_dma) {
        hardware.dma_pa = MACHINE_RAM_PA + middle;
        boot->device[boot->device_count++] =
            (struct hal_device_range){{hardware.dma_pa}, HAL_PAGE_BYTES, true};
    }
    if (options->payload != NULL) {
        memcpy(hardware.ram + LOG_BYTES, options->payload, options->payload_bytes);
        boot->payload = (const void *)(hardware.ram + LOG_BYTES);
        boot->payload_room_bytes = options->ram_bytes - LOG_BYTES;
    }
}

static void switch_off(void)
{
    if (hardware.is_on) {
        memory_stop();
        contexts_clear();
        machine_clear_console();
        hardware.is_on = false;
    }
}

const struct hal_boot *machine_start(const struct machine_options *options)
{
    switch_off();
    globals_restore();
    hardware = (struct hardware){.is_on = true, .core_count = options->cores};
    for (unsigned i = 0; i < HAL_CORES_MAX; i++) {
        hardware.core[i].timer_ns = TAY_TIME_NEVER;
    }
    memory_start(options->ram_bytes, options->seed);
    hardware.boot = (struct hal_boot){
        .board = "host-sim",
        .command_line = options->command_line == NULL ? "" : options->command_line,
        .seed = options->seed,
        .core_count = options->cores,
        .device_count = 1,
        .device = {{{MACHINE_DEVICE_PA}, MACHINE_DEVICE_BYTES, false}},
    };
    lay_out(options);
    return &hardware.boot;
}

void machine_stop(void)
{
    switch_off();
    system_uncatch();
}

unsigned machine_core_count(void)
{
    return hardware.core_count;
}

uint64_t machine_random(uint64_t *state)
{
    uint64_t x = *state != 0 ? *state : UINT64_MAX; /* 0 would stay 0 */

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    *state = x;
    return x;
}
