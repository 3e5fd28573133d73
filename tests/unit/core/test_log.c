/* SPDX-License-Identifier: MIT */
/*
 * The kernel log: lines, the ring, lent ranges.
 */
#include "fixture.h"

#include <boot/event.h>
#include <hal/core.h>
#include <log/log.h>
#include <sched/scheduler.h>
#include <string.h>

#define PIECE 256u
#define BUFFER (SIM_DATA_UA + PAGE)

static enum tay_status write_from(tay_ua_t address, size_t bytes, size_t *count)
{
    return tay_log_write(sim_boot_info()->log, sim_pointer(address), bytes, count);
}

static enum tay_status read_to(tay_ua_t address, size_t bytes, tay_time_t position, size_t *count,
                               tay_time_t *next)
{
    return tay_log_read(sim_boot_info()->log, position, sim_pointer(address), bytes, count, next);
}

static void write_text(const char *text)
{
    size_t count = 0;
    assert_true(sim_write(BUFFER, text, strlen(text)));
    assert_ok(write_from(BUFFER, strlen(text), &count));
    assert_int_equal(count, strlen(text));
}

static void test_write_and_read(void **state)
{
    (void)state;
    char found[PIECE];
    size_t count = 0;
    tay_time_t next = 0, start = log_end();
    write_text("one\n");
    write_text("two\n");
    assert_non_null(strstr(sim_console(), "one\ntwo\n"));
    assert_ok(read_to(BUFFER, PIECE, start, &count, &next));
    assert_int_equal(count, 8);
    assert_int_equal(next, start + 8);
    assert_true(sim_read(BUFFER, found, 8));
    assert_memory_equal(found, "one\ntwo\n", 8);
    assert_ok(read_to(BUFFER, 3, start + 1, &count, &next));
    assert_int_equal(count, 3);
    assert_int_equal(next, start + 4);
    assert_true(sim_read(BUFFER, found, 3));
    assert_memory_equal(found, "ne\n", 3);
    assert_ok(read_to(BUFFER, PIECE, next + 4, &count, &next));
    assert_int_equal(count, 0);
    assert_int_equal(next, start + 8);
}

/* From the start on: what init's boot said, at most a piece. */
static void test_read_from_the_start(void **state)
{
    (void)state;
    char found[PIECE + 1] = "";
    size_t count = 0;
    tay_time_t next = 0;
    write_text("0123456789012345678901234567890123456789012345678901234567890123456789");
    write_text("0123456789012345678901234567890123456789012345678901234567890123456789");
    write_text("0123456789012345678901234567890123456789012345678901234567890123456789");
    assert_ok(read_to(BUFFER, 2 * PIECE, 0, &count, &next));
    assert_int_equal(count, PIECE);
    assert_int_equal(next, PIECE);
    assert_true(sim_read(BUFFER, found, PIECE));
    assert_int_equal(strncmp(found, "Tayberry on host-sim, 1 cores, ", 31), 0);
}

/* What was overwritten is skipped, and the position tells. */
static void test_ring_wraps(void **state)
{
    (void)state;
    char text[PIECE], found[PIECE];
    size_t count = 0;
    tay_time_t next = 0, start = log_end();
    sim_check_always(NULL);
    unsigned pieces = 0;
    do { /* until the ring has gone round twice */
        memset(text, 'a' + (int)(pieces % 26), sizeof text);
        assert_true(sim_write(BUFFER, text, sizeof text));
        assert_ok(write_from(BUFFER, sizeof text, &count));
        pieces++;
        assert_ok(read_to(BUFFER, 1, 0, &count, &next));
    } while (next < 20000);
    assert_int_equal(log_end(), start + pieces * PIECE);
    tay_time_t oldest = next - 1;
    tay_time_t ring_bytes = log_end() - oldest;
    assert_int_equal(ring_bytes & (ring_bytes - 1), 0);
    assert_ok(read_to(BUFFER, PIECE, 0, &count, &next));
    assert_int_equal(next, oldest + PIECE);
    assert_true(sim_read(BUFFER, found, PIECE));
    size_t first = (size_t)(oldest - start) / PIECE;
    assert_int_equal(found[0], 'a' + (char)(first % 26));
    assert_int_equal(found[PIECE - 1], 'a' + (char)((oldest - start + PIECE - 1) / PIECE % 26));
    assert_ok(read_to(BUFFER, 1, log_end() - 1, &count, &next));
    assert_true(sim_read(BUFFER, found, 1));
    assert_int_equal(found[0], 'a' + (char)((pieces - 1) % 26));
}

