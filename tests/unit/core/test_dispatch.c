/* SPDX-License-Identifier: MIT */
/*
 * The checks that every operation has, row by row: from one call that succeeds, one thing at a time
 * is made wrong, which gives the documented status and leaves no trace.
 */
#include "baseline.h"
#include "row_info.h"

#include "kernel_state.h"

#include <object/capability.h>

/* Calls with a handle as wide as a register, and expects that nothing happens. */
static void expect(const struct operation_row *row, const struct baseline *call,
                   enum tay_status status)
{
    struct tay_message message = call->message;
    uint64_t before = kernel_state_hash();
    enum tay_status found = baseline_call(call->handle, &message);
    if (found != status || kernel_state_hash() != before) {
        fail_msg("%s: status %d, not %d, or a trace", row->name, found, status);
    }
}

static void expect_handle(const struct operation_row *row, struct baseline call, tay_word_t handle,
                          enum tay_status status)
{
    call.handle = handle;
    expect(row, &call, status);
}

/* Handles that are none. */
static size_t bad_handles(tay_word_t *handle, tay_word_t good)
{
    size_t count = 0;
    tay_cap_t stale = make_copy(TAY_CAP_SELF, 0);
    assert_ok(tay_cap_close(stale));
    handle[count++] = stale;
    handle[count++] = UINT32_MAX;
    handle[count++] = 1; /* generation 0 */
    handle[count++] = good + ((tay_word_t)1 << TAY_CAP_SLOT_BITS);
    handle[count++] = good | (tay_word_t)1 << 32;
    handle[count++] = good ^ 0x800; /* the same slot by the mask */
    return count;
}

static void check_handle(const struct operation_row *row, const struct baseline *good)
{
    tay_word_t handle[8];
    size_t count = good->handle == TAY_CALL_IN_HAND ? 0 : bad_handles(handle, good->handle);
    for (size_t i = 0; i < count; i++) {
        expect_handle(row, *good, handle[i], TAY_EHANDLE);
    }
    if (!row->own && !row->in_hand) {
        expect_handle(row, *good, TAY_CAP_NULL, TAY_EHANDLE);
    }
}

static void check_type(const struct operation_row *row, const struct baseline *good)
{
    for (unsigned type = 1; row->object != 0 && type < TAY_OBJECT_COUNT; type++) {
        bool is_message = (row->info & TAY_INFO_OBJECT) == 0 &&
                          (type == TAY_OBJECT_endpoint || type == TAY_OBJECT_session);
        bool holds_call = type == TAY_OBJECT_reply && good->handle == TAY_CALL_IN_HAND;
        if (type != row->object && !is_message && !holds_call) {
            expect_handle(row, *good, baseline_handle(type), TAY_ETYPE);
        }
    }
}

/* A reply has one capability, with every right: the kernel's own table is changed for a while. */
static void check_right_of_reply(const struct operation_row *row, const struct baseline *good)
{
    struct slot *slot = slot_behind((tay_cap_t)good->handle);
    uint8_t rights = slot->rights;
    slot->rights &= (uint8_t)~row->right;
    expect(row, good, TAY_ERIGHT);
    slot->rights = rights;
}

static void check_right(const struct operation_row *row, const struct baseline *good)
{
    if (row->right == 0 || good->handle == TAY_CALL_IN_HAND) {
        return;
    }
    if (row->object == TAY_OBJECT_reply) {
        check_right_of_reply(row, good);
        return;
    }
    tay_cap_t less = make_copy((tay_cap_t)good->handle, TAY_RIGHTS_ALL & ~row->right);
    expect_handle(row, *good, less, TAY_ERIGHT);
}

static void check_info(const struct operation_row *row, const struct baseline *good)
{
    for (unsigned bit = 16; bit < 64; bit++) {
        struct baseline call = *good;
        call.message.info ^= (tay_word_t)1 << bit;
        if ((row->info & TAY_INFO_OBJECT) == 0 || (call.message.info & TAY_INFO_OBJECT) != 0) {
            expect(row, &call, TAY_EINVAL);
        } /* else it is no operation, but a message */
    }
    struct baseline call = *good;
    static const unsigned numbers[] = {0, TAY_OPERATION_COUNT, 0x7fff, 0xffff};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        call.message.info = (good->message.info & ~(tay_word_t)0xffff) | numbers[i];
        expect(row, &call, good->handle == TAY_CALL_IN_HAND ? TAY_EHANDLE : TAY_ENOSYS);
    }
}

static void check_capability(const struct operation_row *row, const struct baseline *good,
                             unsigned n)
{
    const struct row_argument *argument = &row->in[n];
    struct baseline call = *good;
    tay_word_t handle[8];
    size_t count = bad_handles(handle, good->message.word[n]);
    if (argument->kind == ROW_CAP) {
        handle[count++] = TAY_CAP_NULL;
    }
    for (size_t i = 0; i < count; i++) {
        call.message.word[n] = handle[i];
        expect(row, &call, TAY_EHANDLE);
    }
    for (unsigned type = 1; argument->object != 0 && type < TAY_OBJECT_COUNT; type++) {
        if (type != argument->object) {
            call.message.word[n] = baseline_handle(type);
            expect(row, &call, TAY_ETYPE);
        }
    }
    if (argument->right != 0) {
        call.message.word[n] =
            make_copy((tay_cap_t)good->message.word[n], TAY_RIGHTS_ALL & ~argument->right);
        expect(row, &call, TAY_ERIGHT);
    }
}

