/* SPDX-License-Identifier: MIT */
/*
 * Lending: for as long as a call lasts its server reads and writes the ranges that it lends.
 *
 * Both processes have the same addresses, with different memory behind them.
 */
#include "scene.h"

#include <string.h>

#define LENT SIM_DATA_UA
#define OWN (SIM_DATA_UA + 4 * PAGE)
/* Where tests map what they need beyond the scene's memory. */
#define EXTRA ((tay_ua_t)0x400000)

static unsigned char pattern[4 * HAL_PAGE_BYTES];
static unsigned char seen[4 * HAL_PAGE_BYTES];

static int boot(void **state)
{
    scene_options.has_dma = true;
    for (size_t i = 0; i < sizeof pattern; i++) {
        pattern[i] = (unsigned char)(i * 7 + i / 256 + 1);
    }
    return scene_boot(state);
}

#define LENDING_TEST(function) cmocka_unit_test_setup_teardown(function, boot, scene_stop)

/* The client calls, lending a range to read and one to write, and the server takes the call. */
static void lend(tay_range_t read, tay_range_t write)
{
    struct tay_message message = {.lend_read = read, .lend_write = write};
    message.info = (read != 0 ? TAY_INFO_LEND_READ : 0) | (write != 0 ? TAY_INFO_LEND_WRITE : 0);
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
}

static size_t done;

static enum tay_status read_from_caller(size_t offset, tay_ua_t to, size_t bytes)
{
    done = SIZE_MAX;
    act(&scene.server);
    return tay_caller_read(TAY_CALL_IN_HAND, offset, sim_pointer(to), bytes, &done);
}

static enum tay_status write_to_caller(size_t offset, tay_ua_t from, size_t bytes)
{
    done = SIZE_MAX;
    act(&scene.server);
    return tay_caller_write(TAY_CALL_IN_HAND, offset, sim_pointer(from), bytes, &done);
}

static void answer(void)
{
    assert_ok(answer_as(&scene.server, TAY_OK));
    assert_ok(sim_status(scene.client.context));
}

static void fill(const struct actor *actor, tay_ua_t address, const void *bytes, size_t count)
{
    act(actor);
    assert_true(sim_write(address, bytes, count));
}

static void assert_holds(const struct actor *actor, tay_ua_t address, const void *bytes,
                         size_t count)
{
    act(actor);
    assert_true(sim_read(address, seen, count));
    assert_memory_equal(seen, bytes, count);
}

static void map_extra(const struct actor *actor, tay_cap_t memory, size_t pages, unsigned flags)
{
    tay_ua_t address;
    act(&scene.init);
    assert_ok(tay_space_map(actor->process, memory, 0, pages * PAGE, EXTRA, flags | TAY_MAP_FIXED,
                            &address));
}

/* caller_read(offset, ...): any offset and length, across pages, however both sides lie. */
static void test_caller_read_copies_what_is_lent_to_read(void **state)
{
    (void)state;
    fill(&scene.client, LENT, pattern, 3 * PAGE);
    lend(TAY_RANGE(LENT + 5, 2 * PAGE + 100), 0);
    const size_t offsets[] = {0, 1, PAGE - 5, PAGE, 2 * PAGE + 99};
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        size_t rest = 2 * PAGE + 100 - offsets[i];
        assert_ok(read_from_caller(offsets[i], OWN + 3, 3 * PAGE));
        assert_int_equal(done, rest);
        assert_holds(&scene.server, OWN + 3, pattern + 5 + offsets[i], rest);
    }
    answer();
}

static void test_caller_write_copies_into_what_is_lent_to_write(void **state)
{
    (void)state;
    fill(&scene.server, OWN, pattern, 3 * PAGE);
    lend(0, TAY_RANGE(LENT + 7, 2 * PAGE));
    assert_ok(write_to_caller(PAGE - 1, OWN + 9, 20));
    assert_int_equal(done, 20);
    answer();
    assert_holds(&scene.client, LENT + 7 + PAGE - 1, pattern + 9, 20);
    assert_holds(&scene.client, LENT + 7 + PAGE + 19, "\0", 1);
    assert_holds(&scene.client, LENT + 7 + PAGE - 2, "\0", 1);
}

