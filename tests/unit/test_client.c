/* SPDX-License-Identifier: MIT */
/*
 * Calls: what becomes of capabilities that an answer brings.
 */
#include "unit.h"

#include <tay/abi/object.h>
#include <tay/client.h>
#include <tay/operations.h>
#include <tay/trap.h>

#define SERVER 7

static struct tay_message answer; /* of the server */
static tay_cap_t closed[TAY_WORDS];
static unsigned closed_count;

/* In the kernel's place. */
void tay_trap_call(tay_cap_t handle, struct tay_message *message)
{
    if (handle == SERVER) {
        *message = answer;
        return;
    }
    assert_int_equal(message->info & TAY_INFO_OPERATION_MASK, TAY_OP_cap_close);
    assert_true(closed_count < TAY_WORDS);
    closed[closed_count++] = handle;
    message->result = TAY_OK;
}

void tay_trap_send(tay_cap_t handle, struct tay_message *message)
{
    (void)handle;
    message->result = TAY_OK;
}

static enum tay_status call(enum tay_status status, tay_word_t info, unsigned wants,
                            struct tay_call *made)
{
    answer = (struct tay_message){.result = status, .info = info, .word = {20, 21, 22, 23, 24, 25}};
    closed_count = 0;
    *made = (struct tay_call){.label = 1, .wants = wants};
    return tay_call(SERVER, made);
}

/* Capabilities, in the info word of an answer. */
static tay_word_t info_caps(unsigned caps)
{
    return (tay_word_t)caps << TAY_INFO_CAPS_SHIFT;
}

static void test_those_that_it_wants_are_the_callers(void **state)
{
    struct tay_call made;
    (void)state;
    assert_int_equal(call(TAY_OK, info_caps(1u << 2), 1u << 2, &made), TAY_OK);
    assert_int_equal(made.caps, 1u << 2);
    assert_int_equal(made.wants, 1u << 2);
    assert_int_equal(made.word[2], 22);
    assert_int_equal(closed_count, 0);
}

static void test_of_an_error_they_are_closed(void **state)
{
    struct tay_call made;
    (void)state;
    assert_int_equal(call(TAY_EINVAL, info_caps(1u << 0 | 1u << 5), 1, &made), TAY_EINVAL);
    assert_int_equal(made.caps, 0);
    assert_int_equal(closed_count, 2);
    assert_int_equal(closed[0], 20);
    assert_int_equal(closed[1], 25);
    assert_int_equal(made.word[1], 21); /* protocols tell more of an error by words */
}

static void test_an_error_without_any(void **state)
{
    struct tay_call made;
    (void)state;
    assert_int_equal(call(TAY_EPEER, 0, 1, &made), TAY_EPEER);
    assert_int_equal(closed_count, 0);
    assert_int_equal(made.word[0], 20);
}

/* One more, one less, another one. */
static void test_an_answer_with_others_is_an_error(void **state)
{
    static const struct {
        unsigned caps;
        unsigned wants;
        unsigned closed;
    } cases[] = {{1, 0, 1}, {3, 1, 2}, {0, 1, 0}, {1, 3, 1}, {2, 1, 1}, {0x3f, 0, 6}};
    (void)state;
    for (unsigned n = 0; n < sizeof cases / sizeof cases[0]; n++) {
        struct tay_call made;
        assert_int_equal(call(TAY_OK, info_caps(cases[n].caps), cases[n].wants, &made), TAY_EIO);
        assert_int_equal(closed_count, cases[n].closed);
        assert_int_equal(made.caps, 0);
        for (unsigned i = 0; i < TAY_WORDS; i++) {
            assert_int_equal(made.word[i], 0);
        }
    }
}

static void test_without_room_for_them(void **state)
{
    struct tay_call made;
    (void)state;
    assert_int_equal(call(TAY_OK, TAY_INFO_CAPS_LOST, 1, &made), TAY_EFULL);
    assert_true(made.caps_lost);
    assert_int_equal(closed_count, 0);
}

static void test_any_are_welcome(void **state)
{
    struct tay_call made;
    (void)state;
    for (unsigned caps = 0; caps < 1u << TAY_WORDS; caps++) {
        assert_int_equal(call(TAY_OK, info_caps(caps), TAY_WANTS_ANY, &made), TAY_OK);
        assert_int_equal(made.caps, caps);
        assert_int_equal(closed_count, 0);
    }
    assert_int_equal(call(TAY_EFULL, info_caps(1), TAY_WANTS_ANY, &made), TAY_EFULL);
    assert_int_equal(closed_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_those_that_it_wants_are_the_callers),
        cmocka_unit_test(test_of_an_error_they_are_closed),
        cmocka_unit_test(test_an_error_without_any),
        cmocka_unit_test(test_an_answer_with_others_is_an_error),
        cmocka_unit_test(test_without_room_for_them),
        cmocka_unit_test(test_any_are_welcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
