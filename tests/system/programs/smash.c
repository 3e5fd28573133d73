/* SPDX-License-Identifier: MIT */
/*
 * Writes over the end of a buffer on its stack: the function is stopped before it returns.
 */
#include <stdio.h>
#include <string.h>

static const char *volatile too_long = "more than there is room for, and more than that";

__attribute__((noinline)) static size_t copy(void)
{
    char buffer[16];
    volatile char *to = buffer;
    size_t length = strlen(too_long);
    for (size_t i = 0; i < length; i++) {
        to[i] = too_long[i];
    }
    return (size_t)buffer[0];
}

int main(void)
{
    printf("smash: smashing");
    printf("smash: came back with %zu\n", copy());
    return 0;
}
