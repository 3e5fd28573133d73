/* SPDX-License-Identifier: MIT */
/*
 * A service that crashes as soon as it has started.
 */
#include <stdint.h>

int main(void)
{
    *(volatile uint32_t *)(uintptr_t)0x50 = 1;
    return 0;
}
