/* SPDX-License-Identifier: MIT */
/*
 * Priority: a thread runs at the highest of its base, its current caller, and the highest caller
 * queued on the endpoint that its current call came from. After each event the harness compares
 * every thread with that sentence; the tests name the cases. And the time slice, which travels.
 *
 * init is the most important thread here, so that it can act at any time.
 */
#include "scene.h"

#include <ipc/endpoint.h>
#include <sched/core.h>
#include <sched/scheduler.h>

#define BASE 10u
#define LINKS 16u

static int boot(void **state)
{
    scene_boot(state);
    set_priority(&scene.server, BASE);
    set_priority(&scene.client, BASE);
    set_priority(&scene.other, BASE);
    return 0;
}

#define PRIORITY_TEST(function) cmocka_unit_test_setup_teardown(function, boot, scene_stop)

static unsigned priority_of(const struct actor *actor)
{
    return thread_behind(actor)->priority;
}

/* Lets an actor act though there are more important ones: it becomes as important as init. */
static void lift(const struct actor *actor)
{
    set_priority(actor, INIT_PRIORITY);
    act(actor);
}

/* Sets the base of a thread that is blocked, or that is to become less important than init. */
static void set_base(const struct actor *actor, unsigned priority)
{
    set_priority(actor, priority);
}

/* A caller with a priority of its own calls the server's endpoint. */
static void call_at(const struct actor *actor, unsigned priority)
{
    lift(actor);
    struct tay_message message = {.info = 0};
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    set_base(actor, priority);
}

static void receive_call(const struct actor *actor)
{
    lift(actor);
    struct tay_message message = {0};
    assert_ok(take(TAY_TRAP_RECV, scene.served, &message));
    assert_int_equal(tay_message_kind(&message), TAY_KIND_CALL);
    set_base(actor, BASE);
}

static void answer_call(const struct actor *actor)
{
    lift(actor);
    struct tay_message message = {.info = TAY_OK};
    assert_ok(take(TAY_TRAP_SEND, TAY_CALL_IN_HAND, &message));
    set_base(actor, BASE);
}

static void test_a_server_runs_at_its_callers_priority(void **state)
{
    (void)state;
    call_at(&scene.client, 20);
    assert_int_equal(priority_of(&scene.server), BASE);
    receive_call(&scene.server);
    assert_int_equal(priority_of(&scene.server), 20);
    answer_call(&scene.server);
    assert_int_equal(priority_of(&scene.server), BASE);
}

static void test_a_server_that_waits_runs_at_its_callers_priority_at_once(void **state)
{
    (void)state;
    struct tay_message message = {0};
    lift(&scene.server);
    assert_status(take(TAY_TRAP_RECV, scene.served, &message), SIM_BLOCKED);
    set_base(&scene.server, BASE);
    call_at(&scene.client, 20);
    assert_int_equal(priority_of(&scene.server), 20);
}

/* ... but never below its base. */
static void test_a_caller_never_lowers_its_server(void **state)
{
    (void)state;
    call_at(&scene.client, 3);
    receive_call(&scene.server);
    assert_int_equal(priority_of(&scene.server), BASE);
}

/* The highest caller queued on the endpoint that the current call came from counts, too. */
static void test_the_highest_queued_caller_counts(void **state)
{
    (void)state;
    call_at(&scene.client, 12);
    receive_call(&scene.server);
    call_at(&scene.other, 25);
    assert_int_equal(priority_of(&scene.server), 25);
    answer_call(&scene.server);
    assert_int_equal(priority_of(&scene.server), BASE); /* it serves nobody now */
    receive_call(&scene.server);
    assert_int_equal(priority_of(&scene.server), 25);
}

/* Queued callers of another endpoint, or with no call in hand, lend nothing. */
static void test_queued_callers_lend_nothing_without_a_call_in_hand(void **state)
{
    (void)state;
    call_at(&scene.client, 20);
    call_at(&scene.other, 25);
    assert_int_equal(priority_of(&scene.server), BASE);
    tay_cap_t second;
    act(&scene.init);
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &second));
    tay_cap_t served = give(&scene.server, second, TAY_RIGHT_RECEIVE);
    tay_cap_t called = give(&scene.init, second, TAY_RIGHT_SEND);
    struct actor third = make_thread(&scene.init, BASE);
    lift(&third);
    struct tay_message message = {0};
    assert_status(take(TAY_TRAP_CALL, called, &message), SIM_BLOCKED);
    set_base(&third, 11);
    lift(&scene.server);
    assert_ok(take(TAY_TRAP_RECV, served, &message));
    set_base(&scene.server, BASE);
    assert_int_equal(priority_of(&scene.server), 11);
}