/* As much as both hold: the copy ends with the shorter side, and never outside of what is lent. */
static void test_a_copy_ends_with_the_shorter_side(void **state)
{
    (void)state;
    fill(&scene.client, LENT, pattern, PAGE);
    lend(TAY_RANGE(LENT, 100), TAY_RANGE(LENT + 2 * PAGE, 50));
    assert_ok(read_from_caller(0, OWN, 30));
    assert_int_equal(done, 30);
    assert_ok(read_from_caller(90, OWN, 30));
    assert_int_equal(done, 10);
    assert_ok(read_from_caller(100, OWN, 30));
    assert_int_equal(done, 0);
    assert_ok(read_from_caller(SIZE_MAX, OWN, 30));
    assert_int_equal(done, 0);
    assert_ok(write_to_caller(40, OWN, 30));
    assert_int_equal(done, 10);
    assert_ok(write_to_caller(51, OWN, 30));
    assert_int_equal(done, 0);
    answer();
    assert_holds(&scene.client, LENT + 2 * PAGE + 50, "\0\0\0\0", 4);
}

/* A range is lent for one way only. */
static void test_what_is_lent_to_read_cannot_be_written(void **state)
{
    (void)state;
    lend(TAY_RANGE(LENT, 100), 0);
    assert_no_trace(write_to_caller(0, OWN, 10), TAY_ESTATE);
    answer();
    lend(0, TAY_RANGE(LENT, 100));
    assert_no_trace(read_from_caller(0, OWN, 10), TAY_ESTATE);
    answer();
    lend(0, 0);
    assert_no_trace(write_to_caller(0, OWN, 10), TAY_ESTATE);
    assert_no_trace(read_from_caller(0, OWN, 10), TAY_ESTATE);
    answer();
    assert_no_trace(read_from_caller(0, OWN, 10), TAY_ESTATE);
}

/* A range counts only if its flag says so: what else stands in the register is not lent. */
static void test_a_range_without_its_flag_is_not_lent(void **state)
{
    (void)state;
    struct tay_message message = {.lend_read = TAY_RANGE(LENT, 100),
                                  .lend_write = TAY_RANGE(LENT, 100)};
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    assert_no_trace(read_from_caller(0, OWN, 10), TAY_ESTATE);
    assert_no_trace(write_to_caller(0, OWN, 10), TAY_ESTATE);
    answer();
}

/* The ranges of a put-aside call stay lent, by its reply right. */
static void test_the_ranges_of_a_put_aside_call_stay_lent(void **state)
{
    (void)state;
    fill(&scene.client, LENT, pattern, 64);
    lend(TAY_RANGE(LENT, 64), TAY_RANGE(LENT + PAGE, 64));
    tay_cap_t reply = put_aside(0);
    assert_no_trace(read_from_caller(0, OWN, 64), TAY_ESTATE);
    act(&scene.server);
    assert_ok(tay_caller_read(reply, 0, sim_pointer(OWN), 64, &done));
    assert_holds(&scene.server, OWN, pattern, 64);
    assert_ok(tay_caller_write(reply, 0, sim_pointer(OWN), 64, &done));
    assert_ok(send_as(&scene.server, reply, TAY_OK));
    assert_holds(&scene.client, LENT + PAGE, pattern, 64);
}

/* Lazily filled pages come in on the way, on both sides; both kinds of mapping. */
static void test_lazily_filled_pages_come_in_on_the_way(void **state)
{
    (void)state;
    tay_cap_t memory;
    act(&scene.init);
    assert_ok(tay_memory_create(TAY_OWN_ACCOUNT, 3 * PAGE, &memory));
    map_extra(&scene.client, memory, 3, TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED);
    map_extra(&scene.server, TAY_CAP_NULL, 3, TAY_MAP_READ | TAY_MAP_WRITE);
    lend(TAY_RANGE(EXTRA, 3 * PAGE), TAY_RANGE(EXTRA, 3 * PAGE));
    assert_ok(read_from_caller(0, EXTRA, 3 * PAGE));
    assert_int_equal(done, 3 * PAGE);
    memset(seen, 0, sizeof seen);
    static const unsigned char zeros[3 * HAL_PAGE_BYTES];
    assert_holds(&scene.server, EXTRA, zeros, sizeof zeros);
    fill(&scene.server, EXTRA, pattern, 3 * PAGE);
    assert_ok(write_to_caller(0, EXTRA, 3 * PAGE));
    assert_int_equal(done, 3 * PAGE);
    answer();
    assert_holds(&scene.client, EXTRA, pattern, 3 * PAGE);
}

/* Obeying the caller's mappings, copy-on-write included: a write into a private mapping of a memory
 * object reaches the caller's copy, never the object. */
