/* SPDX-License-Identifier: MIT */
/*
 * Pipes of vfs, without vfs: who waits, who does not want to, and who is to be told.
 */
#include "unit.h"

#include "fake.h"
#include "pipe.h"
#include <string.h>
#include <tay/protocol/stream.h>
#include <tay/protocol/vfs.h>

#define READY_MAX 64 /* of a server */

#define ROOM TAY_VFS_PIPE_BYTES

static char memory[3 * ROOM];
static uint64_t reader, writer;

static enum tay_status make(struct tay_server *server, struct tay_request *request,
                            struct tay_answer *answer)
{
    (void)request;
    return pipe_make(server, answer);
}

static void open_next(void)
{
    struct fake_call call = {0};
    fake_ask(make, &call);
    assert_int_equal(call.status, TAY_OK);
    reader = call.word[0];
    writer = call.word[1];
}

static int open_pipe(void **state)
{
    (void)state;
    pipe_open(1000);
    open_next();
    return 0;
}

static void close_end(uint64_t end)
{
    struct tay_event event = {.kind = TAY_KIND_CLOSED, .badge = end};
    pipe_event(&event);
}

static int close_pipe(void **state)
{
    (void)state;
    close_end(reader);
    close_end(writer);
    assert_int_equal(fake_copies(), 0);
    return 0;
}

static struct fake_call transfer(uint64_t end, size_t bytes, tay_word_t flags)
{
    struct fake_call call = {.session = end,
                             .label = end == reader ? TAY_STREAM_READ : TAY_STREAM_WRITE,
                             .word = {bytes, flags},
                             .memory = memory,
                             .memory_bytes = sizeof memory};
    return call;
}

/* A call that does not wait: bytes done, or below 0 the status. */
static long at_once(uint64_t end, size_t bytes)
{
    struct fake_call call = transfer(end, bytes, TAY_STREAM_NO_WAIT);
    fake_ask(pipe_serve, &call);
    assert_true(call.is_answered);
    return call.status == TAY_OK ? (long)call.word[0] : -(long)call.status;
}

static void test_without_waiting(void **state)
{
    (void)state;
    assert_int_equal(at_once(reader, 10), -TAY_EAGAIN);
    assert_int_equal(at_once(writer, ROOM - 1096), ROOM - 1096);
    assert_int_equal(at_once(writer, 3000), 1096); /* as much as there is room for */
    assert_int_equal(at_once(writer, 3000), -TAY_EAGAIN);
    assert_int_equal(at_once(reader, 511), 511);
    assert_int_equal(at_once(writer, 512), -TAY_EAGAIN); /* whole or not */
    assert_int_equal(at_once(writer, 511), 511);
    assert_int_equal(at_once(writer, 1), -TAY_EAGAIN);
    assert_int_equal(at_once(reader, 2 * ROOM), ROOM);
    close_end(writer);
    assert_int_equal(at_once(reader, 10), 0);
    close_end(reader);
    open_pipe(NULL);
    close_end(reader);
    assert_int_equal(at_once(writer, 1), -TAY_EPEER);
}

/* Who waits comes first, and whoever does not want to wait does not overtake. */
static void test_behind_those_who_wait(void **state)
{
    (void)state;
    struct fake_call waiting = transfer(writer, ROOM - 96, 0);
    assert_int_equal(at_once(writer, 1000), 1000);
    fake_ask(pipe_serve, &waiting);
    assert_false(waiting.is_answered);
    assert_int_equal(at_once(writer, 100), -TAY_EAGAIN);
    assert_int_equal(at_once(reader, 5000), 1000); /* it is put in whole, or not yet */
    assert_true(waiting.is_answered && waiting.word[0] == ROOM - 96);
    assert_int_equal(at_once(writer, 96), 96);
}

/* Readers are served in the order in which they came, without those that have given up: the first,
 * one in the middle, the last. */
static void test_who_came_first_is_first(void **state)
{
    enum { READERS = 6 };
    struct fake_call waiting[READERS];
    (void)state;
    for (unsigned i = 0; i < READERS; i++) {
        waiting[i] = transfer(reader, 3, 0);
        fake_ask(pipe_serve, &waiting[i]);
        assert_false(waiting[i].is_answered);
    }
    for (unsigned i = 0; i < READERS; i += i == 0 ? 2 : 3) {
        struct tay_event event = {.kind = TAY_KIND_ABANDONED, .badge = waiting[i].label_aside};
        pipe_event(&event);
    }
    for (unsigned i = 0; i < READERS; i++) {
        if (i != 0 && i != 2 && i != 5) {
            assert_int_equal(at_once(writer, 3), 3);
            assert_true(waiting[i].is_answered && waiting[i].word[0] == 3);
        }
    }
    assert_false(waiting[0].is_answered || waiting[2].is_answered || waiting[5].is_answered);
    assert_int_equal(at_once(writer, 3), 3);
    assert_int_equal(at_once(reader, 5), 3);
}