/* Put-aside calls lend nothing. */
static void test_put_aside_calls_lend_nothing(void **state)
{
    (void)state;
    tay_cap_t reply;
    call_at(&scene.client, 20);
    receive_call(&scene.server);
    lift(&scene.server);
    assert_ok(tay_call_put_aside(TAY_CALL_IN_HAND, 0, &reply));
    set_base(&scene.server, BASE);
    assert_int_equal(priority_of(&scene.server), BASE);
    set_base(&scene.client, 30);
    assert_int_equal(priority_of(&scene.server), BASE);
}

/* Recomputed on every change: of the caller's priority, */
static void test_a_change_of_the_callers_priority_counts(void **state)
{
    (void)state;
    call_at(&scene.client, 20);
    receive_call(&scene.server);
    set_base(&scene.client, 28);
    assert_int_equal(priority_of(&scene.server), 28);
    set_base(&scene.client, 4);
    assert_int_equal(priority_of(&scene.server), BASE);
    set_base(&scene.server, 15);
    assert_int_equal(priority_of(&scene.server), 15);
    call_at(&scene.other, 16);
    assert_int_equal(priority_of(&scene.server), 16);
    set_base(&scene.other, 18);
    assert_int_equal(priority_of(&scene.server), 18);
    set_base(&scene.other, 2);
    assert_int_equal(priority_of(&scene.server), 15);
}

/* of the queue, by deadline, cancel and death, */
static void test_a_caller_that_leaves_the_queue_counts_no_more(void **state)
{
    (void)state;
    call_at(&scene.client, 12);
    receive_call(&scene.server);
    lift(&scene.other);
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + NS_PER_MS};
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    assert_int_equal(priority_of(&scene.server), INIT_PRIORITY);
    set_base(&scene.other, 20);
    assert_int_equal(priority_of(&scene.server), 20);
    sim_advance(NS_PER_MS);
    assert_int_equal(priority_of(&scene.server), 12);
    set_base(&scene.other, BASE);
    call_at(&scene.other, 20);
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.other.thread));
    assert_int_equal(priority_of(&scene.server), 12);
    set_base(&scene.other, BASE);
    call_at(&scene.other, 20);
    assert_int_equal(priority_of(&scene.server), 20);
    kill_actor(&scene.other);
    assert_int_equal(priority_of(&scene.server), 12);
}

/* of the call in hand, by deadline, cancel and death, */
static void test_a_caller_whose_call_ends_counts_no_more(void **state)
{
    (void)state;
    for (unsigned how = 0; how < 4; how++) {
        boot(state);
        struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + NS_PER_MS};
        lift(&scene.client);
        assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
        set_base(&scene.client, 20);
        receive_call(&scene.server);
        assert_int_equal(priority_of(&scene.server), 20);
        act(&scene.init);
        if (how == 3) {
            sim_advance(NS_PER_MS);
        } else if (how == 0) {
            assert_ok(tay_thread_cancel(scene.client.thread));
        } else if (how == 1) {
            assert_ok(tay_object_destroy(scene.client.thread));
        } else {
            kill_actor(&scene.client);
        }
        assert_int_equal(priority_of(&scene.server), BASE);
    }
}

/* and of who takes a queued caller: with two servers, the other one works for it no more. */
static void test_a_caller_taken_by_another_server_counts_there_alone(void **state)
{
    (void)state;
    struct actor second = make_thread(&scene.server, BASE);
    struct actor third = make_thread(&scene.client, BASE);
    call_at(&scene.client, 12);
    receive_call(&scene.server);
    call_at(&scene.other, 13);
    receive_call(&second);
    call_at(&third, 25);
    assert_int_equal(priority_of(&scene.server), 25);
    assert_int_equal(priority_of(&second), 25);
    answer_call(&second);
    assert_int_equal(priority_of(&second), BASE);
    receive_call(&second);
    assert_int_equal(priority_of(&second), 25);
    assert_int_equal(priority_of(&scene.server), 12);
}

/* ... even if what it takes is a message that wants no answer. */
static void test_a_sender_taken_by_another_server_counts_no_more(void **state)
{
    (void)state;
    struct actor second = make_thread(&scene.server, BASE);
    call_at(&scene.client, 12);
    receive_call(&scene.server);
    lift(&scene.other);
    struct tay_message message = {0};
    assert_status(take(TAY_TRAP_SEND, scene.called, &message), SIM_BLOCKED);
    set_base(&scene.other, 25);
    assert_int_equal(priority_of(&scene.server), 25);
    lift(&second);
    assert_ok(take(TAY_TRAP_RECV, scene.served, &message));
    set_base(&second, BASE);
    assert_int_equal(priority_of(&second), BASE);
    assert_int_equal(priority_of(&scene.server), 12);
}

