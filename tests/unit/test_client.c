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

static enum tay_status call(enum tay_status status, unsigned caps, struct tay_call *made)
{
    answer = (struct tay_message){.result = status,
                                  .info = (tay_word_t)caps << TAY_INFO_CAPS_SHIFT,
                                  .word = {20, 21, 22, 23, 24, 25}};
    closed_count = 0;
    *made = (struct tay_call){.label = 1};
    return tay_call(SERVER, made);
}

static void test_they_are_the_callers(void **state)
{
    struct tay_call made;
    (void)state;
    assert_int_equal(call(TAY_OK, 1u << 2, &made), TAY_OK);
    assert_int_equal(made.caps, 1u << 2);
    assert_int_equal(made.word[2], 22);
    assert_int_equal(closed_count, 0);
}

static void test_of_an_error_they_are_closed(void **state)
{
    struct tay_call made;
    (void)state;
    assert_int_equal(call(TAY_EINVAL, 1u << 0 | 1u << 5, &made), TAY_EINVAL);
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
    assert_int_equal(call(TAY_EPEER, 0, &made), TAY_EPEER);
    assert_int_equal(closed_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_they_are_the_callers),
        cmocka_unit_test(test_of_an_error_they_are_closed),
        cmocka_unit_test(test_an_error_without_any),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
