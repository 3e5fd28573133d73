/* SPDX-License-Identifier: MIT */
/*
 * An init that ends at once.
 */
#include <stdio.h>
#include <tay/abi/boot.h>
#include <tay/runtime.h>

#define STATUS 7

int main(void)
{
    printf("init: ending\n");
    return STATUS;
}

void tay_enter(uintptr_t argument, tay_cap_t thread)
{
    const struct tay_boot_info *info = (const struct tay_boot_info *)argument;
    struct tay_runtime runtime = {.thread = thread, .log = info->log};
    tay_runtime_run(&runtime);
}