static void test_statuses(void **state)
{
    (void)state;
    tay_ua_t end = SIM_DATA_UA + SIM_DATA_BYTES; /* nothing is mapped there */
    tay_time_t next, now = log_end();
    size_t count;
    assert_status(write_from(BUFFER, 0, &count), TAY_EINVAL);
    assert_status(write_from(BUFFER, PIECE + 1, &count), TAY_EINVAL);
    assert_status(write_from(end - 2, 4, &count), TAY_EFAULT);
    assert_status(write_from(0, 4, &count), TAY_EFAULT);
    assert_status(write_from(HAL_USER_LIMIT - 4, 8, &count), TAY_EFAULT);
    assert_status(read_to(BUFFER, 0, 0, &count, &next), TAY_EINVAL);
    assert_status(read_to(BUFFER, 1, now + 1, &count, &next), TAY_EINVAL);
    assert_status(read_to(BUFFER, 1, TAY_TIME_NEVER - 1, &count, &next), TAY_EINVAL);
    assert_status(read_to(SIM_TEXT_UA, 4, 0, &count, &next), TAY_EFAULT);
    assert_status(read_to(end - 2, 4, 0, &count, &next), TAY_EFAULT);
    assert_int_equal(log_end(), now);
    assert_ok(write_from(SIM_TEXT_UA, PIECE, &count));    /* what can be executed can be read */
    assert_ok(read_to(end, 4, log_end(), &count, &next)); /* nothing to write, nothing to fault */
}

/* Interrupts that come between any two pieces do not change what goes out, and nothing is left when
 * the writer goes on. */
static void test_writes_out_in_pieces(void **state)
{
    (void)state;
    char text[PIECE];
    memset(text, 'p', sizeof text);
    text[0] = '<';
    text[PIECE - 1] = '\0';
    for (unsigned one_in = 1; one_in <= 3; one_in++) {
        machine_clear_console();
        sim_set_preemption(one_in, one_in);
        write_text(text);
        assert_string_equal(sim_console(), text);
    }
    sim_set_preemption(0, 0);
}

/* Text waits for a device without keeping whoever is more urgent waiting: it comes before whoever
 * is not. */
static void test_text_has_the_priority_of_who_wrote_it(void **state)
{
    (void)state;
    unsigned priority = scheduler_current()->priority;
    hal_lock_acquire(&kernel_lock);
    log_line("text");
    assert_true(log_has_work());
    assert_true(log_goes_first(priority) && log_goes_first(priority - 1));
    assert_false(log_goes_first(priority + 1));
    log_step();
    assert_true(log_has_work());
    log_step();
    assert_false(log_has_work() || log_goes_first(0));
    hal_lock_release(&kernel_lock);
}

/* The kernel's own lines are cut where they are too long. */
static void test_format(void **state)
{
    (void)state;
    hal_lock_acquire(&kernel_lock);
    machine_clear_console();
    log_line("%s|%lu|%lx|%%|%s", "text", 18446744073709551615ul, 0xfedcba9876543210ul, "");
    log_flush();
    assert_string_equal(sim_console(), "text|18446744073709551615|fedcba9876543210|%|\n");
    machine_clear_console();
    log_line("%lu%lx", 0ul, 0ul);
    log_flush();
    assert_string_equal(sim_console(), "00\n");
    machine_clear_console();
    char text[300];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    log_line("%s", text);
    log_flush();
    assert_int_equal(strlen(sim_console()), 160);
    assert_int_equal(sim_console()[159], '\n');
    hal_lock_release(&kernel_lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_write_and_read),
        CORE_TEST(test_read_from_the_start),
        CORE_TEST(test_ring_wraps),
        CORE_TEST(test_statuses),
        CORE_TEST(test_format),
        CORE_TEST(test_writes_out_in_pieces),
        CORE_TEST(test_text_has_the_priority_of_who_wrote_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
