/* SPDX-License-Identifier: MIT */
/*
 * What a core has in its TLB goes when another core changes the memory behind it. The simulated
 * machine breaks as soon as a core has what the tables do not say (bsp/host-sim/tlb.c); here each
 * kind of change happens while another core surely has the translation.
 */
#include "baseline.h"

#include "kernel_state.h"

#include <a64_pte.h>
#include <hal/core.h>
#include <process/process.h>
#include <string.h>

#define CORES 4u
#define RW (TAY_MAP_READ | TAY_MAP_WRITE)
#define PIECE_BYTES (512 * PAGE)
/* The start of a piece whose pages have one table. */
#define BASE ((tay_ua_t)0x40000000)

static struct hal_context *init;

static int boot(void **state)
{
    (void)state;
    sim_check_always(kernel_check);
    sim_boot(&(struct sim_options){.cores = CORES, .ram_bytes = (size_t)16 << 20});
    init = sim_current();
    return 0;
}

#define SHOOTDOWN_TEST(function) cmocka_unit_test_setup_teardown(function, boot, fixture_stop)

static void act_as(const struct hal_context *context)
{
    assert_true(sim_select_core_of(context));
}

/* A thread that computes on another core than init's. */
static struct actor start_elsewhere(tay_cap_t process)
{
    act_as(init);
    struct actor actor = start_thread(process, 1);
    act_as(actor.context);
    assert_int_not_equal(hal_core_self(), 0);
    return actor;
}

static void map_at(tay_cap_t process, tay_cap_t memory, size_t bytes)
{
    tay_ua_t address;
    act_as(init);
    assert_ok(tay_space_map(process, memory, 0, bytes, BASE, RW | TAY_MAP_FIXED, &address));
}

static void write_as(const struct hal_context *context, char byte)
{
    act_as(context);
    assert_true(sim_write(BASE, &byte, 1));
}

static char read_as(const struct hal_context *context)
{
    char byte;
    act_as(context);
    assert_true(sim_read(BASE, &byte, 1));
    return byte;
}

/* Whether the thread's core would let it. */
static bool may(const struct hal_context *context, enum hal_fault_kind access)
{
    act_as(context);
    return machine_translate(BASE, access) != NULL;
}

static void test_unmap(void **state)
{
    (void)state;
    struct actor other = start_elsewhere(TAY_CAP_SELF);
    map_at(TAY_CAP_SELF, TAY_CAP_NULL, PAGE);
    write_as(other.context, 'a');
    act_as(init);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, BASE, PAGE));
    assert_false(may(other.context, HAL_FAULT_READ));
    map_at(TAY_CAP_SELF, TAY_CAP_NULL, PAGE);
    assert_int_equal(read_as(other.context), 0);
}

static void test_protect(void **state)
{
    (void)state;
    struct actor other = start_elsewhere(TAY_CAP_SELF);
    map_at(TAY_CAP_SELF, TAY_CAP_NULL, 2 * PAGE);
    write_as(other.context, 'a');
    act_as(init);
    assert_ok(tay_space_protect(TAY_CAP_SELF, BASE, PAGE, TAY_MAP_READ));
    assert_false(may(other.context, HAL_FAULT_WRITE));
    assert_true(may(other.context, HAL_FAULT_READ));
}

/* One core has the page of the memory object when another writes, and so gets a copy. */
static void test_copy_on_write(void **state)
{
    (void)state;
    struct actor other = start_elsewhere(TAY_CAP_SELF);
    act_as(init);
    map_at(TAY_CAP_SELF, make_memory(1), PAGE);
    assert_int_equal(read_as(other.context), 0);
    write_as(init, 'a');
    assert_int_equal(read_as(other.context), 'a');
}

/* A process whose first thread waits in a call, which init has in hand. */
static tay_cap_t make_cloneable(void)
{
    struct tay_message message = {.info = 5};
    tay_word_t called;
    act_as(init);
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT), endpoint = make_endpoint();
    assert_ok(tay_process_give(process, endpoint, TAY_RIGHT_SEND, &called));
    struct actor client = start_elsewhere(process);
    assert_status(sim_call((tay_cap_t)called, &message), SIM_BLOCKED);
    assert_status(sim_status(client.context), SIM_BLOCKED);
    act_as(init);
    assert_ok(receive(endpoint, &message));
    map_at(process, TAY_CAP_NULL, PIECE_BYTES);
    return process;
}

