/* SPDX-License-Identifier: MIT */
/*
 * Writes where nothing is.
 */
#include <stdio.h>

int main(void)
{
    volatile int *volatile nowhere = (volatile int *)0x30000000;
    printf("breaker: begins\n");
    *nowhere = 1;
    printf("breaker: goes on\n");
    return 0;
}
