/* SPDX-License-Identifier: MIT */
/*
 * The ends that a machine can come to. Where it starts again, memory tells the second start from
 * the first.
 */
#include "board_test.h"

#include <hal/system.h>

#define END_MARK 0x656e6f2065636e6f

static struct hal_context *end_exit(const struct hal_boot *boot)
{
    (void)boot;
    hal_system_exit(7);
}

static struct hal_context *end_off(const struct hal_boot *boot)
{
    (void)boot;
    hal_system_off();
}

static struct hal_context *end_reboot(const struct hal_boot *boot)
{
    const struct hal_memory_range *last = &boot->range[boot->range_count - 1];
    volatile uint64_t *mark = hal_linear_va((struct hal_pa){last->start.value + last->bytes - 8});

    if (*mark == END_MARK) {
        say("started again\n");
        hal_system_exit(3);
    }
    *mark = END_MARK;
    say("started\n");
    hal_system_reboot();
}

const struct board_case end_cases[] = {
    {.word = "case=exit", .on_boot = end_exit},
    {.word = "case=off", .on_boot = end_off},
    {.word = "case=reboot", .on_boot = end_reboot},
    {.word = NULL},
};
