/* SPDX-License-Identifier: MIT */
/* A test that fails must fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_wrong(void **state)
{
    (void)state;
    assert_int_equal(6 * 7, 41);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
