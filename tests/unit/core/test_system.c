/* SPDX-License-Identifier: MIT */
/*
 * The machine: its figures, and its ends.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <string.h>

static void test_query(void **state)
{
    (void)state;
    tay_word_t cores = 0;
    size_t total = 0, free_before = 0, free_after = 0, kernel = 0;
    tay_cap_t system = sim_boot_info()->system;
    sim_boot(&(struct sim_options){.cores = 3});
    assert_ok(tay_system_query(system, &cores, &total, &free_before, &kernel));
    assert_int_equal(cores, 3);
    assert_int_equal(total, frame_total_count() * PAGE);
    assert_true(kernel > 0 && kernel % PAGE == 0);
    /* RAM is the kernel's, the frame table's, and what can be taken. */
    assert_int_equal(kernel + frame_table_bytes() + total, (size_t)4 << 20);
    assert_true(sim_write(map_fresh(2, TAY_MAP_WRITE), "x", 1));
    assert_ok(tay_system_query(system, &cores, &total, &free_after, &kernel));
    assert_int_equal(free_after, free_before - PAGE);
}

static tay_word_t count(unsigned type)
{
    tay_word_t found;
    assert_ok(tay_system_count(sim_boot_info()->system, type, &found));
    return found;
}

static void test_count(void **state)
{
    (void)state;
    tay_word_t before[TAY_OBJECT_COUNT];
    for (unsigned type = 0; type < TAY_OBJECT_COUNT; type++) {
        before[type] = count(type);
    }
    assert_int_equal(before[TAY_OBJECT_process], 1);
    assert_int_equal(before[TAY_OBJECT_thread], 1);
    assert_int_equal(before[TAY_OBJECT_log], 0);
    tay_cap_t notification = make_notification();
    tay_ua_t address = map_fresh(1, TAY_MAP_READ);
    assert_int_equal(count(TAY_OBJECT_notification), before[TAY_OBJECT_notification] + 1);
    assert_int_equal(count(TAY_OBJECT_NONE), before[TAY_OBJECT_NONE] + 1);
    assert_ok(tay_cap_close(notification));
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address, PAGE));
    for (unsigned type = 0; type < TAY_OBJECT_COUNT; type++) {
        assert_int_equal(count(type), before[type]);
    }
}

static void control(void *arguments)
{
    const tay_word_t *word = arguments;
    (void)!tay_system_control(sim_boot_info()->system, word[0], word[1]);
}

static void test_control(void **state)
{
    (void)state;
    static const struct {
        tay_word_t word[2];
        enum machine_end how;
    } rows[] = {
        {{TAY_SYSTEM_REBOOT, 0}, MACHINE_REBOOT},
        {{TAY_SYSTEM_POWER_OFF, 0}, MACHINE_OFF},
        {{TAY_SYSTEM_EXIT, 0}, MACHINE_EXIT},
        {{TAY_SYSTEM_EXIT, 255}, MACHINE_EXIT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sim_boot(NULL);
        tay_word_t word[2] = {rows[i].word[0], rows[i].word[1]};
        struct machine_ending ending = sim_run(control, word);
        assert_int_equal(ending.how, rows[i].how);
        assert_int_equal(ending.status, rows[i].word[1]);
    }
}

static void test_control_statuses(void **state)
{
    (void)state;
    tay_cap_t system = sim_boot_info()->system;
    assert_status(tay_system_control(system, 3, 0), TAY_EINVAL);
    assert_status(tay_system_control(system, ~(tay_word_t)0, 0), TAY_EINVAL);
    assert_status(tay_system_control(system, TAY_SYSTEM_EXIT, 256), TAY_EINVAL);
    assert_status(tay_system_control(system, TAY_SYSTEM_EXIT, (tay_word_t)1 << 40), TAY_EINVAL);
}

static void exit_init(void *status)
{
    (void)!tay_process_exit(TAY_CAP_SELF, *(const tay_word_t *)status);
}

static void destroy_last_thread(void *nothing)
{
    (void)nothing;
    (void)!tay_object_destroy(TAY_CAP_SELF);
}

/* Under test init's end is a failure, whatever its status. */
static void test_end_of_init(void **state)
{
    (void)state;
    tay_word_t status = 0;
    struct machine_ending ending = sim_run(exit_init, &status);
    assert_int_equal(ending.how, MACHINE_EXIT);
    assert_int_equal(ending.status, 1);
    assert_non_null(strstr(sim_console(), "init ended with status 0\n"));
    sim_boot(NULL);
    ending = sim_run(destroy_last_thread, NULL);
    assert_int_equal(ending.how, MACHINE_EXIT);
    assert_int_equal(ending.status, 1);
    assert_non_null(strstr(sim_console(), "init ended with status 256\n"));
}

static void test_machine_is_permanent(void **state)
{
    (void)state;
    const struct tay_boot_info *info = sim_boot_info();
    assert_status(tay_object_destroy(info->account), TAY_ESTATE);
    assert_status(tay_object_destroy(info->system), TAY_ESTATE);
    assert_status(tay_object_destroy(info->irq_control), TAY_ESTATE);
    assert_status(tay_object_destroy(info->device_range[0]), TAY_ESTATE);
    assert_status(tay_object_destroy(info->log), TAY_ESTATE);
    tay_cap_t copy = make_copy(info->system, TAY_RIGHT_READ);
    assert_ok(tay_cap_close(info->system));
    assert_ok(tay_cap_close(copy));
    assert_ok(tay_cap_close(info->log));
    assert_ok(tay_cap_close(info->account));
    make_notification(); /* the root account lives, like the machine */
}

/* A command line of so many characters arrives whole if it fits, else cut at the end. */
static void test_length_of_command_line(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, TAY_BOOT_COMMAND_LINE_BYTES - 1,
                                     TAY_BOOT_COMMAND_LINE_BYTES, 2 * TAY_BOOT_COMMAND_LINE_BYTES};
    static char line[2 * TAY_BOOT_COMMAND_LINE_BYTES + 1];
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        for (size_t n = 0; n < lengths[i]; n++) {
            line[n] = (char)('a' + n % 26);
        }
        line[lengths[i]] = '\0';
        sim_boot(&(struct sim_options){.command_line = line});
        const char *told = sim_boot_info()->command_line;
        size_t most = TAY_BOOT_COMMAND_LINE_BYTES - 1;
        size_t expected = lengths[i] < most ? lengths[i] : most;
        assert_int_equal(strnlen(told, TAY_BOOT_COMMAND_LINE_BYTES), expected);
        assert_memory_equal(told, line, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_query),
        CORE_TEST(test_count),
        CORE_TEST(test_control),
        CORE_TEST(test_control_statuses),
        CORE_TEST(test_end_of_init),
        CORE_TEST(test_machine_is_permanent),
        CORE_TEST(test_length_of_command_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
