/* SPDX-License-Identifier: MIT */
/*
 * A program that says by which manifest it was started. The first time that it has memory which
 * outlives it, it faults instead.
 */
#include <stdio.h>
#include <tay/operations.h>
#include <tay/startup.h>

#define PAGE_BYTES 4096

static void fault_once(tay_cap_t kept)
{
    tay_ua_t address;
    if (kept != TAY_CAP_NULL &&
        tay_space_map(TAY_CAP_SELF, kept, 0, PAGE_BYTES, 0,
                      TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK &&
        *(int *)address == 0) {
        *(int *)address = 1;
        __builtin_trap();
    }
}

int main(int argument_count, char **arguments)
{
    fault_once(tay_startup_cap("kept"));
    printf("guest: started as %s\n", argument_count > 1 ? arguments[1] : "nothing");
    return 0;
}
