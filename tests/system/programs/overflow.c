/* SPDX-License-Identifier: MIT */
/*
 * Overflows its stack: the page below it is nobody's, so this ends it.
 */
#include <stdio.h>

static unsigned volatile depth_max = 100000;

static unsigned go_down(unsigned depth)
{
    volatile char frame[512];
    frame[0] = (char)depth;
    return depth == depth_max ? 0 : go_down(depth + 1) + (unsigned)frame[0];
}

int main(void)
{
    printf("overflow: going down\n");
    printf("overflow: came back with %u\n", go_down(0));
    return 0;
}
