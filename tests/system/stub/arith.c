/* SPDX-License-Identifier: MIT */
/*
 * An image that divides, multiplies, shifts and counts zeros as its compiler does it for this CPU,
 * and compares with what the compiler computes from constants, and with the laws of arithmetic.
 *
 * Operands are volatile, so that the CPU and the compiler's helpers do the work.
 */
#include "stub.h"

#include <hal/console.h>
#include <stdbool.h>
#include <stdint.h>

#define STATUS_PASSED 5u
#define STATUS_FAILED 7u
#define ROUNDS 2000

static bool failed;

static void say(const char *text)
{
    for (; *text != '\0'; text++) {
        hal_console_write(text, 1);
    }
}

static void expect(bool right, const char *what)
{
    if (!right) {
        say("arith: wrong: ");
        say(what);
        say("\n");
        failed = true;
    }
}

/* Left of the comparison the CPU computes, right of it the compiler. */
#define EXPECT(type, a, operator, b)                                                               \
    do {                                                                                           \
        volatile type left = (a), right = (b);                                                     \
        expect((type)(left operator right) == (type)((type)(a) operator(type)(b)),                 \
               #a " " #operator" " #b);                                                            \
    } while (0)

#define EXPECT_SHIFT(type, a, operator, n)                                                         \
    do {                                                                                           \
        volatile type left = (a);                                                                  \
        volatile unsigned by = (n);                                                                \
        expect((type)(left operator by) == (type)((type)(a) operator(n)), #a " " #operator" " #n); \
    } while (0)

#define EXPECT_ALL(type, a, b)                                                                     \
    do {                                                                                           \
        EXPECT(type, a, /, b);                                                                     \
        EXPECT(type, a, %, b);                                                                     \
    } while (0)

#define U64_A 0xfedcba9876543210u
#define U64_B 0x0123456789abcdefu

static void divide_known(void)
{
    EXPECT_ALL(uint32_t, 4294967295u, 1u);
    EXPECT_ALL(uint32_t, 4294967295u, 4294967295u);
    EXPECT_ALL(uint32_t, 4294967294u, 4294967295u);
    EXPECT_ALL(uint32_t, 1000000007u, 13u);
    EXPECT_ALL(uint32_t, 0u, 3u);
    EXPECT_ALL(int32_t, -7, 2);
    EXPECT_ALL(int32_t, 7, -2);
    EXPECT_ALL(int32_t, -7, -2);
    EXPECT_ALL(int32_t, INT32_MIN, 10);
    EXPECT_ALL(uint64_t, U64_A, U64_B);
    EXPECT_ALL(uint64_t, U64_A, 10u);
    EXPECT_ALL(uint64_t, U64_B, U64_A);
    EXPECT_ALL(uint64_t, UINT64_MAX, UINT64_MAX - 1);
    EXPECT_ALL(uint64_t, UINT64_MAX, 0x100000000u);
    EXPECT_ALL(uint64_t, 5u, 3u);
    EXPECT_ALL(int64_t, -1234567890123456789, 1000000007);
    EXPECT_ALL(int64_t, 1234567890123456789, -1000000007);
    EXPECT_ALL(int64_t, INT64_MIN, 3);
    EXPECT_ALL(int64_t, -5, INT64_MIN);
}

static void multiply_known(void)
{
    EXPECT(uint64_t, U64_A, *, U64_B);
    EXPECT(uint64_t, UINT64_MAX, *, UINT64_MAX);
    EXPECT(uint64_t, 0xffffffffu, *, 0xffffffffu);
    EXPECT(uint64_t, 0xffff0001u, *, 0x1ffffffffu);
    EXPECT(uint64_t, U64_A, *, 0u);
}

static void shift_known(void)
{
    EXPECT_SHIFT(uint64_t, U64_A, <<, 0);
    EXPECT_SHIFT(uint64_t, U64_A, <<, 1);
    EXPECT_SHIFT(uint64_t, U64_A, <<, 31);
    EXPECT_SHIFT(uint64_t, U64_A, <<, 32);
    EXPECT_SHIFT(uint64_t, U64_A, <<, 63);
    EXPECT_SHIFT(uint64_t, U64_A, >>, 0);
    EXPECT_SHIFT(uint64_t, U64_A, >>, 1);
    EXPECT_SHIFT(uint64_t, U64_A, >>, 31);
    EXPECT_SHIFT(uint64_t, U64_A, >>, 32);
    EXPECT_SHIFT(uint64_t, U64_A, >>, 63);
    EXPECT_SHIFT(int64_t, -1234567890123456789, >>, 0);
    EXPECT_SHIFT(int64_t, -1234567890123456789, >>, 1);
    EXPECT_SHIFT(int64_t, -1234567890123456789, >>, 31);
    EXPECT_SHIFT(int64_t, -1234567890123456789, >>, 32);
    EXPECT_SHIFT(int64_t, -1234567890123456789, >>, 63);
    EXPECT_SHIFT(int64_t, 1234567890123456789, >>, 40);
}

static void count_known(void)
{
    for (unsigned bit = 0; bit < 32; bit++) {
        volatile uint32_t lowest = (uint32_t)1 << bit;
        volatile uint32_t all = lowest | (lowest - 1);
        volatile uint64_t wide = (uint64_t)lowest << 32 | 1;
        expect(__builtin_clz(lowest) == 31 - (int)bit, "leading zeros of one bit");
        expect(__builtin_clz(all) == 31 - (int)bit, "leading zeros of many bits");
        expect(__builtin_clzll(lowest) == 63 - (int)bit, "leading zeros, low half");
        expect(__builtin_clzll(wide) == 31 - (int)bit, "leading zeros, high half");
        expect(__builtin_ctz(lowest) == (int)bit, "trailing zeros");
    }
}

/* Marsaglia, "Xorshift RNGs": the shifts are constants, which need no helper. */
static uint64_t random_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void divide_random(void)
{
    uint64_t state = 88172645463325252u;
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t dividend = random_next(&state) >> (round & 63);
        uint64_t divisor = (random_next(&state) >> (round / 64 & 63)) | 1;
        uint64_t quotient = dividend / divisor;
        uint64_t remainder = dividend % divisor;
        expect(remainder < divisor && quotient * divisor + remainder == dividend,
               "random, 64 bits");

        uint32_t small = (uint32_t)dividend;
        uint32_t by = (uint32_t)divisor;
        expect(small % by < by && small / by * by + small % by == small, "random, 32 bits");
    }
}

noreturn void stub_main(void)
{
    divide_known();
    multiply_known();
    shift_known();
    count_known();
    divide_random();
    if (failed) {
        stub_end(STATUS_FAILED);
    }
    say("arith: passed\n");
    stub_end(STATUS_PASSED);
}
