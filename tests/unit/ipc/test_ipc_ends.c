/* SPDX-License-Identifier: MIT */
/*
 * Ends that meet something else which has happened just before.
 */
#include "scene.h"

#define NOWHERE ((tay_ua_t)0x7000000)

/* Somebody has let a thread go on before its supervisor heard of its fault. When that one goes, the
 * thread no longer waits for it, and nothing happens to it until it faults again. */
static void test_a_resumed_thread_outlives_its_supervisor(void **state)
{
    (void)state;
    struct actor child = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 1);
    act(&child);
    assert_false(sim_write(NOWHERE, "x", 1));
    act(&scene.init);
    assert_ok(tay_thread_start(child.thread));
    init_close(scene.endpoint);
    kill_actor(&scene.server);
    assert_false(is_gone(&child));
    act(&child);
    assert_true(sim_write(SIM_DATA_UA, "x", 1));
    assert_false(sim_write(NOWHERE, "x", 1));
    assert_true(is_gone(&child));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_a_resumed_thread_outlives_its_supervisor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
