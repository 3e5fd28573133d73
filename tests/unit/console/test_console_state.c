/* SPDX-License-Identifier: MIT */
/*
 * What the console finds in the memory that outlived its last instance: what that left, or
 * anything.
 */
#include "unit.h"

#include "echo.h"
#include "state.h"
#include <stdlib.h>
#include <string.h>
#include <tay/protocol/stream.h>

static union {
    struct state state;
    unsigned char bytes[sizeof(struct state)];
} memory;

static void open_fresh(void)
{
    memset(&memory, 0, sizeof memory);
    state_open(&memory, sizeof memory);
}

static void test_what_is_sound_is_taken_over(void **state_)
{
    (void)state_;
    open_fresh();
    assert_int_equal(state()->columns, 80);
    assert_int_equal(state()->mode, STATE_MODE_AT_FIRST);
    state()->mode = TAY_STREAM_NEWLINES | TAY_STREAM_MODE_KEPT;
    editor_take(&state()->editor, 'x');
    assert_true(typed_add(&state()->typed, "abc", 3, '\n'));
    state()->session[3].badge = 9;
    state()->session[3].mode = TAY_STREAM_SIGNALS;
    state()->rows = 50;
    state_open(&memory, sizeof memory);
    assert_int_equal(state()->editor.line.length_bytes, 1);
    assert_int_equal(state()->typed.count, 4);
    assert_int_equal(state()->session[3].mode, TAY_STREAM_SIGNALS);
    assert_int_equal(state()->mode, TAY_STREAM_NEWLINES | TAY_STREAM_MODE_KEPT);
    assert_int_equal(state()->rows, 50);
    assert_int_not_equal(state()->prompt.column, 0); /* so what comes next begins a row */
}

static void test_a_wild_state_starts_empty(void **state_)
{
    (void)state_;
    memset(&memory, 0xff, sizeof memory);
    state_open(&memory, sizeof memory);
    assert_int_equal(state()->typed.count, 0);
    assert_int_equal(state()->editor.line.length_bytes, 0);
    assert_int_equal(state()->columns, 80);
    open_fresh();
    memory.state.editor.line.cursor = 1; /* behind the end */
    memory.state.typed.count = 2;
    state_open(&memory, sizeof memory);
    assert_int_equal(state()->typed.count, 0);
    memory.state.session[0].mode = 0x80;
    state_open(&memory, sizeof memory);
    assert_int_equal(state()->session[0].mode, 0);
    memory.state.mode = 0x80;
    state_open(&memory, sizeof memory);
    assert_int_equal(state()->mode, STATE_MODE_AT_FIRST);
}

static void test_without_memory_nothing_is_kept(void **state_)
{
    (void)state_;
    open_fresh();
    state_open(NULL, 0);
    assert_int_equal(state()->columns, 80);
    state_open(&memory, sizeof memory - 1);
    assert_ptr_not_equal(state(), &memory);
}

/* Does with the state whatever is done with it. */
static void use(void)
{
    char out[ECHO_BYTES];
    char text[TYPED_UNITS];
    uint32_t units;
    for (unsigned n = 0; n < 40; n++) {
        char byte = "ab\x1b[A\x1b[B\x7f\x17\x01\x05\x0b\xc3\xa4"[rand() % 15];
        if (editor_take(&state()->editor, byte) == EDITOR_LINE || rand() % 8 == 0) {
            editor_finish(&state()->editor, true);
        }
        prompt_track(&state()->prompt, byte, state()->columns);
        echo_take(&state()->prompt, &state()->editor.line, state()->columns, out);
        typed_add(&state()->typed, "ab", 2, '\n');
        typed_peek(&state()->typed, text, 7, rand() % 2, &units);
        typed_remove(&state()->typed, units);
        echo_leave(out);
        prompt_keep(&state()->prompt);
    }
}

/* Bits that flipped either make it start empty or do no harm: the sanitizers watch. */
static void test_flipped_bits_do_no_harm(void **state_)
{
    (void)state_;
    srand(1);
    unsigned taken = 0;
    open_fresh();
    use();
    for (unsigned n = 0; n < 20000; n++) {
        /* The first bytes of parts are counts: these half of the time. */
        size_t at = (size_t)rand() % sizeof memory;
        if (rand() % 2 == 0) {
            static const size_t parts[] = {
                offsetof(struct state, editor.line),   offsetof(struct state, editor.fresh),
                offsetof(struct state, editor.back),   offsetof(struct state, editor.history),
                offsetof(struct state, editor.keys),   offsetof(struct state, typed),
                offsetof(struct state, prompt.line),   offsetof(struct state, prompt.kept),
                offsetof(struct state, prompt.column), offsetof(struct state, columns)};
            at = parts[rand() % 10] + (size_t)rand() % 16;
        }
        memory.bytes[at % sizeof memory] ^= (unsigned char)(1u << rand() % 8);
        uint32_t rows = memory.state.rows = 77;
        state_open(&memory, sizeof memory);
        taken += state()->rows == rows ? 1 : 0;
        use();
    }
    assert_in_range(taken, 1000, 19000); /* both have happened */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_sound_is_taken_over),
        cmocka_unit_test(test_a_wild_state_starts_empty),
        cmocka_unit_test(test_without_memory_nothing_is_kept),
        cmocka_unit_test(test_flipped_bits_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
