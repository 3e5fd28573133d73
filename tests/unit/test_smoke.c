/* SPDX-License-Identifier: MIT */
/*
 * The kernel boots on the simulated machine, and init can do the simplest things.
 */
#include "unit.h"

#include "kernel_state.h"
#include "sim.h"

#include <stdio.h>
#include <string.h>
#include <tay/abi/object.h>
#include <tay/operations.h>

static int set_up(void **state)
{
    (void)state;
    sim_check_always(kernel_check);
    sim_boot(&(struct sim_options){.command_line = "seed=5", .seed = 5});
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sim_stop();
    return 0;
}

static void test_boot_information(void **state)
{
    const struct tay_boot_info *info = sim_boot_info();
    char archive[sizeof SIM_ARCHIVE];

    (void)state;
    assert_int_equal(info->magic, TAY_PAYLOAD_MAGIC);
    assert_string_equal(info->board, "host-sim");
    assert_string_equal(info->command_line, "seed=5");
    assert_int_equal(info->core_count, 1);
    assert_int_equal(info->archive_bytes, sizeof archive);
    assert_true(sim_read((tay_ua_t)info->archive_ua, archive, sizeof archive));
    assert_string_equal(archive, SIM_ARCHIVE);
}

static void test_self(void **state)
{
    tay_word_t type;
    tay_word_t rights;
    tay_word_t badge;

    (void)state;
    assert_int_equal(tay_cap_query(TAY_CAP_SELF, &type, &rights, &badge), TAY_OK);
    assert_int_equal(type, TAY_OBJECT_process);
    assert_int_equal(tay_cap_query(TAY_CAP_NULL, &type, &rights, &badge), TAY_EHANDLE);
}

static void test_log(void **state)
{
    static const char line[] = "a line from init\n";
    size_t length = 0;

    (void)state;
    assert_int_equal(tay_log_write(sim_boot_info()->log, sim_lend(line, sizeof line - 1),
                                   sizeof line - 1, &length),
                     TAY_OK);
    assert_int_equal(length, sizeof line - 1);
    assert_non_null(strstr(sim_console(), line));
}

static void test_memory_of_init(void **state)
{
    char data[4];

    (void)state;
    assert_true(sim_read(SIM_DATA_UA, data, sizeof data));
    assert_memory_equal(data, "data", sizeof data);
    assert_true(sim_write(SIM_DATA_UA + SIM_DATA_BYTES - 2, "xy", 2));
    assert_true(sim_read(SIM_DATA_UA + SIM_DATA_BYTES - 4, data, sizeof data));
    assert_memory_equal(data, "\0\0xy", sizeof data);
    assert_true(sim_execute(SIM_TEXT_UA));
}

/* A second thread of init, as important: yield and time slices change between the two. */
static void test_two_threads(void **state)
{
    const struct hal_context *first = sim_current();
    tay_cap_t handle;

    (void)state;
    assert_int_equal(
        tay_thread_create(TAY_CAP_SELF, SIM_TEXT_UA, SIM_DATA_UA + 0x1000, 7, 32, &handle), TAY_OK);
    assert_int_equal(tay_thread_start(handle), TAY_OK);
    assert_ptr_equal(sim_current(), first);
    tay_trap_yield();
    const struct hal_context *second = sim_current();
    assert_ptr_not_equal(second, first);
    assert_int_equal(second->reg[0], 7);
    assert_int_equal(sim_status(first), TAY_OK);
    tay_trap_yield();
    assert_ptr_equal(sim_current(), first);
    assert_true(sim_run_until(second));
    assert_true(sim_now() > 0);
    assert_true(sim_run_until(first));
}

/* A wait blocks, the machine idles, the deadline wakes the waiter. */
static void test_wait_with_deadline(void **state)
{
    const struct hal_context *self = sim_current();
    tay_cap_t notification;
    tay_word_t bits = 0;

    (void)state;
    assert_int_equal(tay_notification_create(TAY_OWN_ACCOUNT, &notification), TAY_OK);
    assert_int_equal(tay_trap_wait(notification, TAY_INFO_DEADLINE, 5000000, &bits), SIM_BLOCKED);
    assert_null(sim_current());
    assert_int_equal(sim_status(self), SIM_BLOCKED);
    sim_advance(4999999);
    assert_null(sim_current());
    assert_true(sim_run_until(self));
    assert_int_equal(sim_now(), 5000000);
    assert_int_equal(sim_status(self), TAY_ETIMEDOUT);
    assert_int_equal(tay_trap_notify(notification, 6), TAY_OK);
    assert_int_equal(tay_trap_wait(notification, 0, 0, &bits), TAY_OK);
    assert_int_equal(bits, 6);
}

/* A stepped operation that is stopped at every preemption point ends all the same. */
static void test_unmap_in_steps(void **state)
{
    const size_t bytes = 64 * HAL_PAGE_BYTES;
    tay_ua_t address = 0;
    size_t mapped;
    size_t mapped_before;
    tay_word_t threads;
    tay_word_t slots;

    (void)state;
    assert_int_equal(tay_process_query(TAY_CAP_SELF, &threads, &slots, &mapped_before), TAY_OK);
    assert_int_equal(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, bytes, 0,
                                   TAY_MAP_READ | TAY_MAP_WRITE, &address),
                     TAY_OK);
    for (size_t at = 0; at < bytes; at += HAL_PAGE_BYTES) {
        assert_true(sim_write(address + at, "x", 1));
    }
    sim_set_preemption(1, 1);
    assert_int_equal(tay_space_unmap(TAY_CAP_SELF, address, bytes), TAY_OK);
    assert_int_equal(tay_process_query(TAY_CAP_SELF, &threads, &slots, &mapped), TAY_OK);
    assert_int_equal(mapped, mapped_before);
}

/* Four cores boot, those without work idle, and a second run is as the first. */
static void test_cores(void **state)
{
    const struct sim_options options = {.cores = 4, .seed = 77};
    char console[2][4096];

    (void)state;
    for (unsigned run = 0; run < 2; run++) {
        sim_boot(&options);
        assert_int_equal(sim_boot_info()->core_count, 4);
        sim_select_core(3);
        assert_null(sim_current());
        sim_select_core(0);
        test_wait_with_deadline(state);
        snprintf(console[run], sizeof console[run], "%s", sim_console());
    }
    assert_string_equal(console[0], console[1]);
}

static void write_text(void *nothing)
{
    (void)nothing;
    sim_write(SIM_TEXT_UA, "x", 1);
}

/* The design says: if init dies, the machine ends. */
static void test_fault_of_init(void **state)
{
    (void)state;
    struct machine_ending ending = sim_run(write_text, NULL);
    assert_int_not_equal(ending.how, MACHINE_RUNS);
    assert_int_not_equal(ending.how, MACHINE_BROKEN);
    assert_non_null(strstr(sim_console(), "write at 0x10000"));
}

static void exit_machine(void *nothing)
{
    (void)nothing;
    (void)!tay_system_control(sim_boot_info()->system, TAY_SYSTEM_EXIT, 3);
}

static void test_exit(void **state)
{
    (void)state;
    struct machine_ending ending = sim_run(exit_machine, NULL);
    assert_int_equal(ending.how, MACHINE_EXIT);
    assert_int_equal(ending.status, 3);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_boot_information),
        TEST(test_self),
        TEST(test_log),
        TEST(test_memory_of_init),
        TEST(test_two_threads),
        TEST(test_wait_with_deadline),
        TEST(test_unmap_in_steps),
        TEST(test_cores),
        TEST(test_fault_of_init),
        TEST(test_exit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