/* An end of a pipe that has gone leads to none, whoever has its place now. */
static void test_numbers_are_not_used_again(void **state)
{
    uint64_t old_reader = reader, old_writer = writer;
    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        close_end(reader);
        close_end(writer);
        open_next();
        assert_int_equal(at_once(writer, 1), 1);
        assert_int_equal(at_once(old_reader, 1), -TAY_EPEER);
        assert_int_equal(at_once(old_writer, 1), -TAY_EPEER);
        assert_int_equal(at_once(reader, 1), 1);
    }
}

static unsigned set_flags(uint64_t end, tay_word_t sets, tay_word_t flags, enum tay_status wanted)
{
    struct fake_call call = {.session = end, .label = TAY_STREAM_SET_FLAGS, .word = {sets, flags}};
    fake_ask(pipe_serve, &call);
    assert_int_equal(call.status, wanted);
    return (unsigned)call.word[0];
}

static void test_flags_of_an_end(void **state)
{
    (void)state;
    assert_int_equal(set_flags(reader, 1, TAY_STREAM_NO_WAIT, TAY_OK), 0);
    assert_int_equal(set_flags(reader, 0, 0, TAY_OK), TAY_STREAM_NO_WAIT);
    assert_int_equal(set_flags(writer, 0, 0, TAY_OK), 0);
    set_flags(reader, 1, 2, TAY_EINVAL);
    set_flags(reader, 2, 0, TAY_EINVAL);
    struct fake_call call = transfer(reader, 5, 0);
    fake_ask(pipe_serve, &call);
    assert_true(call.is_answered && call.status == TAY_EAGAIN);
    set_flags(reader, 1, 0, TAY_OK);
    call = transfer(reader, 5, 0);
    fake_ask(pipe_serve, &call);
    assert_false(call.is_answered);
    assert_int_equal(at_once(writer, 2), 2);
    assert_true(call.is_answered && call.word[0] == 2);
    call = transfer(reader, 5, 8);
    fake_ask(pipe_serve, &call);
    assert_int_equal(call.status, TAY_EINVAL);
}

static struct fake_call ready(uint64_t end, unsigned events, tay_cap_t bell)
{
    struct fake_call call = {.session = end,
                             .label = TAY_STREAM_READY,
                             .caps = bell != 0 ? 1u << 1 : 0,
                             .word = {events, bell, bell != 0 ? 4 : 0}};
    fake_ask(pipe_serve, &call);
    assert_true(call.is_answered);
    return call;
}

static unsigned is_ready(uint64_t end)
{
    struct fake_call call =
        ready(end, TAY_STREAM_READABLE | TAY_STREAM_WRITABLE | TAY_STREAM_GONE, 0);
    assert_int_equal(call.status, TAY_OK);
    return (unsigned)call.word[0];
}

static void test_what_is_ready(void **state)
{
    (void)state;
    assert_int_equal(is_ready(reader), 0);
    assert_int_equal(is_ready(writer), TAY_STREAM_WRITABLE);
    at_once(writer, ROOM - 512);
    assert_int_equal(is_ready(reader), TAY_STREAM_READABLE);
    assert_int_equal(is_ready(writer), TAY_STREAM_WRITABLE);
    at_once(writer, 1);
    assert_int_equal(is_ready(writer), 0);
    close_end(writer);
    assert_int_equal(is_ready(reader), TAY_STREAM_READABLE | TAY_STREAM_GONE);
    at_once(reader, ROOM);
    assert_int_equal(is_ready(reader), TAY_STREAM_READABLE | TAY_STREAM_GONE);
    close_end(reader);
    open_pipe(NULL);
    close_end(reader);
    assert_int_equal(is_ready(writer), TAY_STREAM_WRITABLE | TAY_STREAM_GONE);
}

static void test_all_are_told_once(void **state)
{
    (void)state;
    tay_cap_t one = fake_notification();
    tay_cap_t two = fake_notification();
    tay_cap_t three = fake_notification();
    ready(reader, TAY_STREAM_READABLE, one);
    ready(reader, TAY_STREAM_READABLE | TAY_STREAM_GONE, two);
    ready(reader, TAY_STREAM_GONE, three);
    assert_int_equal(fake_copies(), 3);
    at_once(writer, 1);
    assert_int_equal(fake_bits(one), 4);
    assert_int_equal(fake_bits(two), 4);
    assert_int_equal(fake_bits(three), 0);
    at_once(writer, 1);
    assert_int_equal(fake_bits(one), 0);
    assert_int_equal(fake_copies(), 1);
    ready(writer, TAY_STREAM_GONE, one);
    close_end(writer);
    assert_int_equal(fake_bits(three), 4);
    assert_int_equal(fake_bits(one), 0); /* its own end has gone */
    assert_int_equal(fake_copies(), 0);
}

