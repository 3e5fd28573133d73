/* SPDX-License-Identifier: MIT */
/* Overflows an int: the undefined-behaviour sanitizer ends it. */
#include <limits.h>

int main(int count, char **words)
{
    (void)words;
    return INT_MAX + count == 0;
}
