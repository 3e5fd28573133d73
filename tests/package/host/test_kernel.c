/* SPDX-License-Identifier: MIT */
/* The project's own code, and the real kernel: a notification wakes at its deadline. */
#include "tally.h"
#include <kernel_state.h>
#include <setjmp.h>
#include <sim.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <tay/manifest.h>
#include <tay/operations.h>
#include <tay/trap.h>

#include <cmocka.h>

static void test_tally(void **state)
{
    tay_word_t sum = 1;
    struct tay_server server = {.state = &sum};
    struct tay_request request = {.word = {41}};
    struct tay_answer answer = {0};

    (void)state;
    assert_int_equal(tally_on_call(&server, &request, &answer), TAY_OK);
    assert_int_equal(answer.word[0], 42);
}

static void test_deadline(void **state)
{
    tay_cap_t notification;
    tay_word_t bits;

    (void)state;
    sim_check_always(kernel_check);
    sim_boot(NULL);
    const struct hal_context *self = sim_current();
    assert_int_equal(tay_notification_create(TAY_OWN_ACCOUNT, &notification), TAY_OK);
    assert_int_equal(tay_trap_wait(notification, TAY_INFO_DEADLINE, 5000, &bits), SIM_BLOCKED);
    assert_true(sim_run_until(self));
    assert_int_equal(sim_now(), 5000);
    assert_int_equal(sim_status(self), TAY_ETIMEDOUT);
    sim_stop();
}

static void test_manifest(void **state)
{
    static const char text[] = "program = lot\nfoo = bar\n";
    struct tay_manifest manifest;
    struct tay_manifest_error error;

    (void)state;
    assert_false(tay_manifest_parse(text, sizeof text - 1, &manifest, &error));
    assert_int_equal(error.line, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tally),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_manifest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