static void test_a_write_into_a_private_page_makes_the_callers_copy(void **state)
{
    (void)state;
    tay_cap_t memory;
    tay_ua_t shared;
    act(&scene.init);
    assert_ok(tay_memory_create(TAY_OWN_ACCOUNT, 2 * PAGE, &memory));
    assert_ok(tay_space_map(TAY_CAP_SELF, memory, 0, 2 * PAGE, 0,
                            TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &shared));
    fill(&scene.init, shared, pattern, 2 * PAGE);
    map_extra(&scene.client, memory, 2, TAY_MAP_READ | TAY_MAP_WRITE);
    assert_holds(&scene.client, EXTRA, pattern, PAGE); /* touched; the second page is not */
    lend(TAY_RANGE(EXTRA, 2 * PAGE), TAY_RANGE(EXTRA, 2 * PAGE));
    assert_ok(read_from_caller(PAGE - 8, OWN, 16));
    assert_holds(&scene.server, OWN, pattern + PAGE - 8, 16);
    fill(&scene.server, OWN, "changed!changed!", 16);
    assert_ok(write_to_caller(PAGE - 8, OWN, 16));
    answer();
    assert_holds(&scene.client, EXTRA + PAGE - 8, "changed!changed!", 16);
    assert_holds(&scene.init, shared, pattern, 2 * PAGE);
}

/* The same the other way round: what the server lends the kernel to write is its own copy. */
static void test_a_read_into_a_private_page_makes_the_servers_copy(void **state)
{
    (void)state;
    tay_cap_t memory;
    tay_ua_t shared;
    act(&scene.init);
    assert_ok(tay_memory_create(TAY_OWN_ACCOUNT, PAGE, &memory));
    assert_ok(tay_space_map(TAY_CAP_SELF, memory, 0, PAGE, 0,
                            TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &shared));
    fill(&scene.init, shared, pattern, PAGE);
    map_extra(&scene.server, memory, 1, TAY_MAP_READ | TAY_MAP_WRITE);
    fill(&scene.client, LENT, "words", 5);
    lend(TAY_RANGE(LENT, 5), 0);
    assert_ok(read_from_caller(0, EXTRA + 1, 5));
    assert_holds(&scene.server, EXTRA, "\1words", 6);
    assert_holds(&scene.init, shared, pattern, PAGE);
    answer();
}

/* An unmapped page is FAULT to the server with the bytes done, a fault of neither. */
static void test_an_unmapped_page_is_a_fault_with_the_bytes_done(void **state)
{
    (void)state;
    map_extra(&scene.client, TAY_CAP_NULL, 2, TAY_MAP_READ | TAY_MAP_WRITE);
    map_extra(&scene.server, TAY_CAP_NULL, 2, TAY_MAP_READ | TAY_MAP_WRITE);
    lend(TAY_RANGE(EXTRA + 16, 3 * PAGE), TAY_RANGE(EXTRA + 16, 3 * PAGE));
    assert_status(read_from_caller(0, OWN, 3 * PAGE), TAY_EFAULT);
    assert_int_equal(done, 2 * PAGE - 16);
    assert_status(write_to_caller(0, OWN, 3 * PAGE), TAY_EFAULT);
    assert_int_equal(done, 2 * PAGE - 16);
    assert_status(read_from_caller(2 * PAGE - 16, OWN, 1), TAY_EFAULT);
    assert_int_equal(done, 0);
    /* ... on the server's side, too */
    assert_status(read_from_caller(0, EXTRA + PAGE, 2 * PAGE), TAY_EFAULT);
    assert_int_equal(done, PAGE);
    assert_status(write_to_caller(0, EXTRA + PAGE, 2 * PAGE), TAY_EFAULT);
    assert_int_equal(done, PAGE);
    assert_status(read_from_caller(0, 0, 8), TAY_EFAULT);
    assert_int_equal(done, 0);
    assert_false(is_gone(&scene.client));
    assert_true(is_blocked(&scene.client));
    answer();
}

static void test_a_read_only_page_is_a_fault_with_the_bytes_done(void **state)
{
    (void)state;
    map_extra(&scene.client, TAY_CAP_NULL, 2, TAY_MAP_READ | TAY_MAP_WRITE);
    act(&scene.init);
    assert_ok(tay_space_protect(scene.client.process, EXTRA + PAGE, PAGE, TAY_MAP_READ));
    lend(TAY_RANGE(EXTRA, 2 * PAGE), TAY_RANGE(EXTRA, 2 * PAGE));
    assert_status(write_to_caller(10, OWN, 2 * PAGE), TAY_EFAULT);
    assert_int_equal(done, PAGE - 10);
    assert_ok(read_from_caller(0, OWN, 2 * PAGE)); /* to read it is enough */
    assert_int_equal(done, 2 * PAGE);
    answer();
}

/* Its mappings at that moment: what is unmapped or mapped meanwhile counts. */
static void test_the_mappings_of_that_moment_count(void **state)
{
    (void)state;
    lend(TAY_RANGE(EXTRA, 8), TAY_RANGE(EXTRA, 8));
    assert_status(read_from_caller(0, OWN, 8), TAY_EFAULT);
    map_extra(&scene.client, TAY_CAP_NULL, 1, TAY_MAP_READ | TAY_MAP_WRITE);
    assert_ok(read_from_caller(0, OWN, 8));
    act(&scene.init);
    assert_ok(tay_space_unmap(scene.client.process, EXTRA, PAGE));
    assert_status(write_to_caller(0, OWN, 8), TAY_EFAULT);
    answer();
}

