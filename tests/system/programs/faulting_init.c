/* SPDX-License-Identifier: MIT */
/*
 * An init that faults.
 */
#include <stdio.h>
#include <tay/abi/boot.h>
#include <tay/runtime.h>

int main(void)
{
    printf("init: going down\n");
    *(volatile int *)0x50 = 1;
    printf("init: came back\n");
    return 0;
}

void tay_enter(uintptr_t argument, tay_cap_t thread)
{
    const struct tay_boot_info *info = (const struct tay_boot_info *)argument;
    struct tay_runtime runtime = {.thread = thread, .log = info->log};
    tay_runtime_run(&runtime);
}
