/* SPDX-License-Identifier: MIT */
/*
 * Accounts: budgets, what is charged, and what comes back.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <object/account.h>

static void test_query(void **state)
{
    (void)state;
    size_t budget, used, own_budget, own_used;
    assert_ok(tay_account_query(sim_boot_info()->account, &budget, &used));
    assert_ok(tay_account_query(TAY_OWN_ACCOUNT, &own_budget, &own_used));
    assert_int_equal(budget, own_budget);
    assert_int_equal(used, own_used);
    assert_int_equal(budget, frame_total_count() * PAGE);
    assert_true(used > 0 && used < budget);
    tay_cap_t child = make_account(TAY_OWN_ACCOUNT, 3);
    assert_ok(tay_account_query(child, &budget, &used));
    assert_int_equal(budget, 3 * PAGE);
    assert_int_equal(used, 0);
}

/* The parent pays the child's whole budget and, the first time, a page for account objects. */
static void test_parent_pays(void **state)
{
    (void)state;
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    make_account(TAY_OWN_ACCOUNT, 5);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before + 6 * PAGE);
    tay_cap_t child = make_account(TAY_OWN_ACCOUNT, 2);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before + 8 * PAGE);
    make_account(child, 1);
    assert_int_equal(used_bytes(child), 2 * PAGE);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before + 8 * PAGE);
}

static void test_invalid_budgets(void **state)
{
    (void)state;
    static const size_t budgets[] = {0, 1, PAGE - 1, PAGE + 1, SIZE_MAX};
    for (size_t i = 0; i < sizeof budgets / sizeof budgets[0]; i++) {
        tay_cap_t child;
        assert_status(tay_account_create(TAY_OWN_ACCOUNT, budgets[i], &child), TAY_EINVAL);
    }
}

static void test_budget_is_the_limit(void **state)
{
    (void)state;
    tay_cap_t handle;
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 4);
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    assert_status(tay_account_create(account, 4 * PAGE, &handle), TAY_ENOMEM);
    assert_status(tay_account_create(account, SIZE_MAX & ~(PAGE - 1), &handle), TAY_ENOMEM);
    assert_int_equal(used_bytes(account), 0);
    assert_ok(tay_account_create(account, 3 * PAGE, &handle));
    assert_int_equal(used_bytes(account), 4 * PAGE);
    assert_status(tay_endpoint_create(account, &handle), TAY_ENOMEM);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before);
}

/* Not even a page for the object itself. */
static void test_no_page_for_an_object(void **state)
{
    (void)state;
    tay_cap_t handle;
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 1);
    assert_ok(tay_notification_create(account, &handle));
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    assert_status(tay_account_create(account, PAGE, &handle), TAY_ENOMEM);
    assert_status(tay_process_create(account, TAY_CAP_NULL, 0, 64, 0, &handle), TAY_ENOMEM);
    assert_status(tay_memory_create(account, PAGE, &handle), TAY_ENOMEM);
    assert_int_equal(used_bytes(account), PAGE);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before);
}

/* Objects of one kind share a page; it is charged while it holds one. */
static void test_objects_share_pages(void **state)
{
    (void)state;
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 2);
    tay_cap_t handle[200];
    unsigned count = 0;
    while (count < 200 && tay_notification_create(account, &handle[count]) == TAY_OK) {
        count++;
        assert_true(used_bytes(account) == PAGE || used_bytes(account) == 2 * PAGE);
    }
    assert_true(count >= 30 && count < 200 && count % 2 == 0);
    assert_int_equal(used_bytes(account), 2 * PAGE);
    assert_ok(tay_cap_close(handle[0]));
    assert_ok(tay_notification_create(account, &handle[0]));
    for (unsigned i = 0; i < count / 2; i++) {
        assert_ok(tay_cap_close(handle[i]));
    }
    assert_int_equal(used_bytes(account), PAGE);
    for (unsigned i = count / 2; i < count; i++) {
        assert_ok(tay_cap_close(handle[i]));
    }
    assert_int_equal(used_bytes(account), 0);
}

static void test_depth_is_bounded(void **state)
{
    (void)state;
    tay_cap_t account = TAY_OWN_ACCOUNT;
    for (unsigned depth = 1; depth <= ACCOUNT_DEPTH_MAX; depth++) {
        account = make_account(account, 2 * (ACCOUNT_DEPTH_MAX + 1 - depth) + 1);
    }
    tay_cap_t handle;
    assert_status(tay_account_create(account, PAGE, &handle), TAY_EINVAL);
    assert_ok(tay_endpoint_create(account, &handle));
}

/* An account without a capability lives while it is charged or a process is bound to it. */
static void test_end_without_capability(void **state)
{
    (void)state;
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 16);
    tay_cap_t notification;
    assert_ok(tay_notification_create(account, &notification));
    tay_cap_t process = make_process(account);
    assert_ok(tay_cap_close(account));
    assert_ok(tay_trap_notify(notification, 1));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before + 17 * PAGE);
    assert_ok(tay_object_destroy(process));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before + 17 * PAGE);
    assert_ok(tay_cap_close(notification));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before);
    account = make_account(TAY_OWN_ACCOUNT, 16);
    assert_ok(tay_cap_close(account));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before);
}

/* Nobody else notices that an account is exhausted. */
static void test_exhaustion_is_private(void **state)
{
    (void)state;
    struct actor actor = act_in_account(16);
    exhaust_account();
    tay_cap_t handle;
    assert_status(tay_endpoint_create(TAY_OWN_ACCOUNT, &handle), TAY_ENOMEM);
    assert_status(tay_memory_create(TAY_OWN_ACCOUNT, PAGE, &handle), TAY_ENOMEM);
    step_back(&actor);
    make_endpoint();
    make_memory(8);
}

/* Dead accounts that one notification keeps, each in the other: they go one by one, and interrupts
 * may come between any two. */
static void test_a_chain_of_dead_accounts_goes_in_steps(void **state)
{
    (void)state;
    size_t before = used_bytes(TAY_OWN_ACCOUNT), frames = frame_free_count();
    tay_cap_t first = make_account(TAY_OWN_ACCOUNT, 100), last = first, notification;
    for (size_t pages = 97; pages > 40; pages -= 3) {
        last = make_account(last, pages);
    }
    assert_ok(tay_notification_create(last, &notification));
    assert_ok(tay_object_destroy(first));
    assert_false(is_handle(last));
    assert_true(is_handle(notification) && used_bytes(TAY_OWN_ACCOUNT) > before);
    sim_set_preemption(1, 1);
    assert_ok(tay_cap_close(notification));
    sim_set_preemption(0, 0);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before);
    assert_int_equal(frame_free_count(), frames);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_query),
        CORE_TEST(test_parent_pays),
        CORE_TEST(test_invalid_budgets),
        CORE_TEST(test_budget_is_the_limit),
        CORE_TEST(test_no_page_for_an_object),
        CORE_TEST(test_objects_share_pages),
        CORE_TEST(test_depth_is_bounded),
        CORE_TEST(test_end_without_capability),
        CORE_TEST(test_exhaustion_is_private),
        CORE_TEST(test_a_chain_of_dead_accounts_goes_in_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