/* Those who queue are turned away: they count no more. */
static void test_refused_callers_count_no_more(void **state)
{
    (void)state;
    call_at(&scene.client, 12);
    receive_call(&scene.server);
    call_at(&scene.other, 25);
    act(&scene.init);
    assert_ok(tay_endpoint_refuse(scene.endpoint, 1));
    assert_int_equal(priority_of(&scene.server), 12);
}

/* A chain of servers, each calling the next: link[0] is called by the client. */
static struct actor link[LINKS + 3];
static tay_cap_t link_called[LINKS + 3]; /* by the one before, in the client's process */
static tay_cap_t link_served[LINKS + 3];

/* Every link is a thread of the client's process with an endpoint of its own. */
static void make_chain(unsigned length)
{
    for (unsigned i = 0; i < length; i++) {
        tay_cap_t endpoint;
        link[i] = make_thread(&scene.client, BASE);
        assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint));
        link_served[i] = link_called[i] = give(&link[i], endpoint, TAY_RIGHTS_ALL);
    }
    for (unsigned i = length; i > 0; i--) {
        struct tay_message message = {0};
        lift(&link[i - 1]);
        assert_status(take(TAY_TRAP_RECV, link_served[i - 1], &message), SIM_BLOCKED);
        set_base(&link[i - 1], BASE);
    }
    for (unsigned i = 0; i < length; i++) {
        struct tay_message message = {0};
        lift(i == 0 ? &scene.client : &link[i - 1]);
        assert_status(take(TAY_TRAP_CALL, link_called[i], &message), SIM_BLOCKED);
        set_base(i == 0 ? &scene.client : &link[i - 1], BASE);
    }
}

/* Through at most 16 links: so far a change reaches, at each change. */
static void test_a_change_goes_through_a_chain(void **state)
{
    (void)state;
    make_chain(8);
    set_base(&scene.client, 25);
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(priority_of(&link[i]), 25);
    }
    set_base(&link[3], 28);
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(priority_of(&link[i]), i < 3 ? 25 : 28);
    }
    set_base(&link[3], BASE);
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(priority_of(&link[i]), BASE);
    }
}

/* A caller queued behind a call in the middle of a chain lifts all from there on. */
static void test_a_queued_caller_lifts_a_chain_from_there_on(void **state)
{
    (void)state;
    make_chain(4);
    act(&scene.init);
    struct actor late = make_thread(&scene.client, BASE);
    lift(&late);
    struct tay_message message = {0};
    assert_status(take(TAY_TRAP_CALL, link_called[1], &message), SIM_BLOCKED);
    set_base(&late, 27);
    assert_int_equal(priority_of(&link[0]), BASE);
    for (unsigned i = 1; i < 4; i++) {
        assert_int_equal(priority_of(&link[i]), 27);
    }
}

static void test_a_change_goes_through_16_links_at_most(void **state)
{
    (void)state;
    make_chain(LINKS + 2);
    sim_check_always(NULL); /* the sentence holds for 16 links only */
    set_base(&scene.client, 25);
    for (unsigned i = 0; i < LINKS + 2; i++) {
        assert_int_equal(priority_of(&link[i]), i < LINKS ? 25 : BASE);
    }
}

/* ... also if one endpoint has so many servers; who begins to serve it looks for itself. */
static void test_a_change_reaches_16_servers_of_an_endpoint_at_most(void **state)
{
    (void)state;
    struct actor server[LINKS + 2];
    sim_check_always(NULL); /* the sentence holds for 16 links only */
    for (unsigned i = 0; i < LINKS + 2; i++) {
        server[i] = make_thread(&scene.server, BASE);
        struct actor caller = make_thread(&scene.client, BASE);
        call_at(&caller, BASE);
        receive_call(&server[i]);
    }
    call_at(&scene.client, 25);
    for (unsigned i = 0; i < LINKS + 2; i++) {
        assert_int_equal(priority_of(&server[i]), i < LINKS ? 25 : BASE);
    }
    answer_call(&server[0]);
    call_at(&scene.other, 11);
    receive_call(&server[0]);
    assert_int_equal(priority_of(&server[0]), 25);
    assert_int_equal(priority_of(&server[1]), 11);
    assert_int_equal(priority_of(&server[LINKS + 1]), BASE);
}

