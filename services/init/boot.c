/* SPDX-License-Identifier: MIT */
/*
 * The entry of init: its argument is the kernel's page, not a startup block.
 */
#include "boot.h"

#include <tay/runtime.h>

static const struct tay_boot_info *info;

const struct tay_boot_info *boot_info(void)
{
    return info;
}

void tay_enter(uintptr_t argument, tay_cap_t thread)
{
    static char name[] = "init";
    static char *arguments[] = {name, NULL};
    info = (const struct tay_boot_info *)argument;
    struct tay_runtime runtime = {.thread = thread,
                                  .log = info->log,
                                  .seed = info->seed,
                                  .argument_count = 1,
                                  .arguments = arguments};
    tay_runtime_run(&runtime);
}
