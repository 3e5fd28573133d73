/* SPDX-License-Identifier: MIT */
/*
 * What a supervisor can see and change of its processes: registers of threads that stand still, and
 * memory. The scene's server is the supervisor.
 */
#include "scene.h"

#include <string.h>

#define NOWHERE ((tay_ua_t)0x7000000)
#define OWN ((tay_ua_t)0x9000000)
#define RW (TAY_MAP_READ | TAY_MAP_WRITE)

/* What the simulated CPU's image holds. */
struct image {
    uint64_t reg[31];
    uint64_t sp;
    uint64_t pc;
};
_Static_assert(sizeof(struct image) == HAL_CONTEXT_IMAGE_BYTES, "all of it");

static struct actor child;
static tay_cap_t child_handle; /* in the supervisor's table */
static tay_cap_t thread;       /* the same, once it has faulted */
static size_t done;

static tay_ua_t map(const struct actor *actor, tay_ua_t place, size_t pages, unsigned flags)
{
    tay_ua_t address;
    act(actor);
    assert_ok(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, pages * PAGE, place,
                            flags | TAY_MAP_FIXED, &address));
    return address;
}

static int boot(void **state)
{
    scene_boot(state);
    child = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 1);
    child_handle = give(&scene.server, child.process, TAY_RIGHTS_ALL);
    map(&scene.server, OWN, 4, RW);
    return 0;
}

#define INSPECT_TEST(function) cmocka_unit_test_setup_teardown(function, boot, scene_stop)

/* The child faults, and the supervisor hears of it. */
static void fault(void)
{
    act(&child);
    assert_false(sim_write(NOWHERE, "x", 1));
    struct tay_message got = expect(TAY_KIND_FAULT);
    assert_ok(tay_process_take(child_handle, got.word[TAY_FAULT_WORD_THREAD], &thread));
}

static void put(const struct actor *actor, tay_ua_t address, const void *bytes, size_t count)
{
    act(actor);
    assert_true(sim_write(address, bytes, count));
}

static void assert_holds(const struct actor *actor, tay_ua_t address, const char *text)
{
    char found[16] = "";
    act(actor);
    assert_true(sim_read(address, found, strlen(text)));
    assert_string_equal(found, text);
}

static enum tay_status get_registers(void)
{
    act(&scene.server);
    return tay_thread_get_registers(thread, sim_pointer(OWN), HAL_CONTEXT_IMAGE_BYTES);
}

static enum tay_status set_registers(void)
{
    act(&scene.server);
    return tay_thread_set_registers(thread, sim_pointer(OWN), HAL_CONTEXT_IMAGE_BYTES);
}

static enum tay_status read_child(tay_ua_t from, tay_ua_t to, size_t bytes)
{
    act(&scene.server);
    return tay_space_read(child_handle, from, sim_pointer(to), bytes, &done);
}

static enum tay_status write_child(tay_ua_t to, tay_ua_t from, size_t bytes)
{
    act(&scene.server);
    return tay_space_write(child_handle, to, sim_pointer(from), bytes, &done);
}

static void test_registers_of_a_thread_that_faulted(void **state)
{
    (void)state;
    struct image image;
    for (unsigned n = 0; n < 31; n++) {
        child.context->reg[n] = 1000 + n;
    }
    child.context->sp = SIM_DATA_UA + 64;
    child.context->pc = SIM_TEXT_UA + 4;
    fault();
    assert_ok(get_registers());
    assert_true(sim_read(OWN, &image, sizeof image));
    for (unsigned n = 0; n < 31; n++) {
        assert_true(image.reg[n] == 1000 + n);
    }
    assert_true(image.sp == SIM_DATA_UA + 64 && image.pc == SIM_TEXT_UA + 4);
}

/* It goes on elsewhere, with what the supervisor has put into its registers. */
static void test_a_supervisor_moves_a_thread_on(void **state)
{
    (void)state;
    struct image image;
    fault();
    assert_ok(get_registers());
    assert_true(sim_read(OWN, &image, sizeof image));
    image.pc += 4;
    image.reg[3] = 33;
    put(&scene.server, OWN, &image, sizeof image);
    tay_ua_t pc = child.context->pc;
    assert_ok(set_registers());
    assert_ok(tay_thread_start(thread));
    act(&child);
    assert_true(child.context->reg[3] == 33 && child.context->pc == pc + 4);
    assert_true(sim_write(SIM_DATA_UA, "x", 1));
}