/* Device memory is not for the kernel to copy. */
static void test_device_memory_is_a_fault(void **state)
{
    (void)state;
    tay_cap_t memory;
    act(&scene.init);
    assert_ok(tay_memory_create_physical(sim_boot_info()->device_range[0], 0, PAGE,
                                         TAY_MEMORY_DEVICE, &memory));
    map_extra(&scene.client, memory, 1, TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED);
    lend(TAY_RANGE(EXTRA, 8), TAY_RANGE(EXTRA, 8));
    assert_status(read_from_caller(0, OWN, 8), TAY_EFAULT);
    assert_status(write_to_caller(0, OWN, 8), TAY_EFAULT);
    answer();
}

/* RAM for DMA is: a driver lends it, has it filled from a client, and takes it from there. */
static void test_memory_for_dma_is_copied(void **state)
{
    (void)state;
    tay_cap_t memory;
    act(&scene.init);
    tay_cap_t range = sim_boot_info()->device_range[1];
    assert_status(tay_memory_create_physical(range, 0, PAGE, TAY_MEMORY_DEVICE, &memory),
                  TAY_EINVAL);
    assert_ok(tay_memory_create_physical(range, 0, PAGE, TAY_MEMORY_NONCACHEABLE, &memory));
    map_extra(&scene.server, memory, 1, TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED);
    fill(&scene.client, LENT, pattern, PAGE);
    lend(TAY_RANGE(LENT, PAGE), TAY_RANGE(LENT + PAGE, 2 * PAGE));
    assert_ok(read_from_caller(0, EXTRA, PAGE)); /* not yet translated */
    assert_holds(&scene.server, EXTRA, pattern, PAGE);
    assert_ok(write_to_caller(0, EXTRA, PAGE)); /* and now it is */
    assert_int_equal(done, PAGE);
    assert_ok(write_to_caller(PAGE, EXTRA + 3, 100));
    answer();
    assert_holds(&scene.client, LENT + PAGE, pattern, PAGE);
    assert_holds(&scene.client, LENT + 2 * PAGE, pattern + 3, 100);
}

/* 39 bits of address, 25 of length: the far ends are harmless. */
static void test_ranges_at_the_ends_of_the_address_space(void **state)
{
    (void)state;
    const tay_ua_t top = HAL_USER_LIMIT - PAGE;
    tay_ua_t address;
    act(&scene.init);
    assert_ok(tay_space_map(scene.client.process, TAY_CAP_NULL, 0, PAGE, top,
                            TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_FIXED, &address));
    lend(TAY_RANGE(top + 8, TAY_RANGE_LENGTH_MAX), TAY_RANGE(0, TAY_RANGE_LENGTH_MAX));
    assert_status(read_from_caller(0, OWN, 2 * PAGE), TAY_EFAULT);
    assert_int_equal(done, PAGE - 8);
    assert_status(write_to_caller(0, OWN, 8), TAY_EFAULT);
    assert_int_equal(done, 0);
    answer();
}

/* Preemption at every page: the copy is taken up again, and the caller sees it whole. */
static void test_a_copy_is_preempted_at_every_page_and_comes_whole(void **state)
{
    (void)state;
    fill(&scene.client, LENT, pattern, 4 * PAGE);
    lend(TAY_RANGE(LENT, 4 * PAGE), TAY_RANGE(LENT, 4 * PAGE));
    sim_set_preemption(1, 1);
    assert_ok(read_from_caller(0, OWN, 4 * PAGE));
    assert_int_equal(done, 4 * PAGE);
    assert_holds(&scene.server, OWN, pattern, 4 * PAGE);
    memset(pattern, 0x5a, sizeof pattern);
    fill(&scene.server, OWN, pattern, 4 * PAGE);
    assert_ok(write_to_caller(0, OWN, 4 * PAGE));
    assert_int_equal(done, 4 * PAGE);
    answer();
    assert_holds(&scene.client, LENT, pattern, 4 * PAGE);
}

/* The server begins a long copy, in front of which a more important thread comes as soon as an
 * interrupt wakes it; that one then acts between two pages of the copy. */
static struct actor begin_interrupted_copy(bool aside)
{
    lend(TAY_RANGE(LENT, 4 * PAGE), TAY_RANGE(LENT, 4 * PAGE));
    tay_cap_t call = aside ? put_aside(3) : TAY_CALL_IN_HAND;
    struct actor urgent = make_urgent(&scene.server);
    assert_status(tay_caller_read(call, 0, sim_pointer(OWN), 4 * PAGE, &done), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), urgent.context);
    return urgent;
}

