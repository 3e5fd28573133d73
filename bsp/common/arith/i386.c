/* SPDX-License-Identifier: MIT */
/*
 * The compiler's helpers on a 32-bit x86, each in terms of divide.h.
 */
#include "i386.h"

#include "divide.h"

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t remainder;
    return divide_u64(dividend, divisor, &remainder);
}

uint64_t __umoddi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t remainder;
    divide_u64(dividend, divisor, &remainder);
    return remainder;
}

uint64_t __udivmoddi4(uint64_t dividend, uint64_t divisor, uint64_t *remainder)
{
    return divide_u64(dividend, divisor, remainder);
}

int64_t __divdi3(int64_t dividend, int64_t divisor)
{
    int64_t remainder;
    return divide_s64(dividend, divisor, &remainder);
}

int64_t __moddi3(int64_t dividend, int64_t divisor)
{
    int64_t remainder;
    divide_s64(dividend, divisor, &remainder);
    return remainder;
}

int64_t __divmoddi4(int64_t dividend, int64_t divisor, int64_t *remainder)
{
    return divide_s64(dividend, divisor, remainder);
}
