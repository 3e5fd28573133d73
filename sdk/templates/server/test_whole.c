/* SPDX-License-Identifier: MIT */
/*
 * The server template and its client, whole, with the real kernel on a simulated machine: once
 * undisturbed, and once for each step with something that happens just before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <tay/host.h>
#include <tay/time.h>

#include <cmocka.h>

static const char *const servers[] = {"template", "client"};

static const struct tay_host_machine whole = {.servers = servers, .server_count = 2};

static void test_undisturbed(void **state)
{
    (void)state;
    struct tay_host_run run = tay_host_run(&whole);
    assert_int_equal(run.end, TAY_HOST_ENDED);
    assert_int_equal(tay_host_status("client"), EXIT_SUCCESS);
    assert_non_null(strstr(tay_host_log(), "client: the sum is 42"));
}

/* Whatever happens, and whenever: the client does not wait for ever. */
static void sweep(struct tay_host_fault fault)
{
    struct tay_host_machine machine = whole;
    unsigned long steps = tay_host_run(&whole).steps;
    for (fault.step = 1; fault.step <= steps; fault.step++) {
        machine.fault = fault;
        struct tay_host_run run = tay_host_run(&machine);
        assert_int_equal(run.end, TAY_HOST_ENDED);
    }
}

static void test_disturbed(void **state)
{
    (void)state;
    sweep((struct tay_host_fault){.kind = TAY_HOST_KILL, .program = "template"});
    sweep((struct tay_host_fault){.kind = TAY_HOST_KILL, .program = "client"});
    sweep((struct tay_host_fault){.kind = TAY_HOST_MEMORY, .program = "template"});
    sweep((struct tay_host_fault){.kind = TAY_HOST_TIME, .ns = 10 * TAY_NS_PER_S});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undisturbed),
        cmocka_unit_test(test_disturbed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