/* The call ends while its server copies, between two pieces: PEER. */
static void test_a_copy_whose_call_ends_meanwhile_is_peer(void **state)
{
    for (unsigned aside = 0; aside < 2; aside++) {
        boot(state);
        struct actor urgent = begin_interrupted_copy(aside != 0);
        assert_ok(tay_thread_cancel(scene.client.thread));
        step_behind(&urgent);
        act(&scene.server);
        assert_status(sim_status(scene.server.context), TAY_EPEER);
        assert_status(sim_status(scene.client.context), TAY_ECANCELED);
    }
}

static void test_a_copy_whose_caller_is_destroyed_meanwhile_is_peer(void **state)
{
    (void)state;
    struct actor urgent = begin_interrupted_copy(false);
    assert_ok(tay_object_destroy(scene.client.process));
    assert_true(is_gone(&scene.client));
    step_behind(&urgent);
    act(&scene.server);
    assert_status(sim_status(scene.server.context), TAY_EPEER);
}

static void test_a_copy_whose_server_is_destroyed_meanwhile(void **state)
{
    (void)state;
    struct actor urgent = begin_interrupted_copy(false);
    assert_ok(tay_object_destroy(scene.server.process));
    assert_true(is_gone(&scene.server));
    assert_status(sim_status(scene.client.context), TAY_EPEER);
    (void)urgent;
}

/* What the caller unmaps between two pieces is FAULT with the bytes done. */
static void test_a_copy_whose_range_is_unmapped_meanwhile_is_a_fault(void **state)
{
    (void)state;
    struct actor urgent = begin_interrupted_copy(false);
    assert_ok(tay_space_unmap(scene.client.process, LENT + 3 * PAGE, PAGE));
    step_behind(&urgent);
    act(&scene.server);
    struct tay_message got = result_of(&scene.server);
    assert_int_equal(got.result, TAY_EFAULT);
    assert_int_equal(got.word[0], 3 * PAGE);
    answer();
}

