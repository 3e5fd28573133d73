/* SPDX-License-Identifier: MIT */
/*
 * Clones that are given up, at every point: by the end of the call, of either process, of the
 * server's thread, for want of memory or of a slot. Nothing is left of the child.
 */
#include "clone_scene.h"

#include <mem/frame.h>
#include <object/account.h>
#include <process/process.h>

/* The preemption points of one clone of the client, and some more. */
#define POINTS 16

static struct actor killer;
static size_t frames_before;
static unsigned processes_before;

static unsigned count_processes(void)
{
    unsigned count = 0;
    struct account *account = thread_behind(&scene.init)->process->account;
    for (struct list_node *node = list_first(&account->processes); node != NULL;
         node = list_next(&account->processes, node)) {
        count++;
    }
    return count;
}

/* Somebody more important than all will act at the nth preemption point of the clone. */
static void arm_killer(unsigned n)
{
    tay_cap_t bell;
    clone_boot(NULL);
    killer = make_thread(&scene.init, INIT_PRIORITY + 8);
    act(&killer);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &bell));
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + n * 1000};
    assert_status(take(TAY_TRAP_WAIT, bell, &message), SIM_BLOCKED);
    act(&scene.client);
    for (unsigned i = 0; i < 4; i++) {
        assert_true(sim_write(SIM_DATA_UA + i * PAGE, "x", 1));
    }
    assert_status(call_as(&scene.client, scene.called, 5), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    act(&scene.server);
    frames_before = frame_free_count();
    processes_before = count_processes();
    machine_set_preemption_time(1000);
    sim_set_preemption(1, 1);
}

/* Runs the clone; whether the killer came before its end. */
static bool interrupted(enum tay_status *status)
{
    struct clone clone;
    *status = try_clone(&clone);
    sim_set_preemption(0, 0);
    machine_set_preemption_time(0);
    return *status == SIM_BLOCKED;
}

static void assert_no_child(void)
{
    assert_int_equal(count_processes(), processes_before);
    assert_null(thread_behind(&scene.client)->process->clone.child);
}

/* What the killer does to the clone, and how that ends for the server. */
static void cancel_the_client(void)
{
    assert_ok(tay_thread_cancel(scene.client.thread));
}

static void sweep(void (*kill)(void), enum tay_status expected)
{
    unsigned hits = 0;
    for (unsigned n = 1; n < POINTS; n++) {
        enum tay_status status;
        arm_killer(n);
        if (!interrupted(&status)) {
            continue;
        }
        hits++;
        kill();
        act(&scene.init); /* the server goes on, and whatever is to be ended ends */
        assert_status(sim_status(scene.server.context), expected);
        assert_no_child();
        assert_int_equal(frame_free_count(), frames_before);
    }
    assert_in_range(hits, 3, POINTS - 2);
}

static void step_aside(void)
{
    assert_ok(tay_thread_set_priority(thread_behind(&killer)->own_handle, 1));
}

static void cancel_and_go(void)
{
    cancel_the_client();
    step_aside();
}

static void test_the_call_ends(void **state)
{
    (void)state;
    sweep(cancel_and_go, TAY_EPEER);
}

static void destroy_client(void)
{
    assert_ok(tay_object_destroy(scene.client.process));
    step_aside();
}

static void test_the_parent_ends(void **state)
{
    (void)state;
    unsigned hits = 0;
    for (unsigned n = 1; n < POINTS; n++) {
        enum tay_status status;
        arm_killer(n);
        if (!interrupted(&status)) {
            continue;
        }
        hits++;
        destroy_client();
        act(&scene.init);
        assert_status(sim_status(scene.server.context), TAY_EHANDLE);
        assert_int_equal(count_processes(), processes_before - 1);
    }
    assert_in_range(hits, 3, POINTS - 2);
}

static void test_the_server_ends(void **state)
{
    (void)state;
    unsigned hits = 0;
    for (unsigned n = 1; n < POINTS; n++) {
        enum tay_status status;
        arm_killer(n);
        if (!interrupted(&status)) {
            continue;
        }
        hits++;
        assert_ok(tay_object_destroy(scene.server.process));
        step_aside();
        act(&scene.init);
        assert_int_equal(count_processes(), processes_before - 1);
        assert_status(sim_status(scene.client.context), TAY_EPEER);
        act(&scene.client); /* it runs on */
    }
    assert_in_range(hits, 3, POINTS - 2);
}

