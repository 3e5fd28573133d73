/* SPDX-License-Identifier: MIT */
/*
 * The four functions of a compiler's library that picolibc calls, so that no such library is
 * needed: shifts of 128 bits, and two atomic operations that it was compiled to call out of line
 * (GCC's -moutline-atomics).
 */
#include <stdint.h>

/* Two registers as one value: how AAPCS64 passes 128 bits. */
typedef unsigned int builtins_u128 __attribute__((mode(TI)));

builtins_u128 __ashlti3(builtins_u128 value, int shift);
builtins_u128 __lshrti3(builtins_u128 value, int shift);
uint16_t __aarch64_cas2_acq_rel(uint16_t expected, uint16_t desired, uint16_t *place);
uint16_t __aarch64_swp2_relax(uint16_t value, uint16_t *place);

union halves {
    builtins_u128 whole;
    struct {
        uint64_t low;
        uint64_t high;
    } half;
};

builtins_u128 __ashlti3(builtins_u128 value, int shift)
{
    union halves in = {.whole = value};
    union halves out = in;
    if (shift >= 64) {
        out.half.high = in.half.low << (shift - 64);
        out.half.low = 0;
    } else if (shift > 0) {
        out.half.high = in.half.high << shift | in.half.low >> (64 - shift);
        out.half.low = in.half.low << shift;
    }
    return out.whole;
}

builtins_u128 __lshrti3(builtins_u128 value, int shift)
{
    union halves in = {.whole = value};
    union halves out = in;
    if (shift >= 64) {
        out.half.low = in.half.high >> (shift - 64);
        out.half.high = 0;
    } else if (shift > 0) {
        out.half.low = in.half.low >> shift | in.half.high << (64 - shift);
        out.half.high = in.half.high >> shift;
    }
    return out.whole;
}

uint16_t __aarch64_cas2_acq_rel(uint16_t expected, uint16_t desired, uint16_t *place)
{
    __atomic_compare_exchange_n(place, &expected, desired, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    return expected;
}

uint16_t __aarch64_swp2_relax(uint16_t value, uint16_t *place)
{
    return __atomic_exchange_n(place, value, __ATOMIC_RELAXED);
}