/* What a reader that waits takes is not there for others. */
static void test_only_what_is_left(void **state)
{
    (void)state;
    tay_cap_t bell = fake_notification();
    struct fake_call call = transfer(reader, 10, 0);
    fake_ask(pipe_serve, &call);
    ready(reader, TAY_STREAM_READABLE, bell);
    at_once(writer, 5);
    assert_true(call.is_answered && call.word[0] == 5);
    assert_int_equal(fake_bits(bell), 0);
    at_once(writer, 5);
    assert_int_equal(fake_bits(bell), 4);
}

static void test_what_is_wrong_leaves_nothing(void **state)
{
    (void)state;
    tay_cap_t bell = fake_notification();
    assert_int_equal(ready(reader, 0x80, bell).status, TAY_EINVAL);
    struct fake_call no_bits = {.session = reader,
                                .label = TAY_STREAM_READY,
                                .caps = 1u << 1,
                                .word = {TAY_STREAM_READABLE, bell, 0}};
    fake_ask(pipe_serve, &no_bits);
    assert_int_equal(no_bits.status, TAY_EINVAL);
    fake_destroy(bell);
    assert_int_equal(ready(reader, TAY_STREAM_READABLE, bell).status, TAY_EINVAL);
    assert_int_equal(fake_copies(), 0);
    bell = fake_notification();
    ready(reader, TAY_STREAM_READABLE, bell);
    ready(reader, 0, 0); /* takes it back */
    assert_int_equal(fake_copies(), 0);
}

/* A full list has room for those who still wait, once others have destroyed what they wait by. */
static void test_too_many_wait(void **state)
{
    tay_cap_t bell[READY_MAX + 1];
    (void)state;
    for (unsigned i = 0; i < READY_MAX; i++) {
        bell[i] = fake_notification();
        assert_int_equal(ready(reader, TAY_STREAM_READABLE, bell[i]).status, TAY_OK);
    }
    bell[READY_MAX] = fake_notification();
    assert_int_equal(ready(reader, TAY_STREAM_READABLE, bell[READY_MAX]).status, TAY_EFULL);
    assert_int_equal(fake_copies(), READY_MAX);
    fake_destroy(bell[5]);
    fake_destroy(bell[50]);
    assert_int_equal(ready(reader, TAY_STREAM_READABLE, bell[READY_MAX]).status, TAY_OK);
    assert_int_equal(fake_copies(), READY_MAX - 1);
    at_once(writer, 1);
    assert_int_equal(fake_bits(bell[READY_MAX]), 4);
    assert_int_equal(fake_bits(bell[0]), 4);
    assert_int_equal(fake_copies(), 0);
}

/* An answer that finds nobody has taken nothing. */
static void test_who_gives_up_loses_nothing(void **state)
{
    (void)state;
    struct fake_call call = transfer(reader, 10, 0);
    fake_ask(pipe_serve, &call);
    call.has_given_up = true;
    at_once(writer, 5);
    assert_false(call.is_answered);
    assert_int_equal(at_once(reader, 10), 5);
}

/* ... and has put in nothing: of a call in hand that is found out with the answer. */
static void test_who_gives_up_in_hand_has_done_nothing(void **state)
{
    (void)state;
    memory[0] = 'a';
    assert_int_equal(at_once(writer, 10), 10);
    struct fake_call call = transfer(writer, 100, 0);
    call.has_given_up = true;
    fake_ask(pipe_serve, &call);
    assert_false(call.is_answered);
    memory[0] = 'b';
    call = transfer(reader, 5, 0);
    call.has_given_up = true;
    fake_ask(pipe_serve, &call);
    assert_false(call.is_answered);
    assert_int_equal(at_once(reader, 200), 10);
    assert_int_equal(memory[0], 'a');
    call = transfer(reader, 5, 0);
    fake_ask(pipe_serve, &call);
    assert_false(call.is_answered); /* it waits */
    assert_int_equal(at_once(writer, 3), 3);
    assert_true(call.is_answered && call.word[0] == 3);
}