/* While it is cloned no thread of the process runs, however important. */
static void test_threads_of_the_process_are_held_back(void **state)
{
    (void)state;
    unsigned hits = 0;
    for (unsigned n = 1; n < POINTS; n++) {
        enum tay_status status;
        arm_killer(n);
        struct actor second = {.process = scene.client.process};
        sim_set_preemption(0, 0);
        second = make_thread(&scene.client, INIT_PRIORITY);
        sim_set_preemption(1, 1);
        act(&scene.server);
        if (!interrupted(&status)) {
            continue;
        }
        hits++;
        assert_ok(tay_thread_set_priority(second.thread, INIT_PRIORITY + 4));
        assert_ok(tay_thread_set_priority(thread_behind(&killer)->own_handle, INIT_PRIORITY + 2));
        assert_ptr_equal(sim_current(), killer.context);
        step_aside();
        assert_ptr_equal(sim_current(), second.context); /* now that the clone is done */
        assert_status(sim_status(scene.server.context), TAY_OK);
    }
    assert_in_range(hits, 3, POINTS - 2);
}

/* The account has so many pages left: the clone fails, or it succeeds; failing it costs nothing. */
static void test_memory_ends(void **state)
{
    bool succeeded = false;
    for (size_t pages = 0; !succeeded; pages++) {
        struct clone clone;
        tay_cap_t account;
        clone_boot(state);
        act(&scene.init);
        size_t budget = 400 * PAGE;
        assert_ok(tay_account_create(TAY_OWN_ACCOUNT, budget, &account));
        scene.client = make_actor(account, TAY_CAP_NULL, 0);
        scene.called = give(&scene.client, scene.endpoint, TAY_RIGHT_SEND);
        client_handle = give(&scene.server, scene.client.process, TAY_RIGHTS_ALL);
        act(&scene.client);
        exhaust_account();
        act(&scene.init);
        size_t used = used_bytes(account);
        assert_int_equal(used, budget);
        if (pages > 0) {
            /* The client's own child accounts are destroyed with a smaller one in their place. */
            act(&scene.client);
            tay_cap_t first = TAY_CAP_NULL;
            for (tay_cap_t slot = 0; slot < TAY_SLOTS_MIN; slot++) {
                tay_cap_t handle = (tay_cap_t)1 << TAY_CAP_SLOT_BITS | slot;
                tay_word_t type, rights, badge;
                if (tay_cap_query(handle, &type, &rights, &badge) == TAY_OK &&
                    type == TAY_OBJECT_account) {
                    first = first == TAY_CAP_NULL ? handle : first;
                }
            }
            size_t all, child_used;
            assert_ok(tay_account_query(first, &all, &child_used));
            assert_ok(tay_cap_close(first));
            assert_ok(tay_account_create(TAY_OWN_ACCOUNT, all - pages * PAGE, &first));
        }
        assert_status(call_as(&scene.client, scene.called, 5), SIM_BLOCKED);
        expect(TAY_KIND_CALL);
        act(&scene.server);
        size_t frames = frame_free_count();
        enum tay_status status = try_clone(&clone);
        succeeded = status == TAY_OK;
        if (!succeeded) {
            assert_status(status, TAY_ENOMEM);
            assert_int_equal(frame_free_count(), frames);
            assert_ok(answer_as(&scene.server, TAY_OK)); /* the call is still in hand */
        }
        assert_true(pages < 100);
    }
}

static void test_no_slot_is_left(void **state)
{
    (void)state;
    struct clone clone;
    assert_status(call_as(&scene.client, scene.called, 5), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    fill_table_but(1);
    assert_no_trace(try_clone(&clone), TAY_EFULL);
}

/* The child waits as its parent does: it hears of the reply's end, and can give the call up. */
static void test_the_reply_of_the_child_is_closed(void **state)
{
    (void)state;
    struct clone clone = clone_of(&scene.client);
    act(&scene.server);
    assert_ok(tay_cap_close(clone.reply));
    assert_status(sim_status(clone.actor.context), TAY_EPEER);
    assert_ok(answer_as(&scene.server, TAY_OK));
}

static void test_the_end_of_the_child_is_told(void **state)
{
    (void)state;
    struct clone clone = clone_of(&scene.client);
    act(&scene.server);
    assert_ok(tay_object_destroy(clone.process));
    assert_ok(answer_as(&scene.server, TAY_OK));
    struct tay_message got = expect(TAY_KIND_ABANDONED);
    assert_true(got.badge == ABANDONED);
    got = expect(TAY_KIND_EXITED);
    assert_true(got.badge == EXITED);
    assert_int_equal(got.word[0], TAY_EXIT_DESTROYED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLONE_TEST(test_the_call_ends),
        CLONE_TEST(test_the_parent_ends),
        CLONE_TEST(test_the_server_ends),
        CLONE_TEST(test_threads_of_the_process_are_held_back),
        CLONE_TEST(test_memory_ends),
        CLONE_TEST(test_no_slot_is_left),
        CLONE_TEST(test_the_reply_of_the_child_is_closed),
        CLONE_TEST(test_the_end_of_the_child_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
