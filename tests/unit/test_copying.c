/* SPDX-License-Identifier: MIT */
/*
 * Copying and filling of the SDK, and of kernels, under other names, for each alignment and each
 * small length.
 */
#include "unit.h"
#include <string.h>

#define ROOM 160u
#define BYTES_MAX 100u
#define OFFSETS 9u

void *tested_memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *tested_memset(void *to, int value, size_t bytes);

static void test_copy(void **state)
{
    _Alignas(16) uint8_t from[ROOM], to[ROOM], wanted[ROOM];
    (void)state;
    for (unsigned i = 0; i < ROOM; i++) {
        from[i] = (uint8_t)(i * 7 + 1);
    }
    for (unsigned n = 0; n < OFFSETS * OFFSETS * BYTES_MAX; n++) {
        size_t source = n % OFFSETS, target = n / OFFSETS % OFFSETS, bytes = n / OFFSETS / OFFSETS;
        memset(to, 0xee, sizeof to);
        memset(wanted, 0xee, sizeof wanted);
        memcpy(wanted + target, from + source, bytes);
        assert_ptr_equal(tested_memcpy(to + target, from + source, bytes), to + target);
        assert_memory_equal(to, wanted, sizeof to);
    }
}

static void test_fill(void **state)
{
    _Alignas(16) uint8_t to[ROOM], wanted[ROOM];
    (void)state;
    for (unsigned n = 0; n < OFFSETS * BYTES_MAX; n++) {
        size_t target = n % OFFSETS, bytes = n / OFFSETS;
        int value = (int)n - 300; /* its low byte counts */
        memset(to, 0xee, sizeof to);
        memset(wanted, 0xee, sizeof wanted);
        memset(wanted + target, value, bytes);
        assert_ptr_equal(tested_memset(to + target, value, bytes), to + target);
        assert_memory_equal(to, wanted, sizeof to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_copy), cmocka_unit_test(test_fill)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