static void check_arguments(const struct operation_row *row, const struct baseline *good)
{
    for (unsigned n = 0; n < row->in_count; n++) {
        if (row->in[n].kind == ROW_CAP || row->in[n].kind == ROW_CAP_OR_NULL) {
            check_capability(row, good, n);
        }
        for (unsigned bit = 0; row->in[n].kind == ROW_FLAGS && bit < 64; bit++) {
            if (bit >= 32 || (row->in[n].mask >> bit & 1) == 0) {
                struct baseline call = *good;
                call.message.word[n] |= (tay_word_t)1 << bit;
                expect(row, &call, TAY_EINVAL);
            }
        }
    }
}

static void test_every_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATION_ROW_COUNT; i++) {
        const struct operation_row *row = &operation_rows[i];
        sim_boot(NULL);
        struct baseline good = baseline_make(row->number);
        good.message.info = row_info(row);
        check_handle(row, &good);
        check_type(row, &good);
        check_right(row, &good);
        check_info(row, &good);
        check_arguments(row, &good);
        if (!baseline_succeeds(&good)) {
            fail_msg("%s: the call that all this began with fails", row->name);
        }
    }
}

/* An account of one's own needs no handle and no right, and serves no other operation. */
static void test_own_account(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATION_ROW_COUNT; i++) {
        const struct operation_row *row = &operation_rows[i];
        sim_boot(NULL);
        struct baseline good = baseline_make(row->number);
        good.message.info = row_info(row);
        if (row->own) {
            struct baseline call = good;
            call.handle = TAY_OWN_ACCOUNT;
            call.message.info |= TAY_INFO_COPY;
            expect(row, &call, TAY_EINVAL);
            call.message.info = good.message.info;
            assert_true(baseline_succeeds(&call));
        } else if (!row->in_hand) {
            expect_handle(row, good, TAY_CAP_NULL, TAY_EHANDLE);
        }
    }
}

static void break_info(struct baseline *call)
{
    call->message.info |= TAY_INFO_COPY;
}

/* Which error wins: each line has all that follows wrong, too. */
static void test_order_of_checks(void **state)
{
    (void)state;
    const struct operation_row *row = &operation_rows[TAY_OP_process_give - 1];
    struct baseline call = baseline_make(row->number);
    tay_word_t handle = call.handle, given = call.message.word[0];
    tay_cap_t no_grant = make_copy((tay_cap_t)given, TAY_RIGHT_SEND);
    tay_cap_t other = make_notification();
    call.message.info = TAY_OPERATION_COUNT;
    break_info(&call);
    call.message.word[0] = TAY_CAP_NULL;
    call.message.word[1] = ~(tay_word_t)0;
    expect_handle(row, call, UINT32_MAX, TAY_EHANDLE);
    expect_handle(row, call, TAY_CAP_NULL, TAY_EHANDLE);
    expect_handle(row, call, make_copy(other, 0), TAY_ENOSYS);
    call.message.info = row_info(row);
    break_info(&call);
    expect_handle(row, call, make_copy(other, 0), TAY_ETYPE);
    expect_handle(row, call, make_copy((tay_cap_t)handle, 0), TAY_ERIGHT);
    expect(row, &call, TAY_EINVAL);
    call.message.info = row_info(row);
    expect(row, &call, TAY_EHANDLE);
    call.message.word[0] = no_grant;
    expect(row, &call, TAY_ERIGHT);
    call.message.word[0] = given;
    expect(row, &call, TAY_EINVAL);
}

/* What a row names comes last and in its order: invalid, then full, then no memory. */
static void test_order_of_failures(void **state)
{
    (void)state;
    act_in_account(24);
    exhaust_account();
    tay_cap_t copy, handle;
    while (tay_cap_copy(TAY_CAP_SELF, 0, &copy) == TAY_OK) {
    }
    assert_status(tay_memory_create(TAY_OWN_ACCOUNT, 1, &handle), TAY_EINVAL);
    assert_status(tay_memory_create(TAY_OWN_ACCOUNT, PAGE, &handle), TAY_EFULL);
    assert_status(tay_account_create(TAY_OWN_ACCOUNT, 0, &handle), TAY_EINVAL);
    assert_status(tay_account_create(TAY_OWN_ACCOUNT, PAGE, &handle), TAY_EFULL);
    assert_status(tay_process_create(TAY_OWN_ACCOUNT, 0, 0, 1, 0, &handle), TAY_EINVAL);
    assert_status(tay_process_create(TAY_OWN_ACCOUNT, 0, 0, 64, 0, &handle), TAY_EFULL);
    assert_status(tay_thread_create(TAY_CAP_SELF, 0, 0, 0, 0, &handle), TAY_EINVAL);
    assert_status(tay_thread_create(TAY_CAP_SELF, PAGE, PAGE, 0, 0, &handle), TAY_EFULL);
    assert_ok(tay_cap_close(copy));
    assert_status(tay_memory_create(TAY_OWN_ACCOUNT, PAGE, &handle), TAY_ENOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_every_row),
        CORE_TEST(test_own_account),
        CORE_TEST(test_order_of_checks),
        CORE_TEST(test_order_of_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
