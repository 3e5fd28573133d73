/* SPDX-License-Identifier: MIT */
/*
 * Uses up its stack.
 */
#include <stdio.h>

static unsigned swallow(unsigned depth)
{
    volatile char room[1024];
    room[depth % sizeof room] = 1;
    return depth == 1000 ? 0 : swallow(depth + 1) + (unsigned)room[depth % sizeof room];
}

int main(void)
{
    printf("swallower: %u\n", swallow(0));
    return 0;
}
