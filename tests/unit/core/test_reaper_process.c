/* SPDX-License-Identifier: MIT */
/*
 * The end of a process that has something of everything: by anybody, preempted anywhere, and
 * nothing is left: as many free frames and as much charged as before.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <object/reaper.h>

#define RW TAY_MAP_WRITE
#define SHARED_RW (TAY_MAP_WRITE | TAY_MAP_SHARED)

/* What there is before, and must be again. */
struct balance {
    size_t frames;
    size_t used;
};

static struct balance take_balance(void)
{
    return (struct balance){frame_free_count(), used_bytes(TAY_OWN_ACCOUNT)};
}

static void assert_balance(struct balance before)
{
    assert_false(reaper_has_work());
    assert_int_equal(frame_free_count(), before.frames);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before.used);
}

/* A process, two accounts deep, with something of everything: what the current thread, one of its
 * own, leaves behind. */
static void furnish(void)
{
    tay_word_t bits, given;
    tay_cap_t notification = make_notification();
    tay_cap_t memory = make_memory(20);
    tay_ua_t shared = map_memory(memory, SHARED_RW), mine = map_memory(memory, RW);
    tay_ua_t fresh = map_fresh(40, RW);
    for (unsigned i = 0; i < 20; i++) {
        assert_true(sim_write(shared + i * PAGE, "x", 1));
        assert_true(sim_write(mine + i * PAGE, "y", 1));
        assert_true(sim_write(fresh + 2 * i * PAGE, "z", 1));
    }
    assert_ok(tay_timer_set(make_timer(notification, 1), 900 * NS_PER_MS, NS_PER_MS));
    tay_cap_t endpoint = make_endpoint();
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 20), child;
    assert_ok(tay_process_create(account, endpoint, 0, 64, TAY_PRIORITY_MAX, &child));
    assert_ok(tay_process_give(child, memory, TAY_RIGHTS_ALL, &given));
    assert_ok(tay_process_give(child, account, TAY_RIGHTS_ALL, &given));
    struct actor waiter = start_thread(TAY_CAP_SELF, PRIORITY_AHEAD + 1);
    assert_status(tay_trap_wait(notification, TAY_INFO_DEADLINE, 800 * NS_PER_MS, &bits),
                  SIM_BLOCKED);
    assert_status(sim_status(waiter.context), SIM_BLOCKED);
    start_thread(child, PRIORITY_AHEAD + 1);
    struct tay_message message;
    assert_status(receive(make_endpoint(), &message), SIM_BLOCKED);
    start_thread(child, 1);                                /* ready */
    assert_ok(tay_process_exit(make_process(account), 3)); /* gone already */
    assert_status(tay_process_create(account, endpoint, 1, 64, 1, &child), TAY_OK);
    assert_ok(tay_process_exit(child, 3)); /* a message waits */
}

static struct actor furnished(tay_cap_t *account, tay_cap_t *process)
{
    *account = make_account(TAY_OWN_ACCOUNT, 300);
    *process = make_process(*account);
    struct actor actor = start_thread(*process, PRIORITY_AHEAD);
    furnish();
    assert_ptr_equal(sim_current(), actor.context);
    return actor;
}

enum way {
    DESTROY_PROCESS,
    DESTROY_ACCOUNT,
    EXIT,
    FAULT,
    DESTROY_SELF,
    OWN_ACCOUNT,
    LAST_CAP,
    WAYS
};

static void end_by(enum way way, const struct actor *actor, tay_cap_t account, tay_cap_t process)
{
    tay_cap_t own_account;
    switch (way) {
    case DESTROY_PROCESS:
        step_back(actor);
        assert_ok(tay_object_destroy(process));
        break;
    case DESTROY_ACCOUNT:
        step_back(actor);
        assert_ok(tay_object_destroy(account));
        break;
    case EXIT:
        assert_status(tay_process_exit(TAY_CAP_SELF, 1), SIM_BLOCKED);
        break;
    case FAULT:
        assert_false(sim_fault(HAL_FAULT_INSTRUCTION, 0));
        break;
    case DESTROY_SELF:
        assert_status(tay_object_destroy(TAY_CAP_SELF), SIM_BLOCKED);
        break;
    case OWN_ACCOUNT:
        step_back(actor);
        assert_ok(tay_process_give(process, account, TAY_RIGHTS_ALL, &(tay_word_t){0}));
        let_act(actor);
        for (own_account = TAY_CAP_SELF + 63; !is_handle(own_account); own_account--) {
        }
        assert_status(tay_object_destroy(own_account), SIM_BLOCKED);
        break;
    default:
        assert_ok(tay_cap_close(TAY_CAP_SELF));
        step_back(actor);
        assert_ok(tay_cap_close(process));
        break;
    }
}

static void test_every_way_at_every_point(void **state)
{
    (void)state;
    make_account(TAY_OWN_ACCOUNT, 1); /* slabs that stay */
    struct balance before = take_balance();
    struct hal_context *init = sim_current();
    for (unsigned way = 0; way < WAYS; way++) {
        for (unsigned one_in = 0; one_in < 4; one_in++) {
            tay_cap_t account, process;
            struct actor actor = furnished(&account, &process);
            sim_set_preemption(one_in, one_in);
            end_by((enum way)way, &actor, account, process);
            sim_set_preemption(0, 0);
            assert_ptr_equal(sim_current(), init);
            assert_false(sim_is_live(actor.context));
            if (is_handle(account)) {
                assert_ok(tay_object_destroy(account)); /* the child has lived on there */
            }
            assert_balance(before);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_every_way_at_every_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
