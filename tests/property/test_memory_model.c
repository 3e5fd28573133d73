/* SPDX-License-Identifier: MIT */
/*
 * Long random sequences of what changes memory, by several processes and their clones, compared
 * with a plain model of what POSIX says that each process reads: what a step touched after it, all
 * at intervals. The kernel's invariants are checked as a whole at intervals and after every
 * operation that failed; at the end of each seed everything has been given back.
 *
 * Environment: FIRST_SEED begins with another seed than 0; MEMORY_STEPS is how many steps are taken
 * in all; MEMORY_CORES is how many cores the machine has.
 */
#include "memory_check.h"
#include "memory_event.h"
#include "memory_life.h"
#include "memory_step.h"
#include "memory_tell.h"

#include <kernel_census.h>
#include <kernel_state.h>
#include <mem/frame.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unit.h>

#define STEPS 200000ul
#define STEPS_PER_SEED 5000ul
#define COMPARE_EVERY 128
#define READ_EVERY 512
#define CHECK_EVERY 1000

/* What must be the same before and after. */
struct balance {
    size_t free_frames;
    size_t objects[TAY_OBJECT_COUNT];
    size_t mappings;
};

static struct balance balance_now(void)
{
    struct balance balance = {.free_frames = frame_free_count()};
    struct census census;
    census_take(&census);
    balance.mappings = census.mapping_count;
    for (size_t i = 0; i < census.object_count; i++) {
        balance.objects[census.object[i]->type]++;
    }
    census_free(&census);
    return balance;
}

static unsigned long number_from(const char *name, unsigned long otherwise)
{
    const char *value = getenv(name);
    return value == NULL ? otherwise : strtoul(value, NULL, 10);
}

static void look(unsigned long step)
{
    if (step % COMPARE_EVERY == 0) {
        check_all();
    }
    if (step % CHECK_EVERY == 0 || scene_failed()) {
        kernel_check();
    }
    int program = step % READ_EVERY == 0 ? life_any(true) : -1;
    if (program >= 0) {
        check_by_reading((unsigned)program);
        check_all();
    }
}

/* For its side effect: with it each core's TLB runs ahead. */
static void check_nothing(void)
{
}

static void run_seed(unsigned seed)
{
    scene_begin(seed, (unsigned)number_from("MEMORY_CORES", 1));
    sim_check_always(seed % 4 == 3 ? check_nothing : NULL);
    struct balance before = balance_now();
    life_begin();
    for (unsigned long step = 0; step < STEPS_PER_SEED; step++) {
        tell_place((struct tell_place){seed, step});
        step_take();
        look(step);
    }
    life_end();
    kernel_check();
    struct balance after = balance_now();
    sim_check_always(NULL);
    assert_memory_equal(&after, &before, sizeof after);
}

static void test_memory(void **state)
{
    (void)state;
    unsigned first = (unsigned)number_from("FIRST_SEED", 0);
    unsigned long steps = number_from("MEMORY_STEPS", STEPS);
    tell_begin();
    for (unsigned n = 0; n < steps / STEPS_PER_SEED; n++) {
        run_seed(first + n);
    }
    tell_events();
}

static void test_everything_happened(void **state)
{
    (void)state;
    fprintf(stderr, "%lu times another core acted in the midst of a piece of work\n",
            scene_acted_beside);
    assert_true(number_from("MEMORY_CORES", 1) == 1 || scene_acted_beside > 0);
    for (unsigned n = 0; n < EVENT_COUNT; n++) {
        assert_int_not_equal(memory_events[n], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_everything_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
