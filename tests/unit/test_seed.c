/* SPDX-License-Identifier: MIT */
/*
 * Derived numbers: the function is the one that it says it is.
 */
#include "unit.h"

#include <tay/abi/seed.h>

/* The key 00 01 ... 0f of SipHash's own test vectors, as two little-endian words. */
#define KEY_LOW UINT64_C(0x0706050403020100)
#define KEY_HIGH UINT64_C(0x0f0e0d0c0b0a0908)

/* The SipHash-2-4 of 00 01 ... 07 with that key: the 9th of the 64 vectors that are published with
 * the reference code; OpenSSL's SIPHASH says the same. */
static void test_published_vector(void **state)
{
    (void)state;
    assert_int_equal(tay_seed_derive(KEY_LOW, KEY_HIGH, KEY_LOW), UINT64_C(0x93f5f5799a932462));
}

/* As OpenSSL 3 has them: openssl mac -macopt hexkey:... -macopt size:8 SIPHASH. */
static void test_other_vectors(void **state)
{
    (void)state;
    assert_int_equal(tay_seed_derive(0, 0, 0), UINT64_C(0xe849e8bb6ffe2567));
    assert_int_equal(tay_seed_derive(UINT64_MAX, TAY_SEED_STACK, UINT64_MAX),
                     UINT64_C(0xc760eb562f62f201));
}

static void test_uses_and_numbers_differ(void **state)
{
    (void)state;
    uint64_t first = tay_seed_derive(1, TAY_SEED_GUARD, 0);
    assert_int_equal(tay_seed_derive(1, TAY_SEED_GUARD, 0), first);
    assert_int_not_equal(tay_seed_derive(2, TAY_SEED_GUARD, 0), first);
    assert_int_not_equal(tay_seed_derive(1, TAY_SEED_PLACE, 0), first);
    assert_int_not_equal(tay_seed_derive(1, TAY_SEED_GUARD, 1), first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_vector),
        cmocka_unit_test(test_other_vectors),
        cmocka_unit_test(test_uses_and_numbers_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
