/* SPDX-License-Identifier: MIT */
/* Reads behind the end of an allocation: the address sanitizer ends it. */
#include <stdlib.h>

int main(int count, char **words)
{
    (void)words;
    char *bytes = calloc((size_t)count, 1);
    return bytes[count];
}