/* A call within one process copies between overlapping ranges as memmove does, page by page. */
static void test_a_copy_within_one_page(void **state)
{
    (void)state;
    struct actor second = make_thread(&scene.server, INIT_PRIORITY);
    tay_cap_t called = give(&scene.server, scene.endpoint, TAY_RIGHT_SEND);
    fill(&scene.server, OWN, pattern, 64);
    struct tay_message message = {.info = TAY_INFO_LEND_READ, .lend_read = TAY_RANGE(OWN, 32)};
    act(&second);
    assert_status(take(TAY_TRAP_CALL, called, &message), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    assert_ok(read_from_caller(0, OWN + 8, 32));
    assert_holds(&scene.server, OWN + 8, pattern, 32);
    assert_ok(answer_as(&scene.server, TAY_OK));
}

/* At the instant when a call ends lending stops: with the answer, */
static void test_lending_stops_with_the_answer(void **state)
{
    (void)state;
    lend(TAY_RANGE(LENT, 64), TAY_RANGE(LENT, 64));
    answer();
    assert_no_trace(read_from_caller(0, OWN, 8), TAY_ESTATE);
    assert_no_trace(write_to_caller(0, OWN, 8), TAY_ESTATE);
}

/* and by deadline, cancel and death, of a call in hand and of one put aside. */
static void test_lending_stops_however_the_call_ends(void **state)
{
    for (unsigned i = 0; i < 6; i++) {
        boot(state);
        struct tay_message message = {.info = TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE |
                                              TAY_INFO_DEADLINE,
                                      .badge = sim_now() + NS_PER_MS,
                                      .lend_read = TAY_RANGE(LENT, 64),
                                      .lend_write = TAY_RANGE(LENT, 64)};
        act(&scene.client);
        assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
        expect(TAY_KIND_CALL);
        tay_cap_t call = i % 2 != 0 ? put_aside(1) : TAY_CALL_IN_HAND;
        assert_ok(tay_caller_read(call, 0, sim_pointer(OWN), 8, &done));
        act(&scene.init);
        if (i / 2 == 0) {
            sim_advance(NS_PER_MS);
        } else if (i / 2 == 1) {
            assert_ok(tay_thread_cancel(scene.client.thread));
        } else {
            assert_ok(tay_object_destroy(scene.client.thread));
        }
        act(&scene.server);
        assert_no_trace(tay_caller_read(call, 0, sim_pointer(OWN), 8, &done), TAY_EPEER);
        assert_no_trace(tay_caller_write(call, 0, sim_pointer(OWN), 8, &done), TAY_EPEER);
    }
}

/* A message that wants no answer lends nothing: it is over when it is received. */
static void test_a_send_lends_nothing_that_could_be_copied(void **state)
{
    (void)state;
    struct tay_message message = {.info = TAY_INFO_LEND_READ, .lend_read = TAY_RANGE(LENT, 64)};
    act(&scene.client);
    assert_status(take(TAY_TRAP_SEND, scene.called, &message), SIM_BLOCKED);
    expect(TAY_KIND_SEND);
    assert_no_trace(read_from_caller(0, OWN, 8), TAY_ESTATE);
}

/* What one call lends to read goes into what another one lends to write --------------------------
 */

static const unsigned char nothing[4 * HAL_PAGE_BYTES];

static void lend_by(const struct actor *actor, tay_word_t flag, tay_range_t range)
{
    struct tay_message message = {.info = flag, .lend_read = range, .lend_write = range};
    act(actor);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
}

/* The other client's call, which lends a range to write, is put aside; the client's, which lends
 * one to read, is in hand. The reply. */
static tay_cap_t two_calls(tay_range_t to, tay_range_t from)
{
    fill(&scene.client, LENT, pattern, 4 * PAGE);
    fill(&scene.other, LENT, nothing, 4 * PAGE);
    lend_by(&scene.other, TAY_INFO_LEND_WRITE, to);
    tay_cap_t reply = put_aside(9);
    lend_by(&scene.client, TAY_INFO_LEND_READ, from);
    return reply;
}

static enum tay_status pass(tay_cap_t reply, size_t bytes)
{
    done = SIZE_MAX;
    act(&scene.server);
    return tay_call_pass(reply, bytes, &done);
}

static void assert_has_bytes(const struct actor *actor, size_t bytes)
{
    struct tay_message got = result_of(actor);
    assert_int_equal(got.result, TAY_OK);
    assert_int_equal(got.word[0], bytes);
    for (unsigned n = 1; n < TAY_WORDS; n++) {
        assert_int_equal(got.word[n], 0);
    }
}

/* So much, however much more is lent; the one that was put aside is answered, the other still in
 * hand. */
static void test_a_pass_copies_and_answers_one(void **state)
{
    static const struct {
        size_t to, from, bytes;
    } passes[] = {{100, 100, 100}, {100, 30, 30},       {7, 3 * PAGE, 7},
                  {100, 100, 1},   {2 * PAGE, 300, 99}, {3 * PAGE, 3 * PAGE, 3 * PAGE}};
    (void)state;
    for (unsigned i = 0; i < sizeof passes / sizeof passes[0]; i++) {
        size_t bytes = passes[i].bytes;
        tay_cap_t reply =
            two_calls(TAY_RANGE(LENT + 9, passes[i].to), TAY_RANGE(LENT + 4, passes[i].from));
        assert_ok(pass(reply, bytes));
        assert_int_equal(done, bytes);
        assert_false(is_handle(reply));
        assert_has_bytes(&scene.other, bytes);
        assert_true(is_blocked(&scene.client));
        assert_holds(&scene.other, LENT + 9, pattern + 4, bytes);
        assert_holds(&scene.other, LENT + 9 + bytes, nothing, 8);
        answer();
    }
    expect_nothing();
}

/* However much both hold, the server is not kept for longer. */
static void test_a_pass_has_a_bound(void **state)
{
    const size_t bound = TAY_PASS_BYTES_MAX, more = bound + PAGE;
    (void)state;
    map_extra(&scene.other, TAY_CAP_NULL, more / PAGE, TAY_MAP_READ | TAY_MAP_WRITE);
    map_extra(&scene.client, TAY_CAP_NULL, more / PAGE, TAY_MAP_READ | TAY_MAP_WRITE);
    tay_cap_t reply = two_calls(TAY_RANGE(EXTRA, more), TAY_RANGE(EXTRA, more));
    assert_no_trace(pass(reply, 0), TAY_EINVAL);
    assert_no_trace(pass(reply, bound + 1), TAY_EINVAL);
    assert_no_trace(pass(reply, SIZE_MAX), TAY_EINVAL);
    assert_ok(pass(reply, bound));
    assert_int_equal(done, bound);
    assert_has_bytes(&scene.other, bound);
    answer();
}

static void test_a_pass_wants_two_calls_that_lend(void **state)
{
    (void)state;
    tay_cap_t reply = two_calls(TAY_RANGE(LENT, 8), 0);
    assert_no_trace(pass(reply, 8), TAY_ESTATE); /* a range of no bytes */
    answer();
    assert_no_trace(pass(reply, 8), TAY_ESTATE); /* no call in hand */
    lend_by(&scene.client, TAY_INFO_LEND_WRITE, TAY_RANGE(LENT, 8));
    assert_no_trace(pass(reply, 8), TAY_ESTATE);
    answer();
    assert_ok(send_as(&scene.server, reply, TAY_OK));
    lend_by(&scene.other, TAY_INFO_LEND_READ, TAY_RANGE(LENT, 8));
    reply = put_aside(1);
    lend_by(&scene.client, TAY_INFO_LEND_READ, TAY_RANGE(LENT, 8));
    assert_no_trace(pass(reply, 8), TAY_ESTATE);
    answer();
    assert_ok(send_as(&scene.server, reply, TAY_OK));
}

/* Whoever of the two lends less than is to be passed: not even what there is, and both still wait.
 */
static void test_a_pass_of_more_than_one_lends_does_nothing(void **state)
{
    static const size_t lengths[][2] = {{7, 8}, {8, 7}, {7, 7}, {PAGE, 1}};
    for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        boot(state);
        tay_cap_t reply = two_calls(TAY_RANGE(LENT, lengths[i][0]), TAY_RANGE(LENT, lengths[i][1]));
        assert_no_trace(pass(reply, 8), TAY_ESTATE);
        assert_true(is_blocked(&scene.other) && is_blocked(&scene.client));
        act(&scene.init);
        assert_ok(tay_thread_cancel(scene.client.thread)); /* nor is anything decided */
        assert_status(sim_status(scene.client.context), TAY_ECANCELED);
        assert_status(answer_as(&scene.server, TAY_OK), TAY_EPEER);
        assert_ok(send_as(&scene.server, reply, TAY_OK));
        assert_holds(&scene.other, LENT, nothing, 8);
    }
}

