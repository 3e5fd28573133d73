/* SPDX-License-Identifier: MIT */
/*
 * Fails an assertion: the C library aborts.
 */
#include <assert.h>
#include <stdio.h>

int main(void)
{
    volatile int two = 2;
    assert(two == 3);
    printf("assertion: went on\n");
    return 0;
}