/* A blocked thread's can be looked at, but not changed: it is in the midst of a trap. */
static void test_registers_of_a_blocked_thread(void **state)
{
    (void)state;
    struct image image;
    scene.client.context->reg[20] = 2020;
    assert_status(call_as(&scene.client, scene.called, 5), SIM_BLOCKED);
    thread = give(&scene.server, scene.client.thread, TAY_RIGHTS_ALL);
    assert_ok(get_registers());
    assert_true(sim_read(OWN, &image, sizeof image));
    assert_true(image.reg[0] == scene.called && image.reg[20] == 2020);
    assert_status(set_registers(), TAY_ESTATE);
    assert_true(is_blocked(&scene.client));
}

static void test_registers_of_a_thread_that_may_run(void **state)
{
    (void)state;
    thread = give(&scene.server, child.thread, TAY_RIGHTS_ALL);
    assert_status(get_registers(), TAY_ESTATE);
    assert_status(set_registers(), TAY_ESTATE);
}

/* To look takes READ, to change MANAGE. */
static void test_rights(void **state)
{
    (void)state;
    fault();
    thread = give(&scene.server, child.thread, TAY_RIGHT_READ);
    assert_ok(get_registers());
    assert_status(set_registers(), TAY_ERIGHT);
    child_handle = give(&scene.server, child.process, TAY_RIGHT_READ);
    assert_status(read_child(SIM_DATA_UA, OWN, 1), TAY_ERIGHT);
    assert_status(write_child(SIM_DATA_UA, OWN, 1), TAY_ERIGHT);
}

/* Any length, across pages, however both sides lie; pages come with this touch, too. */
static void test_memory_is_copied_both_ways(void **state)
{
    (void)state;
    put(&child, SIM_DATA_UA + PAGE - 4, "over the edge", 13);
    assert_ok(read_child(SIM_DATA_UA + PAGE - 4, OWN + 2 * PAGE - 7, 13));
    assert_int_equal(done, 13);
    assert_holds(&scene.server, OWN + 2 * PAGE - 7, "over the edge");
    put(&scene.server, OWN + PAGE - 2, "back again", 10);
    assert_ok(write_child(SIM_DATA_UA + 3 * PAGE - 5, OWN + PAGE - 2, 10));
    assert_int_equal(done, 10);
    assert_holds(&child, SIM_DATA_UA + 3 * PAGE - 5, "back again");
}

static void test_own_memory_can_be_named(void **state)
{
    (void)state;
    put(&scene.server, OWN, "here", 4);
    assert_ok(tay_space_read(TAY_CAP_SELF, OWN, sim_pointer(OWN + PAGE), 4, &done));
    assert_holds(&scene.server, OWN + PAGE, "here");
}

static void test_what_the_process_may_not_write_is_not_written(void **state)
{
    (void)state;
    tay_ua_t place = map(&child, NOWHERE, 2, RW);
    put(&child, place, "constant", 8);
    assert_ok(tay_space_protect(TAY_CAP_SELF, place, PAGE, TAY_MAP_READ));
    assert_status(write_child(place, OWN, 1), TAY_EFAULT);
    assert_int_equal(done, 0);
    assert_holds(&child, place, "constant");
    act(&child);
    assert_ok(tay_space_protect(TAY_CAP_SELF, place, 2 * PAGE, RW));
    assert_ok(tay_space_protect(TAY_CAP_SELF, place + PAGE, PAGE, TAY_MAP_READ));
    assert_status(write_child(place + PAGE - 3, OWN, 6), TAY_EFAULT);
    assert_int_equal(done, 3);
}

