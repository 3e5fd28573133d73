/* SPDX-License-Identifier: MIT */
/*
 * The clock that the card's is divided from: what the firmware tells, unless it tells none. This
 * test is who answers.
 */
#include <clock.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <tay/client.h>
#include <tay/log.h>

#define MAILBOX 7u
#define NOW_NS 1000u

const struct controller emmc = {
    .name = "emmc", .clock_hz = 250000000, .clock = TAY_FIRMWARE_CLOCK_EMMC};

static struct tay_call asked;
static unsigned calls;
static enum tay_status status;
static tay_word_t rate_hz, max_hz;

uint64_t pause_now(void)
{
    return NOW_NS;
}

enum tay_status tay_call(tay_cap_t handle, struct tay_call *call)
{
    assert_int_equal(handle, MAILBOX);
    calls++;
    asked = *call;
    call->word[0] = rate_hz;
    call->word[2] = max_hz;
    return status;
}

int tay_log_printf(const char *format, ...)
{
    (void)format;
    return 0;
}

static uint32_t ask(enum tay_status answer, tay_word_t rate, tay_word_t max)
{
    status = answer;
    rate_hz = rate;
    max_hz = max;
    return clock_ask(MAILBOX, &emmc);
}

static void test_question(void **state)
{
    (void)state;
    ask(TAY_OK, 50000000, 50000000);
    assert_int_equal(asked.label, TAY_MAILBOX_CLOCK);
    assert_int_equal(asked.word[0], TAY_FIRMWARE_CLOCK_EMMC);
    assert_int_equal(asked.deadline_ns, NOW_NS + CLOCK_NS);
}

/* The highest that it may come to, so that the card is never too fast. */
static void test_answers(void **state)
{
    (void)state;
    assert_int_equal(ask(TAY_OK, 50000000, 50000000), 50000000);
    assert_int_equal(ask(TAY_OK, 250000000, 400000000), 400000000);
    assert_int_equal(ask(TAY_OK, 400000000, 250000000), 400000000);
    assert_int_equal(ask(TAY_OK, 250000000, 0), 250000000);
}

static void test_no_answer(void **state)
{
    (void)state;
    assert_int_equal(ask(TAY_EPEER, 50000000, 50000000), 250000000);
    assert_int_equal(ask(TAY_ETIMEDOUT, 50000000, 50000000), 250000000);
    assert_int_equal(ask(TAY_OK, 0, 0), 250000000);         /* it stands */
    assert_int_equal(ask(TAY_OK, 0, 250000000), 250000000); /* the same */
    assert_int_equal(ask(TAY_OK, 1000, 1000), 250000000);   /* less than the card's */
    assert_int_equal(ask(TAY_OK, UINT64_MAX, 0), 250000000);
    assert_int_equal(ask(TAY_OK, 1, UINT64_MAX), 250000000);
    calls = 0;
    assert_int_equal(clock_ask(TAY_CAP_NULL, &emmc), 250000000);
    assert_int_equal(calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_question),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
