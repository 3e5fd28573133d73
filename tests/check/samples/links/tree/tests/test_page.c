/* SPDX-License-Identifier: MIT */
static void test_good(void **state)
{
    (void)state;
}