/* Whoever of the two has given up before, nobody is answered. */
static void test_a_pass_of_an_ended_call_is_peer(void **state)
{
    (void)state;
    tay_cap_t reply = two_calls(TAY_RANGE(LENT, 8), TAY_RANGE(LENT, 8));
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    act(&scene.server);
    assert_no_trace(pass(reply, 8), TAY_EPEER);
    assert_true(is_blocked(&scene.other));
    lend_by(&scene.client, TAY_INFO_LEND_READ, TAY_RANGE(LENT, 8));
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.other.thread));
    act(&scene.server);
    assert_no_trace(pass(reply, 8), TAY_EPEER);
    answer();
}

/* However the call in hand ends after it was decided, its caller has the answer, and the server
 * finds nobody. */
static void test_a_decided_call_ends_with_its_answer(void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        boot(state);
        tay_cap_t reply = two_calls(TAY_RANGE(LENT, 8), TAY_RANGE(LENT, 5));
        assert_ok(pass(reply, 5));
        if (i == 3) {
            reply = put_aside(2);
        }
        act(&scene.init);
        if (i == 2) {
            assert_ok(tay_object_destroy(scene.server.process));
        } else {
            assert_ok(tay_thread_cancel(scene.client.thread));
        }
        assert_has_bytes(&scene.client, 5);
        if (i == 0) {
            assert_status(answer_as(&scene.server, TAY_OK), TAY_EPEER);
        } else if (i == 3) {
            assert_status(send_as(&scene.server, reply, TAY_OK), TAY_EPEER);
        }
        if (i < 2) { /* that it was to be cancelled it hears the next time */
            struct tay_message message = {.info = TAY_INFO_LEND_READ,
                                          .lend_read = TAY_RANGE(LENT, 8)};
            act(&scene.client);
            assert_status(take(TAY_TRAP_CALL, scene.called, &message), TAY_ECANCELED);
            assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
        }
    }
}

/* By a deadline, too, and by its server's own answer. */
static void test_a_decided_call_past_its_deadline(void **state)
{
    (void)state;
    lend_by(&scene.other, TAY_INFO_LEND_WRITE, TAY_RANGE(LENT, 64));
    tay_cap_t reply = put_aside(9);
    struct tay_message message = {.info = TAY_INFO_LEND_READ | TAY_INFO_DEADLINE,
                                  .badge = sim_now() + NS_PER_MS,
                                  .lend_read = TAY_RANGE(LENT, 64)};
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    assert_ok(pass(reply, 64));
    act(&scene.init);
    sim_advance(NS_PER_MS);
    assert_has_bytes(&scene.client, 64);
    reply = two_calls(TAY_RANGE(LENT, 8), TAY_RANGE(LENT, 5));
    assert_ok(pass(reply, 5));
    assert_ok(answer_as(&scene.server, TAY_EIO));
    assert_status(sim_status(scene.client.context), TAY_EIO);
}

