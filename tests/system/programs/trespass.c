/* SPDX-License-Identifier: MIT */
/*
 * Writes to its own code.
 */
#include <stdio.h>

int main(void)
{
    printf("trespass: writing to code\n");
    *(volatile unsigned *)(void *)&main = 0;
    printf("trespass: wrote to code\n");
    return 0;
}
