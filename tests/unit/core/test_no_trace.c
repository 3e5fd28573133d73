/* SPDX-License-Identifier: MIT */
/*
 * A failed operation leaves no trace: for every operation and every status that its row names there
 * is a scenario that provokes it, and the kernel's state is the same before and after. A row
 * without its scenarios does not pass, nor a scenario without its row.
 */
#include "row_info.h"
#include "scenario.h"

#include "kernel_state.h"

static const struct scenario *const lists[] = {scenarios_of_objects, scenarios_of_spaces,
                                               scenarios_of_machine, scenarios_of_calls,
                                               scenarios_of_clone};
#define LIST_COUNT (sizeof lists / sizeof lists[0])

static void play(const struct scenario *scenario, const struct operation_row *row)
{
    struct attempt attempt = {0};
    sim_boot(NULL);
    scenario->prepare(&attempt);
    attempt.message.info = row_info(row);
    struct hal_context *caller = sim_current();
    struct tay_message message = attempt.message;
    uint64_t before = kernel_state_hash();
    enum tay_status status = sim_call(attempt.handle, &message);
    if (status != scenario->status || kernel_state_hash() != before) {
        fail_msg("%s: status %d, not %d, or a trace", row->name, status, scenario->status);
    }
    assert_ptr_equal(sim_current(), caller);
    if (row->steps && status == TAY_EFAULT) {
        attempt.message.word[0] = 0; /* a copy tells how far it came */
    }
    assert_memory_equal(message.word, attempt.message.word, sizeof message.word);
}

/* Plays every scenario of a row; tells the statuses that were seen, as bits. */
static unsigned play_all(const struct operation_row *row)
{
    unsigned seen = 0;
    for (size_t n = 0; n < LIST_COUNT; n++) {
        for (const struct scenario *scenario = lists[n]; scenario->operation != 0; scenario++) {
            if (scenario->operation == row->number) {
                play(scenario, row);
                seen |= 1u << scenario->status;
            }
        }
    }
    return seen;
}

static void test_every_failure(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATION_ROW_COUNT; i++) {
        const struct operation_row *row = &operation_rows[i];
        unsigned seen = play_all(row);
        if (seen != row->fails) {
            fail_msg("%s: its row names the statuses 0x%x, its scenarios 0x%x", row->name,
                     row->fails, seen);
        }
    }
}

static void test_every_scenario_has_a_row(void **state)
{
    (void)state;
    for (size_t n = 0; n < LIST_COUNT; n++) {
        for (const struct scenario *scenario = lists[n]; scenario->operation != 0; scenario++) {
            assert_in_range(scenario->operation, 1, OPERATION_ROW_COUNT);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_every_failure),
        CORE_TEST(test_every_scenario_has_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
