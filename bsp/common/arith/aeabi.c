/* SPDX-License-Identifier: MIT */
/*
 * The compiler's integer helpers on a 32-bit Arm CPU. Products and shifts are put together from
 * 32-bit halves, so that none becomes a call to itself.
 */
#include "aeabi.h"

#include "divide.h"

static uint32_t low(uint64_t value)
{
    return (uint32_t)value;
}

static uint32_t high(uint64_t value)
{
    return (uint32_t)(value >> 32);
}

static uint64_t join(uint32_t high_half, uint32_t low_half)
{
    return (uint64_t)high_half << 32 | low_half;
}

uint32_t __aeabi_uidiv(uint32_t dividend, uint32_t divisor)
{
    uint32_t remainder;
    return divide_u32(dividend, divisor, &remainder);
}

int32_t __aeabi_idiv(int32_t dividend, int32_t divisor)
{
    int32_t remainder;
    return divide_s32(dividend, divisor, &remainder);
}

uint64_t __aeabi_uidivmod(uint32_t dividend, uint32_t divisor)
{
    uint32_t remainder;
    uint32_t quotient = divide_u32(dividend, divisor, &remainder);
    return join(remainder, quotient);
}

uint64_t __aeabi_idivmod(int32_t dividend, int32_t divisor)
{
    int32_t remainder;
    int32_t quotient = divide_s32(dividend, divisor, &remainder);
    return join((uint32_t)remainder, (uint32_t)quotient);
}

/* 32 by 32 bits to 64, from four products of 16 by 16 bits. */
static uint64_t multiply(uint32_t left, uint32_t right)
{
    uint32_t l0 = left & 0xffff, l1 = left >> 16;
    uint32_t r0 = right & 0xffff, r1 = right >> 16;
    uint32_t first = l0 * r0;
    uint32_t middle = l1 * r0 + (first >> 16); /* at most 0xfffe0001 + 0xfffe */
    uint32_t other = l0 * r1 + (middle & 0xffff);
    return join(l1 * r1 + (middle >> 16) + (other >> 16), other << 16 | (first & 0xffff));
}

uint64_t __aeabi_lmul(uint64_t left, uint64_t right)
{
    uint64_t product = multiply(low(left), low(right));
    uint32_t cross = low(left) * high(right) + high(left) * low(right);
    return join(high(product) + cross, low(product));
}

uint64_t __aeabi_llsl(uint64_t value, int by)
{
    if (by == 0) {
        return value;
    }
    if (by >= 32) {
        return join(low(value) << (by - 32), 0);
    }
    return join(high(value) << by | low(value) >> (32 - by), low(value) << by);
}

uint64_t __aeabi_llsr(uint64_t value, int by)
{
    if (by == 0) {
        return value;
    }
    if (by >= 32) {
        return join(0, high(value) >> (by - 32));
    }
    return join(high(value) >> by, low(value) >> by | high(value) << (32 - by));
}

int64_t __aeabi_lasr(int64_t value, int by)
{
    uint64_t bits = (uint64_t)value;
    int32_t top = (int32_t)high(bits);
    if (by == 0) {
        return value;
    }
    if (by >= 32) {
        return (int64_t)join((uint32_t)(top >> 31), (uint32_t)(top >> (by - 32)));
    }
    return (int64_t)join((uint32_t)(top >> by), low(bits) >> by | high(bits) << (32 - by));
}