static void test_a_pass_that_faults_answers_nobody(void **state)
{
    (void)state;
    map_extra(&scene.other, TAY_CAP_NULL, 2, TAY_MAP_READ | TAY_MAP_WRITE);
    tay_cap_t reply = two_calls(TAY_RANGE(EXTRA + 16, 3 * PAGE), TAY_RANGE(LENT, 3 * PAGE));
    assert_status(pass(reply, 3 * PAGE), TAY_EFAULT);
    assert_int_equal(done, 2 * PAGE - 16);
    assert_true(is_blocked(&scene.other) && is_blocked(&scene.client));
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    assert_status(sim_status(scene.client.context), TAY_ECANCELED);
    assert_status(answer_as(&scene.server, TAY_OK), TAY_EPEER);
    assert_ok(send_as(&scene.server, reply, TAY_OK));
}

/* Preempted at every page it comes whole; and if one of the two goes meanwhile, nobody is answered.
 */
static void test_a_pass_that_is_interrupted(void **state)
{
    (void)state;
    tay_cap_t reply = two_calls(TAY_RANGE(LENT, 4 * PAGE), TAY_RANGE(LENT, 4 * PAGE));
    sim_set_preemption(1, 1);
    assert_ok(pass(reply, 4 * PAGE));
    assert_int_equal(done, 4 * PAGE);
    assert_holds(&scene.other, LENT, pattern, 4 * PAGE);
    answer();
    for (unsigned i = 0; i < 2; i++) {
        boot(state);
        reply = two_calls(TAY_RANGE(LENT, 4 * PAGE), TAY_RANGE(LENT, 4 * PAGE));
        struct actor urgent = make_urgent(&scene.server);
        act(&scene.server);
        assert_status(tay_call_pass(reply, 4 * PAGE, &done), SIM_BLOCKED);
        assert_ptr_equal(sim_current(), urgent.context);
        const struct actor *gone = i == 0 ? &scene.client : &scene.other;
        const struct actor *left = i == 0 ? &scene.other : &scene.client;
        assert_ok(tay_thread_cancel(gone->thread));
        step_behind(&urgent);
        act(&scene.server);
        assert_status(sim_status(scene.server.context), TAY_EPEER);
        assert_status(sim_status(gone->context), TAY_ECANCELED);
        assert_true(is_blocked(left));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LENDING_TEST(test_caller_read_copies_what_is_lent_to_read),
        LENDING_TEST(test_caller_write_copies_into_what_is_lent_to_write),
        LENDING_TEST(test_a_copy_ends_with_the_shorter_side),
        LENDING_TEST(test_what_is_lent_to_read_cannot_be_written),
        LENDING_TEST(test_a_range_without_its_flag_is_not_lent),
        LENDING_TEST(test_the_ranges_of_a_put_aside_call_stay_lent),
        LENDING_TEST(test_lazily_filled_pages_come_in_on_the_way),
        LENDING_TEST(test_a_write_into_a_private_page_makes_the_callers_copy),
        LENDING_TEST(test_a_read_into_a_private_page_makes_the_servers_copy),
        LENDING_TEST(test_an_unmapped_page_is_a_fault_with_the_bytes_done),
        LENDING_TEST(test_a_read_only_page_is_a_fault_with_the_bytes_done),
        LENDING_TEST(test_the_mappings_of_that_moment_count),
        LENDING_TEST(test_device_memory_is_a_fault),
        LENDING_TEST(test_memory_for_dma_is_copied),
        LENDING_TEST(test_ranges_at_the_ends_of_the_address_space),
        LENDING_TEST(test_a_copy_is_preempted_at_every_page_and_comes_whole),
        LENDING_TEST(test_a_copy_whose_call_ends_meanwhile_is_peer),
        LENDING_TEST(test_a_copy_whose_caller_is_destroyed_meanwhile_is_peer),
        LENDING_TEST(test_a_copy_whose_server_is_destroyed_meanwhile),
        LENDING_TEST(test_a_copy_whose_range_is_unmapped_meanwhile_is_a_fault),
        LENDING_TEST(test_a_copy_within_one_page),
        LENDING_TEST(test_lending_stops_with_the_answer),
        LENDING_TEST(test_lending_stops_however_the_call_ends),
        LENDING_TEST(test_a_send_lends_nothing_that_could_be_copied),
        LENDING_TEST(test_a_pass_copies_and_answers_one),
        LENDING_TEST(test_a_pass_has_a_bound),
        LENDING_TEST(test_a_pass_wants_two_calls_that_lend),
        LENDING_TEST(test_a_pass_of_more_than_one_lends_does_nothing),
        LENDING_TEST(test_a_pass_of_an_ended_call_is_peer),
        LENDING_TEST(test_a_decided_call_ends_with_its_answer),
        LENDING_TEST(test_a_decided_call_past_its_deadline),
        LENDING_TEST(test_a_pass_that_faults_answers_nobody),
        LENDING_TEST(test_a_pass_that_is_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
