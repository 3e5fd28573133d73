/* SPDX-License-Identifier: MIT */
/*
 * The console as a user program's: log_bind takes it over, and it comes back by itself.
 */
#include "scene.h"

#include <string.h>

static tay_cap_t notification;

static void write_line(const char *line)
{
    size_t length = 0;
    act(&scene.init);
    assert_ok(
        tay_log_write(sim_boot_info()->log, sim_lend(line, strlen(line)), strlen(line), &length));
    assert_int_equal(length, strlen(line));
}

static bool is_shown(const char *line)
{
    return strstr(sim_console(), line) != NULL;
}

static tay_word_t take_bits(void)
{
    struct tay_message message = {.info = TAY_INFO_DEADLINE};
    act(&scene.init);
    return take(TAY_TRAP_WAIT, notification, &message) == TAY_OK ? message.word[0] : 0;
}

/* Takes the console over; the notification is signalled at once, for what is in the ring. */
static void bind_console(void)
{
    act(&scene.init);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    assert_ok(tay_log_bind(sim_boot_info()->log, notification, 6));
    assert_int_equal(take_bits(), 6);
}

/* From a position on, what is in the ring. */
static const char *read_ring(tay_time_t *position)
{
    static char text[8192];
    size_t total = 0;
    for (;;) {
        size_t count = 0;
        act(&scene.init);
        assert_ok(tay_log_read(sim_boot_info()->log, *position, sim_pointer(SIM_DATA_UA), 256,
                               &count, position));
        if (count == 0 || total + count >= sizeof text) {
            text[total] = '\0';
            return text;
        }
        assert_true(sim_read(SIM_DATA_UA, text + total, count));
        total += count;
    }
}

static void test_a_bound_log_signals_instead_of_writing(void **state)
{
    (void)state;
    tay_time_t position = 0;
    write_line("before\n");
    assert_true(is_shown("before\n"));
    bind_console();
    assert_int_equal(take_bits(), 0);
    write_line("after\n");
    assert_false(is_shown("after\n"));
    assert_int_equal(take_bits(), 6);
    const char *text = read_ring(&position);
    assert_non_null(strstr(text, "before\n"));
    assert_non_null(strstr(text, "after\n"));
}

/* The kernel's own lines come the same way. */
static void test_a_bound_log_signals_the_kernels_lines(void **state)
{
    (void)state;
    bind_console();
    act(&scene.client);
    assert_false(sim_write(0x7000000, "x", 1));
    assert_false(is_shown("write at 0x7000000"));
    assert_int_equal(take_bits(), 6);
    tay_time_t position = 0;
    assert_non_null(strstr(read_ring(&position), "write at 0x7000000"));
}

/* Given back, the kernel writes again, beginning with what nobody has read. */
static void test_unbound_the_kernel_writes_what_nobody_has_read(void **state)
{
    (void)state;
    tay_time_t position = 0;
    bind_console();
    write_line("read\n");
    read_ring(&position);
    write_line("unread\n");
    act(&scene.init);
    assert_ok(tay_log_bind(sim_boot_info()->log, TAY_CAP_NULL, 0));
    assert_true(is_shown("unread\n"));
    assert_false(is_shown("\nread\n"));
    write_line("later\n");
    assert_true(is_shown("unread\nlater\n"));
    assert_int_equal(take_bits(), 6); /* from before */
    assert_int_equal(take_bits(), 0);
}

/* What could not be handed over has not been read. */
static void test_a_read_that_faults_has_read_nothing(void **state)
{
    (void)state;
    size_t count = 0;
    tay_time_t next = 0;
    bind_console();
    write_line("unread\n");
    act(&scene.init);
    assert_status(tay_log_read(sim_boot_info()->log, TAY_TIME_NEVER, sim_pointer(0x7000000), 256,
                               &count, &next),
                  TAY_EFAULT);
    assert_ok(tay_log_bind(sim_boot_info()->log, TAY_CAP_NULL, 0));
    assert_true(is_shown("unread\n"));
}

/* ... and when the notification ends, at once, whoever had it. */
static void test_the_console_comes_back_when_the_notification_ends(void **state)
{
    (void)state;
    bind_console();
    write_line("unread\n");
    init_close(notification);
    assert_true(is_shown("unread\n"));
    write_line("later\n");
    assert_true(is_shown("unread\nlater\n"));
    bind_console();
    act(&scene.init);
    assert_ok(tay_object_destroy(notification));
    write_line("last\n");
    assert_true(is_shown("last\n"));
    bind_console(); /* another one may have it */
    write_line("hidden\n");
    assert_false(is_shown("hidden\n"));
}

/* The death of the process that had the console. */
static void test_the_console_comes_back_when_its_process_dies(void **state)
{
    (void)state;
    tay_cap_t log = give(&scene.server, sim_boot_info()->log, TAY_RIGHTS_ALL), own;
    act(&scene.server);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &own));
    assert_ok(tay_log_bind(log, own, 1));
    write_line("hidden\n");
    assert_false(is_shown("hidden\n"));
    kill_actor(&scene.server);
    assert_true(is_shown("hidden\n"));
}

/* A ring that nobody read in time loses its oldest bytes, and says from where it goes on. */
static void test_a_ring_that_overflows_goes_on(void **state)
{
    (void)state;
    char line[200];
    bind_console();
    memset(line, 'x', sizeof line);
    line[sizeof line - 2] = '\n';
    line[sizeof line - 1] = '\0';
    for (unsigned i = 0; i < 2000; i++) {
        write_line(line);
    }
    write_line("the end\n");
    act(&scene.init);
    assert_ok(tay_log_bind(sim_boot_info()->log, TAY_CAP_NULL, 0));
    assert_true(is_shown("x\nthe end\n"));
}

/* Bound to an endpoint the notification reaches the console server where it waits. */
static void test_the_log_reaches_a_server_that_receives(void **state)
{
    (void)state;
    struct tay_message message;
    bind_console();
    tay_cap_t bits = give(&scene.server, notification, TAY_RIGHT_RECEIVE);
    act(&scene.server);
    assert_ok(tay_endpoint_bind(scene.served, bits));
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    write_line("a line\n");
    assert_int_equal(result_of(&scene.server).word[0], 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_a_bound_log_signals_instead_of_writing),
        SCENE_TEST(test_a_bound_log_signals_the_kernels_lines),
        SCENE_TEST(test_unbound_the_kernel_writes_what_nobody_has_read),
        SCENE_TEST(test_a_read_that_faults_has_read_nothing),
        SCENE_TEST(test_the_console_comes_back_when_the_notification_ends),
        SCENE_TEST(test_the_console_comes_back_when_its_process_dies),
        SCENE_TEST(test_a_ring_that_overflows_goes_on),
        SCENE_TEST(test_the_log_reaches_a_server_that_receives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
