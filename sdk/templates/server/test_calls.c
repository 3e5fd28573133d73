/* SPDX-License-Identifier: MIT */
/*
 * The calls of template, on this computer.
 */
#include "calls.h"
#include "template.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum tay_status take(struct sum *sum, unsigned label, tay_word_t number,
                            struct tay_answer *answer)
{
    struct tay_server server = {.state = sum};
    struct tay_request request = {.label = label, .word = {number}};
    *answer = (struct tay_answer){0};
    return calls_take(&server, &request, answer);
}

static void test_numbers_add_up(void **state)
{
    struct sum sum = {0};
    struct tay_answer answer;

    (void)state;
    assert_int_equal(take(&sum, TEMPLATE_ADD, 40, &answer), TAY_OK);
    assert_int_equal(take(&sum, TEMPLATE_ADD, 2, &answer), TAY_OK);
    assert_int_equal(answer.word[0], 42);
}

static void test_too_large_changes_nothing(void **state)
{
    struct sum sum = {.total = 5};
    struct tay_answer answer;

    (void)state;
    assert_int_equal(take(&sum, TEMPLATE_ADD, UINT64_MAX, &answer), TAY_EINVAL);
    assert_int_equal(sum.total, 5);
}

static void test_another_label(void **state)
{
    struct sum sum = {0};
    struct tay_answer answer;

    (void)state;
    assert_int_equal(take(&sum, TEMPLATE_ADD + 1, 1, &answer), TAY_ENOSYS);
    assert_int_equal(sum.total, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_add_up),
        cmocka_unit_test(test_too_large_changes_nothing),
        cmocka_unit_test(test_another_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