static void test_what_is_not_there_is_a_fault_with_the_bytes_done(void **state)
{
    (void)state;
    tay_ua_t end = SIM_DATA_UA + SIM_DATA_BYTES;
    assert_status(read_child(end - 3, OWN, 10), TAY_EFAULT);
    assert_int_equal(done, 3);
    assert_status(read_child(SIM_DATA_UA, OWN + 4 * PAGE - 2, 10), TAY_EFAULT);
    assert_int_equal(done, 2);
    const tay_ua_t nowhere[] = {0, 8, HAL_USER_LIMIT - 1, HAL_USER_LIMIT, UINTPTR_MAX - 3};
    for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++) {
        assert_status(read_child(nowhere[i], OWN, 8), TAY_EFAULT);
        assert_int_equal(done, 0);
    }
    map(&child, NOWHERE, 1, TAY_MAP_GUARD);
    assert_status(read_child(NOWHERE, OWN, 8), TAY_EFAULT);
}

/* The child's private page stays its own, and a clone's original unchanged. */
static void test_a_write_obeys_private_mappings(void **state)
{
    (void)state;
    tay_cap_t memory;
    tay_ua_t address;
    act(&child);
    assert_ok(tay_memory_create(TAY_OWN_ACCOUNT, PAGE, &memory));
    assert_ok(tay_space_map(TAY_CAP_SELF, memory, 0, PAGE, NOWHERE, RW | TAY_MAP_FIXED, &address));
    assert_ok(tay_space_map(TAY_CAP_SELF, memory, 0, PAGE, NOWHERE + PAGE,
                            TAY_MAP_READ | TAY_MAP_SHARED | TAY_MAP_FIXED, &address));
    put(&scene.server, OWN, "private", 7);
    assert_ok(write_child(NOWHERE, OWN, 7));
    assert_holds(&child, NOWHERE, "private");
    assert_holds(&child, NOWHERE + PAGE, "");
}

/* Preempted after each page it goes on where it was, and the caller sees it whole. */
static void test_a_copy_is_preempted_and_comes_whole(void **state)
{
    (void)state;
    static char text[3 * PAGE], found[3 * PAGE];
    memset(text, 'a', sizeof text);
    put(&child, SIM_DATA_UA + 100, text, sizeof text);
    act(&scene.server);
    sim_set_preemption(1, 1);
    assert_ok(
        tay_space_read(child_handle, SIM_DATA_UA + 100, sim_pointer(OWN + 5), sizeof text, &done));
    sim_set_preemption(1, 0);
    assert_int_equal(done, sizeof text);
    assert_true(sim_read(OWN + 5, found, sizeof found));
    assert_memory_equal(found, text, sizeof text);
}

static void test_devices_are_not_looked_at(void **state)
{
    (void)state;
    tay_cap_t memory;
    tay_ua_t address;
    tay_cap_t range = give(&child, sim_boot_info()->device_range[0], TAY_RIGHTS_ALL);
    act(&child);
    assert_ok(tay_memory_create_physical(range, 0, PAGE, TAY_MEMORY_DEVICE, &memory));
    assert_ok(tay_space_map(TAY_CAP_SELF, memory, 0, PAGE, NOWHERE,
                            RW | TAY_MAP_SHARED | TAY_MAP_FIXED, &address));
    assert_status(read_child(NOWHERE, OWN, 4), TAY_EFAULT);
    assert_status(write_child(NOWHERE, OWN, 4), TAY_EFAULT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        INSPECT_TEST(test_registers_of_a_thread_that_faulted),
        INSPECT_TEST(test_a_supervisor_moves_a_thread_on),
        INSPECT_TEST(test_registers_of_a_blocked_thread),
        INSPECT_TEST(test_registers_of_a_thread_that_may_run),
        INSPECT_TEST(test_rights),
        INSPECT_TEST(test_memory_is_copied_both_ways),
        INSPECT_TEST(test_own_memory_can_be_named),
        INSPECT_TEST(test_what_the_process_may_not_write_is_not_written),
        INSPECT_TEST(test_what_is_not_there_is_a_fault_with_the_bytes_done),
        INSPECT_TEST(test_a_write_obeys_private_mappings),
        INSPECT_TEST(test_a_copy_is_preempted_and_comes_whole),
        INSPECT_TEST(test_devices_are_not_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