/* The server that was lifted runs before threads between it and its caller. */
static void test_inversion_is_avoided(void **state)
{
    (void)state;
    struct actor middle = make_thread(&scene.other, 20);
    call_at(&scene.client, 30);
    receive_call(&scene.server);
    tay_cap_t bits;
    tay_word_t got;
    act(&scene.init);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &bits));
    assert_status(tay_trap_wait(bits, 0, 0, &got), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), scene.server.context); /* not the middle one */
    struct tay_message message = {.info = TAY_OK};
    sim_trap(TAY_TRAP_SEND, TAY_CALL_IN_HAND, &message);
    assert_ptr_equal(sim_current(), scene.client.context);
    assert_true(thread_behind(&middle)->state == THREAD_READY);
}

/* A server runs above its own ceiling while its caller's call lasts; its base obeys the ceiling all
 * the same. */
static void test_a_ceiling_bounds_the_base_only(void **state)
{
    (void)state;
    struct actor low;
    tay_word_t given;
    act(&scene.init);
    assert_ok(tay_process_create(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0, TAY_SLOTS_MIN, INIT_PRIORITY,
                                 &low.process));
    assert_ok(tay_process_give(low.process, scene.endpoint, TAY_RIGHT_RECEIVE, &given));
    assert_status(
        tay_thread_create(low.process, SIM_TEXT_UA, SIM_DATA_UA, 0, INIT_PRIORITY + 1, &low.thread),
        TAY_EINVAL);
    low = make_thread(&low, INIT_PRIORITY);
    struct tay_message message = {0};
    act(&low);
    assert_status(take(TAY_TRAP_RECV, (tay_cap_t)given, &message), SIM_BLOCKED);
    call_at(&scene.client, 50);
    assert_int_equal(priority_of(&low), 50);
    assert_ptr_equal(sim_current(), low.context);
    assert_status(tay_thread_set_priority(thread_behind(&low)->own_handle, INIT_PRIORITY + 1),
                  TAY_EINVAL);
}

/* What is left of a thread's own slice, when its time has been accounted for: yielding does that.
 */
static tay_time_t slice_of(const struct actor *actor)
{
    return thread_behind(actor)->slice;
}

/* ... and what the acting core's thread may spend: its payer's. */
static tay_time_t slice_left(void)
{
    return sched_cores[0].slice_end - sim_now();
}

/* The time slice travels with a call and back: the server spends its caller's, the caller goes on
 * with what is left, and the server's own is as it was. */
static void test_the_time_slice_travels_with_a_call_and_back(void **state)
{
    scene_boot(state);
    struct tay_message message = {0};
    act(&scene.server);
    sim_advance(NS_PER_MS);
    assert_status(take(TAY_TRAP_RECV, scene.served, &message), SIM_BLOCKED);
    assert_int_equal(slice_of(&scene.server), SCHEDULER_SLICE_NS - NS_PER_MS);
    act(&scene.client);
    sim_advance(4 * NS_PER_MS);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    assert_true(sim_run_until(scene.server.context));
    assert_int_equal(slice_left(), SCHEDULER_SLICE_NS - 4 * NS_PER_MS);
    sim_advance(2 * NS_PER_MS);
    assert_ptr_equal(sim_current(), scene.server.context);
    message = (struct tay_message){.info = TAY_OK};
    assert_status(take(TAY_TRAP_REPLY_RECV, scene.served, &message), SIM_BLOCKED);
    assert_true(sim_run_until(scene.client.context));
    assert_int_equal(slice_left(), SCHEDULER_SLICE_NS - 6 * NS_PER_MS);
    assert_int_equal(slice_of(&scene.server), SCHEDULER_SLICE_NS - NS_PER_MS);
}

/* ... so that neither waits behind others of the same priority while there is some of it left. */
static void test_who_has_the_time_slice_goes_first(void **state)
{
    scene_boot(state);
    struct tay_message message = {0};
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    act(&scene.other); /* waits for its turn then */
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), scene.server.context);
    message = (struct tay_message){.info = TAY_OK};
    assert_status(take(TAY_TRAP_REPLY_RECV, scene.served, &message), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), scene.client.context);
}

