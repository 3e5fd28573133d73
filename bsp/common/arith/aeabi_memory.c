/* SPDX-License-Identifier: MIT */
/*
 * The names under which a compiler calls the memory functions of C on a 32-bit Arm CPU. To be
 * compiled with -ffreestanding, or each would become a call to itself.
 */
#include "aeabi.h"

#include <string.h>

void __aeabi_memcpy(void *destination, const void *source, size_t bytes)
{
    memcpy(destination, source, bytes);
}

void __aeabi_memcpy4(void *destination, const void *source, size_t bytes)
{
    memcpy(destination, source, bytes);
}

void __aeabi_memcpy8(void *destination, const void *source, size_t bytes)
{
    memcpy(destination, source, bytes);
}

void __aeabi_memmove(void *destination, const void *source, size_t bytes)
{
    memmove(destination, source, bytes);
}

void __aeabi_memmove4(void *destination, const void *source, size_t bytes)
{
    memmove(destination, source, bytes);
}

void __aeabi_memmove8(void *destination, const void *source, size_t bytes)
{
    memmove(destination, source, bytes);
}

void __aeabi_memset(void *destination, size_t bytes, int value)
{
    memset(destination, value, bytes);
}

void __aeabi_memset4(void *destination, size_t bytes, int value)
{
    memset(destination, value, bytes);
}

void __aeabi_memset8(void *destination, size_t bytes, int value)
{
    memset(destination, value, bytes);
}

void __aeabi_memclr(void *destination, size_t bytes)
{
    memset(destination, 0, bytes);
}

void __aeabi_memclr4(void *destination, size_t bytes)
{
    memset(destination, 0, bytes);
}

void __aeabi_memclr8(void *destination, size_t bytes)
{
    memset(destination, 0, bytes);
}
