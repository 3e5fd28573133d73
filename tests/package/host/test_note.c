/* SPDX-License-Identifier: MIT */
/* A program that uses files, with the SDK's servers of files; one of them dies, at each step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <tay/host.h>

#include <cmocka.h>

static const char *const servers[] = {"memfs", "vfs", "note"};

static struct tay_host_machine machine_of_note(void)
{
    return (struct tay_host_machine){.servers = servers, .server_count = 3};
}

static void test_whole(void **state)
{
    struct tay_host_machine machine = machine_of_note();
    struct tay_host_run run = tay_host_run(&machine);

    (void)state;
    assert_int_equal(run.end, TAY_HOST_ENDED);
    assert_int_equal(tay_host_status("note"), 0);
    assert_non_null(strstr(tay_host_log(), "note: 20 lines, 150 bytes\n"));
}

/* note has what it wrote, or says what was lost; nobody waits for ever. */
static void try_deaths(const char *program)
{
    struct tay_host_machine machine = machine_of_note();
    unsigned long steps = tay_host_run(&machine).steps;
    unsigned losses = 0;

    for (unsigned long step = 1; step <= steps; step++) {
        machine.fault = (struct tay_host_fault){TAY_HOST_KILL, step, program, 0};
        struct tay_host_run run = tay_host_run(&machine);
        int status = tay_host_status("note");
        assert_int_equal(run.end, TAY_HOST_ENDED);
        assert_int_equal(tay_host_starts(program), run.struck ? 2 : 1);
        assert_true(status == EXIT_SUCCESS || status == EXIT_FAILURE);
        assert_int_equal(strstr(tay_host_log(), "note: 20 lines, 150 bytes\n") == NULL ||
                             strstr(tay_host_log(), "note: removing") != NULL,
                         status == EXIT_FAILURE);
        losses += status == EXIT_FAILURE;
    }
    assert_true(losses > 0);
}

static void test_memfs_dies(void **state)
{
    (void)state;
    try_deaths("memfs");
}

static void test_vfs_dies(void **state)
{
    (void)state;
    try_deaths("vfs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_memfs_dies),
        cmocka_unit_test(test_vfs_dies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
