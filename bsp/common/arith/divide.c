/* SPDX-License-Identifier: MIT */
/*
 * Division by shift and subtraction, one bit of the quotient at a time: what is left of the
 * dividend is always below the divisor before the next bit comes down. It never has more bits than
 * have come down, so the shift loses none.
 */
#include "divide.h"

uint32_t divide_u32(uint32_t dividend, uint32_t divisor, uint32_t *remainder)
{
    uint32_t left = 0;
    uint32_t quotient = dividend; /* its bits leave at the top, those of the quotient follow */
    for (unsigned bit = 0; bit < 32; bit++) {
        left = left << 1 | quotient >> 31;
        quotient <<= 1;
        if (left >= divisor) {
            left -= divisor;
            quotient |= 1;
        }
    }
    *remainder = left;
    return quotient;
}

uint64_t divide_u64(uint64_t dividend, uint64_t divisor, uint64_t *remainder)
{
    if (dividend >> 32 == 0 && divisor >> 32 == 0 && divisor != 0) {
        uint32_t small;
        uint32_t result = divide_u32((uint32_t)dividend, (uint32_t)divisor, &small);
        *remainder = small;
        return result;
    }
    uint64_t left = 0;
    uint64_t quotient = dividend;
    for (unsigned bit = 0; bit < 64; bit++) {
        left = left << 1 | quotient >> 63;
        quotient <<= 1;
        if (left >= divisor) {
            left -= divisor;
            quotient |= 1;
        }
    }
    *remainder = left;
    return quotient;
}

int32_t divide_s32(int32_t dividend, int32_t divisor, int32_t *remainder)
{
    uint32_t left;
    uint32_t quotient = divide_u32(dividend < 0 ? 0 - (uint32_t)dividend : (uint32_t)dividend,
                                   divisor < 0 ? 0 - (uint32_t)divisor : (uint32_t)divisor, &left);
    *remainder = (int32_t)(dividend < 0 ? 0 - left : left);
    return (int32_t)((dividend < 0) != (divisor < 0) ? 0 - quotient : quotient);
}

int64_t divide_s64(int64_t dividend, int64_t divisor, int64_t *remainder)
{
    uint64_t left;
    uint64_t quotient = divide_u64(dividend < 0 ? 0 - (uint64_t)dividend : (uint64_t)dividend,
                                   divisor < 0 ? 0 - (uint64_t)divisor : (uint64_t)divisor, &left);
    *remainder = (int64_t)(dividend < 0 ? 0 - left : left);
    return (int64_t)((dividend < 0) != (divisor < 0) ? 0 - quotient : quotient);
}