/* ... back also when the call ends in another way, or is put aside. */
static void test_the_time_slice_comes_back_when_a_call_ends(void **state)
{
    for (unsigned aside = 0; aside < 2; aside++) {
        scene_boot(state);
        struct tay_message message = {0};
        tay_cap_t reply;
        act(&scene.server);
        sim_advance(NS_PER_MS);
        assert_status(take(TAY_TRAP_RECV, scene.served, &message), SIM_BLOCKED);
        set_priority(&scene.server, INIT_PRIORITY + 1);
        act(&scene.client);
        sim_advance(4 * NS_PER_MS);
        message =
            (struct tay_message){.info = TAY_INFO_DEADLINE, .badge = sim_now() + 3 * NS_PER_MS};
        assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
        assert_ptr_equal(sim_current(), scene.server.context);
        if (aside != 0) {
            sim_advance(3 * NS_PER_MS - 1);
            assert_ok(tay_call_put_aside(TAY_CALL_IN_HAND, 0, &reply));
            assert_int_equal(slice_of(&scene.client), SCHEDULER_SLICE_NS - 7 * NS_PER_MS + 1);
        } else {
            sim_advance(3 * NS_PER_MS);
            assert_status(sim_status(scene.client.context), TAY_ETIMEDOUT);
            assert_int_equal(slice_of(&scene.client), SCHEDULER_SLICE_NS - 7 * NS_PER_MS);
        }
        message = (struct tay_message){0};
        assert_status(take(TAY_TRAP_RECV, scene.served, &message), SIM_BLOCKED);
        assert_int_equal(slice_of(&scene.server), SCHEDULER_SLICE_NS - NS_PER_MS);
    }
}

/* ... from whoever spends it, if the server is itself waiting for another one: nobody's slice is
 * spent twice. */
static void test_the_time_slice_comes_back_from_the_end_of_a_chain(void **state)
{
    boot(state);
    make_chain(3);
    act(&scene.init);
    for (unsigned i = 0; i < 3; i++) {
        thread_behind(&link[i])->slice = (i + 1) * NS_PER_MS;
    }
    thread_behind(&scene.client)->slice = 7 * NS_PER_MS;
    assert_ptr_equal(scheduler_payer(thread_behind(&link[2])), thread_behind(&scene.client));
    set_priority(&scene.client, INIT_PRIORITY);
    act(&link[2]);
    assert_int_equal(slice_left(), 7 * NS_PER_MS);
    sim_advance(2 * NS_PER_MS);
    thread_cancel(thread_behind(&scene.client));
    assert_int_equal(slice_of(&scene.client), 5 * NS_PER_MS);
    assert_ptr_equal(scheduler_payer(thread_behind(&link[2])), thread_behind(&link[0]));
    assert_int_equal(slice_left(), 1 * NS_PER_MS);
    thread_cancel(thread_behind(&link[0]));
    assert_int_equal(slice_left(), 2 * NS_PER_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PRIORITY_TEST(test_a_server_runs_at_its_callers_priority),
        PRIORITY_TEST(test_a_server_that_waits_runs_at_its_callers_priority_at_once),
        PRIORITY_TEST(test_a_caller_never_lowers_its_server),
        PRIORITY_TEST(test_the_highest_queued_caller_counts),
        PRIORITY_TEST(test_queued_callers_lend_nothing_without_a_call_in_hand),
        PRIORITY_TEST(test_put_aside_calls_lend_nothing),
        PRIORITY_TEST(test_a_change_of_the_callers_priority_counts),
        PRIORITY_TEST(test_a_caller_that_leaves_the_queue_counts_no_more),
        PRIORITY_TEST(test_a_caller_whose_call_ends_counts_no_more),
        PRIORITY_TEST(test_a_caller_taken_by_another_server_counts_there_alone),
        PRIORITY_TEST(test_a_sender_taken_by_another_server_counts_no_more),
        PRIORITY_TEST(test_refused_callers_count_no_more),
        PRIORITY_TEST(test_a_change_goes_through_a_chain),
        PRIORITY_TEST(test_a_queued_caller_lifts_a_chain_from_there_on),
        PRIORITY_TEST(test_a_change_goes_through_16_links_at_most),
        PRIORITY_TEST(test_a_change_reaches_16_servers_of_an_endpoint_at_most),
        PRIORITY_TEST(test_inversion_is_avoided),
        PRIORITY_TEST(test_a_ceiling_bounds_the_base_only),
        PRIORITY_TEST(test_the_time_slice_travels_with_a_call_and_back),
        PRIORITY_TEST(test_who_has_the_time_slice_goes_first),
        PRIORITY_TEST(test_the_time_slice_comes_back_when_a_call_ends),
        PRIORITY_TEST(test_the_time_slice_comes_back_from_the_end_of_a_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
