/* SPDX-License-Identifier: MIT */
/*
 * Long random sequences of operations by several programs, each step checked: the kernel's
 * invariants, a plain model of handles, memory, threads and messages, and, at the end, that all has
 * been given back.
 *
 * Environment: FIRST_SEED begins with another seed than 0; as many are run. FUZZ_TRACE tells of
 * each trap.
 */
#include "argument.h"
#include "attempt.h"
#include "follow.h"
#include "operate.h"
#include "reached.h"
#include "step.h"
#include "world.h"

#include <kernel_state.h>
#include <mem/frame.h>
#include <sim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/operations.h>
#include <unit.h>

#define SEEDS 40
#define STEPS 3000
/* How often a process's whole memory is compared. */
#define SWEEP_EVERY 64

/* What must be as before when all programs have ended. */
struct balance {
    size_t used_bytes;
    size_t free_frames;
    size_t slots;
};

static struct balance balance_now(void)
{
    struct balance balance = {.free_frames = frame_free_count()};
    tay_word_t threads;
    size_t budget, mapped;
    assert_int_equal(tay_account_query(sim_boot_info()->account, &budget, &balance.used_bytes),
                     TAY_OK);
    assert_int_equal(tay_process_query(TAY_CAP_SELF, &threads, &balance.slots, &mapped), TAY_OK);
    return balance;
}

/* A thread of the current process can be interrupted from now on, and mostly is. By chance alone an
 * entry, a save area and an interrupt would seldom meet. */
static void let_interrupt(struct choice *choice)
{
    tay_cap_t thread = argument_handle(choice, attempt_process(), TAY_OBJECT_thread);
    tay_ua_t area = WORLD_DATA_UA + choose(choice, 2 * WORLD_DATA_PAGES) * (HAL_PAGE_BYTES / 2);
    const struct hal_context *self = sim_current();
    tay_word_t cause = choose(choice, 4);
    const struct slot *slot = cap_table_find(&attempt_process()->table, thread);
    if (slot == NULL || slot->type != TAY_OBJECT_thread) {
        return; /* it might be a message for a server */
    }
    bool done = tay_process_set_upcall(TAY_CAP_SELF, WORLD_DATA_UA) == TAY_OK &&
                sim_current() == self && tay_thread_set_save_area(thread, area) == TAY_OK;
    if (done && cause != 0 && sim_current() == self) {
        (void)!tay_thread_interrupt(thread, cause);
    }
}

static void take_steps(struct choice *choice)
{
    for (unsigned i = 0; i < STEPS && world_tend(choice); i++) {
        if (i % SWEEP_EVERY == 0) {
            follow_sweep();
        }
        switch (choose(choice, 16)) {
        case 0:
            attempt_settle();
            let_interrupt(choice);
            break;
        case 1:
        case 2:
        case 3:
            attempt_settle();
            operate_any(choice, OPERATION_ROW_COUNT);
            break;
        default:
            step_take(choice);
            break;
        }
    }
}

static unsigned first_seed;
static bool with_model;
static struct balance before;

static void begin(void)
{
    before = balance_now();
    if (with_model) {
        follow_begin();
    }
}

/* Where a test stopped, if the program ends. */
static void tell_seed(unsigned seed)
{
    fprintf(stderr, "seed %u\n", seed);
}

/* One seed on one machine; with a model all threads have one priority, are never preempted, and
 * send each other no messages. */
static void run_seed(unsigned seed)
{
    static const unsigned cores[] = {1, 2, 4};
    struct choice choice = choice_from_seed(seed);
    const struct world_options options = {
        .cores = cores[seed % 3],
        .late = !with_model,
        .crowded = seed % 4 == 0,
        .careful = true,
        .flat = with_model,
        .nested = seed % 4 == 1,
        .booted = begin,
    };
    tell_seed(seed);
    sim_check_always(NULL);
    world_boot(&options);
    sim_check_always(kernel_check);
    step_set_up(&(struct step_options){
        .strict = true, .preempts = !with_model, .talks = !with_model && seed % 2 == 1});
    take_steps(&choice);
    sim_set_preemption(1, 0);
    world_clear();
    follow_end();
    struct balance after = balance_now();
    assert_int_equal(after.used_bytes, before.used_bytes);
    assert_int_equal(after.free_frames, before.free_frames);
    assert_int_equal(after.slots, before.slots);
}

static void run_seeds(unsigned first)
{
    for (unsigned seed = first; seed < first + SEEDS / 2; seed++) {
        run_seed(seed);
    }
}

static void test_model(void **state)
{
    (void)state;
    with_model = true;
    run_seeds(first_seed);
}

static void test_preemption(void **state)
{
    (void)state;
    with_model = false;
    run_seeds(first_seed + SEEDS / 2);
}

static void run_until_it_ends(void *argument)
{
    struct choice *choice = argument;
    world_boot(&(struct world_options){.flat = true});
    step_set_up(&(struct step_options){.strict = false});
    take_steps(choice);
}

/* A program that holds the right may end the machine; nothing else does. */
static void test_end_of_machine(void **state)
{
    struct machine_ending ending = {.how = MACHINE_RUNS};
    (void)state;
    sim_check_always(NULL);
    for (unsigned seed = SEEDS; ending.how == MACHINE_RUNS; seed++) {
        struct choice choice = choice_from_seed(seed);
        tell_seed(seed);
        ending = sim_run(run_until_it_ends, &choice);
        assert_true(seed < 2 * SEEDS);
    }
    assert_int_equal(ending.how == MACHINE_PANIC || ending.how == MACHINE_BROKEN, false);
    assert_null(strstr(sim_console(), "init ended"));
    reached_note(TAY_OP_system_control, TAY_OK);
}

static void test_everything_was_reached(void **state)
{
    static const enum tay_status statuses[] = {
        TAY_OK,    TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,    TAY_EINVAL, TAY_EFAULT, TAY_ENOMEM,
        TAY_EFULL, TAY_ESTATE,  TAY_EPEER, TAY_ETIMEDOUT, TAY_ENOSYS, TAY_ENOENT, TAY_ECANCELED,
    };
    (void)state;
    reached_print();
    for (unsigned i = 0; i < OPERATION_ROW_COUNT; i++) {
        const struct operation_row *row = &operation_rows[i];
        if (!row->in_hand && reached_count(row->number, TAY_OK) == 0) {
            fail_msg("never succeeded: %s", row->name);
        }
    }
    for (unsigned i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        assert_true(reached_status(statuses[i]) > 0);
    }
}

int main(void)
{
    if (getenv("FUZZ_TRACE") != NULL) {
        attempt_trace();
    }
    const char *first = getenv("FIRST_SEED");
    first_seed = first == NULL ? 0 : (unsigned)strtoul(first, NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model),
        cmocka_unit_test(test_preemption),
        cmocka_unit_test(test_end_of_machine),
        cmocka_unit_test(test_everything_was_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
