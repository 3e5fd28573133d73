/* SPDX-License-Identifier: MIT */
/*
 * What the board tells core at boot. The word "sleep=N" lets the machine then be idle for N
 * seconds: in an emulator that counts instructions they pass at once if every core sleeps, and
 * never if one does not.
 */
#include "board_test.h"

#include <a64_map.h>
#include <command_line.h>
#include <hal/core.h>
#include <hal/interrupt.h>
#include <hal/time.h>

#define BOOT_NS_PER_S 1000000000u

struct boot_part {
    uint64_t start;
    uint64_t end;
};

/* RAM that is not core's: the image, the payload, the log. */
static size_t boot_taken(const struct hal_boot *boot, struct boot_part *part)
{
    uint64_t log = hal_linear_pa(boot->log).value;
    size_t count = 0;

    part[count++] = (struct boot_part){a64_image_pa(a64_image_start), a64_image_pa(a64_image_end)};
    part[count++] = (struct boot_part){log, log + boot->log_bytes};
    if (boot->payload->magic == TAY_PAYLOAD_MAGIC) {
        uint64_t payload = hal_linear_pa(boot->payload).value;

        say("payload of %lu bytes\n", boot->payload->total_bytes);
        part[count++] = (struct boot_part){payload, payload + boot->payload->total_bytes};
    } else {
        say("no payload\n");
    }
    return count;
}

/* The end of what is free of a range. */
static uint64_t boot_free_end(const struct hal_boot *boot, size_t n)
{
    uint64_t end = boot->range[n].start.value + boot->range[n].bytes;

    return n == 0 ? end - boot->busy_bytes : end;
}

static void boot_check_ranges(const struct hal_boot *boot)
{
    struct boot_part part[3];
    size_t parts = boot_taken(boot, part);
    uint64_t last_end = HAL_PAGE_BYTES; /* page 0 is the firmware's */

    for (size_t n = 0; n < boot->range_count; n++) {
        uint64_t start = boot->range[n].start.value;
        uint64_t end = boot_free_end(boot, n);

        say("memory from %#lx to %#lx\n", start, end);
        test_check((start | end) % HAL_PAGE_BYTES == 0 && start < end, "a range is whole pages");
        test_check(start >= last_end, "ranges ascend");
        for (size_t i = 0; i < parts; i++) {
            test_check(end <= part[i].start || start >= part[i].end, "what is taken is not free");
        }
        last_end = end;
    }
    for (size_t i = 0; i < parts; i++) {
        for (size_t j = 0; j < i; j++) {
            test_check(part[i].end <= part[j].start || part[j].end <= part[i].start,
                       "nothing is taken twice");
        }
    }
}

/* Each page holds what is written there, and no page is another one. */
static void boot_check_memory(const struct hal_boot *boot)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        for (size_t n = 0; n < boot->range_count; n++) {
            uint64_t start = boot->range[n].start.value;

            for (uint64_t pa = start; pa < boot_free_end(boot, n); pa += HAL_PAGE_BYTES) {
                volatile uint64_t *word = hal_linear_va((struct hal_pa){pa});

                if (pass == 0) {
                    *word = ~pa;
                }
                test_check(*word == ~pa, "a page of memory holds its own number");
            }
        }
    }
}

static void boot_check_rest(const struct hal_boot *boot)
{
    uint64_t payload = hal_linear_pa(boot->payload).value;

    say("board %s, revision %#lx, seed %lu\n", boot->board, boot->board_revision, boot->seed);
    say("%lu cores, this is core %lu\n", (unsigned long)boot->core_count,
        (unsigned long)hal_core_self());
    say("command line '%s'\n", boot->command_line);
    for (size_t n = 0; n < boot->device_count; n++) {
        say("devices from %#lx, %#lx bytes\n", boot->device[n].start.value, boot->device[n].bytes);
    }
    test_check(payload == a64_image_pa(a64_image_end), "the payload is behind the image");
    test_check(boot->payload_room_bytes > 0 && payload + boot->payload_room_bytes <=
                                                   boot->range[boot->range_count - 1].start.value +
                                                       boot->range[boot->range_count - 1].bytes,
               "the payload's room ends with memory");
    test_check(boot->log_bytes > 0 && (boot->log_bytes & (boot->log_bytes - 1)) == 0,
               "the log's room is a power of two");
    test_check(boot->busy_bytes == (size_t)(a64_boot_end - a64_image_start),
               "the boot code is to be given back");
    test_check(boot->kernel_bytes + boot->busy_bytes >=
                   (size_t)(a64_image_end - a64_image_start) + boot->log_bytes,
               "the kernel's bytes are counted");
}

static struct hal_context *boot_on_boot(const struct hal_boot *boot)
{
    static const char zero[64]; /* .bss */
    static volatile uint64_t data = 0x1122334455667788;
    uint64_t seconds;

    for (size_t n = 0; n < sizeof zero; n++) {
        test_check(((const volatile char *)zero)[n] == 0, "variables begin as zero");
    }
    test_check(data == 0x1122334455667788, "variables begin with their values");
    boot_check_rest(boot);
    boot_check_ranges(boot);
    boot_check_memory(boot);
    if (!command_line_number(boot->command_line, "sleep=", &seconds)) {
        test_pass();
    }
    hal_timer_set(hal_clock_from_ns(hal_time_now() + seconds * BOOT_NS_PER_S));
    return NULL;
}

static struct hal_context *boot_on_interrupt(struct hal_context *context)
{
    unsigned line;

    test_check(context == NULL && hal_interrupt_take(&line) == HAL_EVENT_TIMER,
               "the timer ends the sleep");
    say("slept until %lu s\n", hal_time_now() / BOOT_NS_PER_S);
    test_pass();
}

const struct board_case boot_cases[] = {
    {.word = "case=boot", .on_boot = boot_on_boot, .on_interrupt = boot_on_interrupt},
    {.word = NULL},
};
