/* SPDX-License-Identifier: MIT */
/*
 * The workers on the simulated machine: each run of a seed is the same, whichever thread comes
 * first they find the same primes, and whatever happens to them at a step, they end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <tay/host.h>
#include <tay/startup.h>
#include <tay/time.h>

#include <cmocka.h>

#define SEEDS 12u
#define SWEPT_SEED 3u /* four cores */

static const char *const servers[] = {"workers"};

static struct tay_host_machine machine_of(unsigned seed)
{
    return (struct tay_host_machine){
        .servers = servers, .server_count = 1, .seed = seed, .cores = seed % 4 + 1};
}

static void test_whole(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct tay_host_machine machine = machine_of(seed);
        struct tay_host_run run = tay_host_run(&machine);
        assert_int_equal(run.end, TAY_HOST_ENDED);
        assert_int_equal(tay_host_status("workers"), 0);
        assert_non_null(strstr(tay_host_log(), "workers: 3 of them found 25 primes"));
        unsigned long steps = run.steps;
        run = tay_host_run(&machine);
        assert_int_equal(run.steps, steps);
    }
}

/* How the workers may end when this has happened to them. */
static int is_right(enum tay_host_fault_kind kind, int status)
{
    switch (kind) {
    case TAY_HOST_KILL:
        return status == TAY_EXIT_DESTROYED;
    case TAY_HOST_MEMORY: /* too few threads, or none of what a worker counts in */
        return status == 0 || status == EXIT_FAILURE || status == 134 || status == TAY_EXIT_FAULT;
    default:
        return status == 0;
    }
}

static void sweep(enum tay_host_fault_kind kind)
{
    struct tay_host_machine machine = machine_of(SWEPT_SEED);
    unsigned long steps = tay_host_run(&machine).steps;
    for (unsigned long step = 1; step <= steps; step++) {
        machine.fault = (struct tay_host_fault){kind, step, "workers", TAY_NS_PER_S};
        struct tay_host_run run = tay_host_run(&machine);
        assert_int_equal(run.end, TAY_HOST_ENDED);
        assert_true(run.struck);
        assert_true(is_right(kind, tay_host_status("workers")));
    }
}

static void test_death_at_each_step(void **state)
{
    (void)state;
    sweep(TAY_HOST_KILL);
}

static void test_no_memory_at_each_step(void **state)
{
    (void)state;
    sweep(TAY_HOST_MEMORY);
}

static void test_time_at_each_step(void **state)
{
    (void)state;
    sweep(TAY_HOST_TIME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_death_at_each_step),
        cmocka_unit_test(test_no_memory_at_each_step),
        cmocka_unit_test(test_time_at_each_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
