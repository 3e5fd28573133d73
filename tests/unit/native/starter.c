/* SPDX-License-Identifier: MIT */
/*
 * Ends three times by a status that says how its variables began.
 */
#include <stdio.h>
#include <stdlib.h>

static int initialised = 7;
static int zeroed;

int main(void)
{
    printf("starter: %d %d\n", initialised, zeroed);
    initialised++;
    zeroed++;
    return EXIT_FAILURE;
}