/* A writer that finds a reader waiting is passed on to him as one piece, or not at all. */
static void test_a_reader_with_little_room(void **state)
{
    static char room[8];
    (void)state;
    struct fake_call call = transfer(reader, sizeof room, 0);
    call.memory = room;
    call.memory_bytes = sizeof room;
    struct fake_call next = call;
    fake_ask(pipe_serve, &call);
    memcpy(memory, "0123456789abcdef", 16);
    assert_int_equal(at_once(writer, 16), 16);
    assert_true(call.is_answered && call.word[0] == sizeof room);
    assert_memory_equal(room, "01234567", sizeof room);
    fake_ask(pipe_serve, &next);
    assert_true(next.is_answered && next.word[0] == sizeof room);
    assert_memory_equal(room, "89abcdef", sizeof room);
    memcpy(memory, "xyz", 3);
    next = transfer(reader, sizeof room, 0);
    next.memory = room;
    next.memory_bytes = sizeof room;
    fake_ask(pipe_serve, &next);
    assert_int_equal(at_once(writer, 3), 3);
    assert_true(next.is_answered && next.word[0] == 3);
    assert_memory_equal(room, "xyzbcdef", sizeof room);
}

/* However much the two hold, what is not one piece goes by the pipe. */
static void test_more_than_a_piece(void **state)
{
    (void)state;
    struct fake_call call = transfer(reader, 2 * ROOM, 0), more = transfer(writer, 2 * ROOM, 0);
    fake_ask(pipe_serve, &call);
    fake_ask(pipe_serve, &more);
    assert_false(more.is_decided);
    assert_true(call.is_answered && call.word[0] <= ROOM);
    size_t bytes = call.word[0];
    while (!more.is_answered) {
        bytes += (size_t)at_once(reader, ROOM);
    }
    assert_int_equal(more.word[0], 2 * ROOM);
    long left = at_once(reader, 2 * ROOM);
    assert_int_equal(bytes + (size_t)(left < 0 ? 0 : left), 2 * ROOM);
}

/* Memory that is not there is the fault of whose it is. */
static void test_whose_fault_it_is(void **state)
{
    (void)state;
    struct fake_call good = transfer(reader, 20, 0), bad = transfer(reader, 20, 0);
    bad.memory_bytes = 4;
    fake_ask(pipe_serve, &bad);
    fake_ask(pipe_serve, &good);
    assert_int_equal(at_once(writer, 10), 10);
    assert_true(bad.is_answered && bad.status == TAY_EFAULT);
    assert_true(good.is_answered && good.status == TAY_OK && good.word[0] == 10);
    good = transfer(reader, 20, 0);
    fake_ask(pipe_serve, &good);
    bad = transfer(writer, 10, 0);
    bad.memory_bytes = 4;
    fake_ask(pipe_serve, &bad);
    assert_true(bad.is_answered && bad.status == TAY_EFAULT);
    assert_false(good.is_answered);
    assert_int_equal(at_once(writer, 1), 1);
    assert_true(good.is_answered && good.word[0] == 1);
}

/* He alone is answered so, with or without a writer that waits: what is written is put in whole,
 * and there for the next one. */
static void test_a_reader_who_lends_less_than_he_says(void **state)
{
    static char room[100];
    static const tay_word_t flags[] = {0, TAY_STREAM_NO_WAIT};
    (void)state;
    for (unsigned i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        struct fake_call bad = transfer(reader, sizeof room, 0);
        bad.memory = room;
        bad.memory_bytes = 4;
        fake_ask(pipe_serve, &bad);
        assert_false(bad.is_answered);
        memcpy(memory, "0123456789", 10);
        struct fake_call call = transfer(writer, 10, flags[i]);
        fake_ask(pipe_serve, &call);
        assert_true(call.is_answered && !call.is_decided);
        assert_int_equal(call.status, TAY_OK);
        assert_int_equal(call.word[0], 10);
        assert_true(bad.is_answered);
        assert_int_equal(bad.status, TAY_EFAULT);
        memset(memory, 0, 10);
        assert_int_equal(at_once(reader, sizeof room), 10);
        assert_memory_equal(memory, "0123456789", 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_without_waiting, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_behind_those_who_wait, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_who_came_first_is_first, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_numbers_are_not_used_again, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_flags_of_an_end, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_what_is_ready, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_all_are_told_once, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_only_what_is_left, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_what_is_wrong_leaves_nothing, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_too_many_wait, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_who_gives_up_loses_nothing, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_who_gives_up_in_hand_has_done_nothing, open_pipe,
                                        close_pipe),
        cmocka_unit_test_setup_teardown(test_a_reader_with_little_room, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_more_than_a_piece, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_whose_fault_it_is, open_pipe, close_pipe),
        cmocka_unit_test_setup_teardown(test_a_reader_who_lends_less_than_he_says, open_pipe,
                                        close_pipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