static tay_cap_t clone(tay_cap_t process)
{
    tay_cap_t child, reply;
    act_as(init);
    assert_ok(tay_process_clone(TAY_CALL_IN_HAND, process, TAY_CAP_NULL, 1, 2, &child, &reply));
    return child;
}

static char read_of(tay_cap_t process)
{
    size_t done;
    char byte;
    act_as(init);
    assert_ok(tay_space_read(process, BASE, sim_pointer(SIM_DATA_UA), 1, &done));
    assert_true(sim_read(SIM_DATA_UA, &byte, 1));
    return byte;
}

/* Once its tables are shared nobody writes through them, on whatever core. */
static void test_clone(void **state)
{
    (void)state;
    tay_cap_t process = make_cloneable();
    struct actor other = start_elsewhere(process);
    write_as(other.context, 'a');
    tay_cap_t child = clone(process);
    assert_false(may(other.context, HAL_FAULT_WRITE));
    write_as(other.context, 'b');
    assert_int_equal(read_of(child), 'a');
}

/* One core writes in a shared table, and so gets a copy of it; the other one had read there. */
static void test_table_of_ones_own(void **state)
{
    (void)state;
    tay_cap_t process = make_cloneable();
    struct actor writer = start_elsewhere(process), reader = start_elsewhere(process);
    write_as(writer.context, 'a');
    clone(process);
    assert_int_equal(read_as(reader.context), 'a');
    write_as(writer.context, 'b');
    assert_int_equal(read_as(reader.context), 'b');
}

/* The same, when nobody else uses the table any more. */
static void test_table_that_was_shared(void **state)
{
    (void)state;
    tay_cap_t process = make_cloneable();
    struct actor writer = start_elsewhere(process), reader = start_elsewhere(process);
    write_as(writer.context, 'a');
    tay_cap_t child = clone(process);
    assert_int_equal(read_as(reader.context), 'a');
    act_as(init);
    assert_ok(tay_object_destroy(child));
    write_as(writer.context, 'b');
    assert_int_equal(read_as(reader.context), 'b');
    assert_true(may(reader.context, HAL_FAULT_WRITE));
}

/* A whole shared table goes at once, with pages that are not told one by one. */
static void test_unmap_of_a_shared_table(void **state)
{
    (void)state;
    char byte = 'z';
    tay_cap_t process = make_cloneable();
    struct actor other = start_elsewhere(process);
    write_as(other.context, 'a');
    assert_true(sim_write(BASE + PAGE, &byte, 1));
    tay_cap_t child = clone(process);
    act_as(other.context);
    assert_true(sim_read(BASE + PAGE, &byte, 1));
    act_as(init);
    assert_ok(tay_space_unmap(process, BASE, PIECE_BYTES));
    act_as(other.context);
    assert_null(machine_translate(BASE, HAL_FAULT_READ));
    assert_null(machine_translate(BASE + PAGE, HAL_FAULT_READ));
    assert_int_equal(read_of(child), 'a');
}

static uint16_t asid_of(tay_cap_t process)
{
    act_as(init);
    return process_of(object_behind(process))->space.hal.asid;
}

/* The next space that gets the identifier finds nothing of the last one, on no core. */
static void test_identifier_used_again(void **state)
{
    (void)state;
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    uint16_t asid = asid_of(process);
    map_at(process, TAY_CAP_NULL, PAGE);
    write_as(start_elsewhere(process).context, 'a');
    act_as(init);
    assert_ok(tay_object_destroy(process));
    sim_check_always(NULL);
    for (unsigned i = 0; i < A64_ASID_COUNT && (i == 0 || asid_of(process) != asid); i++) {
        if (i > 0) {
            assert_ok(tay_object_destroy(process));
        }
        process = make_process(TAY_OWN_ACCOUNT);
    }
    assert_int_equal(asid_of(process), asid);
    sim_check_always(kernel_check);
    map_at(process, TAY_CAP_NULL, PAGE);
    assert_int_equal(read_as(start_elsewhere(process).context), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOOTDOWN_TEST(test_unmap),
        SHOOTDOWN_TEST(test_protect),
        SHOOTDOWN_TEST(test_copy_on_write),
        SHOOTDOWN_TEST(test_clone),
        SHOOTDOWN_TEST(test_table_of_ones_own),
        SHOOTDOWN_TEST(test_table_that_was_shared),
        SHOOTDOWN_TEST(test_unmap_of_a_shared_table),
        SHOOTDOWN_TEST(test_identifier_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
