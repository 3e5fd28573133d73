/* SPDX-License-Identifier: MIT */
/*
 * The badge that a capability shows to whoever holds it: a session's, the same in every copy, and
 * none on anything else.
 */
#include "scene.h"

#define BADGE UINT64_C(0xfedcba9876543210)

static void assert_badge(tay_cap_t handle, tay_word_t expected)
{
    tay_word_t type, rights, badge = ~expected;
    assert_ok(tay_cap_query(handle, &type, &rights, &badge));
    assert_int_equal(badge, expected);
}

static void test_a_session_shows_its_badge(void **state)
{
    (void)state;
    const uint64_t badges[] = {BADGE, 0, 1, UINT64_MAX};
    for (unsigned i = 0; i < sizeof badges / sizeof *badges; i++) {
        tay_cap_t session;
        assert_ok(tay_session_mint(scene.endpoint, badges[i], TAY_CAP_NULL, 0, &session));
        assert_badge(session, badges[i]);
    }
}

static void test_a_copy_shows_the_same_badge(void **state)
{
    (void)state;
    tay_cap_t session, copy;
    assert_ok(tay_session_mint(scene.endpoint, BADGE, TAY_CAP_NULL, 0, &session));
    assert_ok(tay_cap_copy(session, TAY_RIGHT_SEND, &copy));
    assert_badge(copy, BADGE);
    tay_cap_t given = give(&scene.client, session, TAY_RIGHTS_ALL);
    act(&scene.client);
    assert_badge(given, BADGE);
}

static void test_nothing_else_has_a_badge(void **state)
{
    (void)state;
    tay_cap_t notification;
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    assert_badge(notification, 0);
    assert_badge(scene.endpoint, 0);
    assert_badge(TAY_CAP_SELF, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_a_session_shows_its_badge),
        SCENE_TEST(test_a_copy_shows_the_same_badge),
        SCENE_TEST(test_nothing_else_has_a_badge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
