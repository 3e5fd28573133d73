/* SPDX-License-Identifier: MIT */
/*
 * Interrupt lines: bound once, masked until acknowledged, quiet when their owner is gone.
 */
#include "fixture.h"

#define LINE 7u

static tay_cap_t make_irq(unsigned line, tay_cap_t notification, tay_word_t bits)
{
    tay_cap_t irq;
    assert_ok(tay_irq_create(sim_boot_info()->irq_control, line, notification, bits, &irq));
    return irq;
}

static tay_word_t take(tay_cap_t notification)
{
    tay_word_t bits = 0;
    enum tay_status status = tay_trap_wait(notification, TAY_INFO_DEADLINE, 0, &bits);
    assert_true(status == TAY_OK || status == TAY_ETIMEDOUT);
    return bits;
}

static void test_masked_until_acknowledged(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_cap_t irq = make_irq(LINE, notification, 12);
    sim_raise_line(LINE);
    assert_int_equal(take(notification), 0);
    assert_ok(tay_irq_acknowledge(irq));
    assert_int_equal(take(notification), 12);
    sim_raise_line(LINE);
    sim_raise_line(LINE);
    assert_int_equal(take(notification), 0);
    assert_ok(tay_irq_acknowledge(irq));
    assert_int_equal(take(notification), 12);
    assert_ok(tay_irq_acknowledge(irq));
    assert_int_equal(take(notification), 0);
}

static void test_wakes_a_driver(void **state)
{
    (void)state;
    struct hal_context *driver = sim_current();
    tay_word_t bits;
    tay_cap_t notification = make_notification();
    assert_ok(tay_irq_acknowledge(make_irq(0, notification, 1)));
    assert_ok(tay_irq_acknowledge(make_irq(MACHINE_LINES - 1, notification, 2)));
    struct actor other = start_thread(TAY_CAP_SELF, PRIORITY_BEHIND);
    assert_status(tay_trap_wait(notification, 0, 0, &bits), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), other.context);
    sim_raise_line(MACHINE_LINES - 1);
    assert_ptr_equal(sim_current(), driver);
    struct tay_message message;
    assert_true(sim_result(driver, &message));
    assert_int_equal(message.result, TAY_OK);
    assert_int_equal(message.word[0], 2);
    sim_raise_line(0);
    assert_int_equal(take(notification), 1);
}

static void test_statuses(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    static const struct {
        tay_word_t line, bits;
        enum tay_status status;
    } rows[] = {
        {MACHINE_LINES, 1, TAY_EINVAL},
        {~(tay_word_t)0, 1, TAY_EINVAL},
        {(tay_word_t)1 << 32, 1, TAY_EINVAL},
        {LINE, 0, TAY_EINVAL},
        {LINE, 1, TAY_OK},
        {LINE, 1, TAY_ESTATE},
        {LINE + 1, 1, TAY_OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tay_cap_t irq;
        assert_status(tay_irq_create(sim_boot_info()->irq_control, rows[i].line, notification,
                                     rows[i].bits, &irq),
                      rows[i].status);
    }
}

/* A dead driver's line stays masked until it is bound again. */
static void test_end_masks(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_cap_t irq = make_irq(LINE, notification, 1);
    tay_cap_t other = make_irq(LINE + 1, notification, 2);
    assert_ok(tay_irq_acknowledge(irq));
    assert_ok(tay_irq_acknowledge(other));
    assert_ok(tay_cap_close(irq));
    sim_raise_line(LINE);
    assert_int_equal(take(notification), 0);
    sim_raise_line(LINE + 1);
    assert_int_equal(take(notification), 2);
    irq = make_irq(LINE, notification, 4);
    assert_int_equal(take(notification), 0);
    assert_ok(tay_irq_acknowledge(irq));
    assert_int_equal(take(notification), 4);
}

static void test_notification_that_ended(void **state)
{
    (void)state;
    size_t used = used_bytes(TAY_OWN_ACCOUNT);
    tay_cap_t notification = make_notification();
    tay_cap_t irq = make_irq(LINE, notification, 1);
    assert_ok(tay_irq_acknowledge(irq));
    assert_ok(tay_object_destroy(notification));
    sim_raise_line(LINE);
    assert_ok(tay_irq_acknowledge(irq));
    assert_ok(tay_object_destroy(irq));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_masked_until_acknowledged),
        CORE_TEST(test_wakes_a_driver),
        CORE_TEST(test_statuses),
        CORE_TEST(test_end_masks),
        CORE_TEST(test_notification_that_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
