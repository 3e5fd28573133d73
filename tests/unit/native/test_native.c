/* SPDX-License-Identifier: MIT */
/*
 * Native programs: their memory is the machine's, their faults are the kernel's, and they begin
 * anew as they were linked.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <tay/host.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>
#include <unistd.h>

#include <cmocka.h>

/* Runs one program; where it is stuck is for the caller to look at. */
static struct tay_host_run run_one(const char *name)
{
    const char *const servers[] = {name};
    const struct tay_host_machine machine = {.servers = servers, .server_count = 1};
    return tay_host_run(&machine);
}

static void assert_said(const char *text)
{
    if (strstr(tay_host_log(), text) == NULL) {
        fail_msg("nobody said '%s'; the log:\n%s", text, tay_host_log());
    }
}

static void test_fault(void **state)
{
    (void)state;
    struct tay_host_run run = run_one("breaker");
    assert_int_equal(run.end, TAY_HOST_ENDED);
    assert_int_equal(run.status, 1);
    assert_int_equal(tay_host_status("breaker"), TAY_EXIT_FAULT);
    assert_said("breaker: begins");
    assert_null(strstr(tay_host_log(), "breaker: goes on"));
    assert_said("at 0x30000000");
    assert_said("init: breaker: ended by a fault");
}

static void test_stack_overflow(void **state)
{
    (void)state;
    static const char *const names[] = {"swallower", "sinker"}; /* its first thread; a second one */
    for (size_t i = 0; i < 2; i++) {
        struct tay_host_run run = run_one(names[i]);
        assert_int_equal(run.end, TAY_HOST_ENDED);
        assert_int_equal(tay_host_status(names[i]), TAY_EXIT_FAULT);
        assert_said("stack overflow");
    }
}

static void test_restart_begins_anew(void **state)
{
    (void)state;
    struct tay_host_run run = run_one("starter");
    assert_int_equal(run.end, TAY_HOST_ENDED);
    assert_int_equal(tay_host_starts("starter"), 5);
    assert_said("starter: 7 0");
    assert_null(strstr(tay_host_log(), "starter: 8"));
    assert_said("given up");
}

/* What the C library keeps begins anew, too, and is the same for each seed. */
static void test_library_begins_anew(void **state)
{
    (void)state;
    static const char *const name = "dicer";
    char first[200] = "";
    for (unsigned seed = 1; seed <= 3; seed++) {
        struct tay_host_machine machine = {.servers = &name, .server_count = 1, .seed = seed};
        struct tay_host_run run = tay_host_run(&machine);
        assert_int_equal(run.end, TAY_HOST_ENDED);
        assert_int_equal(tay_host_starts(name), 3);
        unsigned count = 0;
        for (const char *at = tay_host_log(); (at = strstr(at, "dicer: threw ")) != NULL; at++) {
            size_t length = strcspn(at, "\n");
            if (first[0] == '\0') {
                assert_true(length < sizeof first);
                memcpy(first, at, length);
            }
            assert_int_equal(length, strlen(first));
            assert_memory_equal(at, first, length);
            count++;
        }
        assert_int_equal(count, 3);
    }
    assert_non_null(strstr(first, ", first one, Thu Jan  1 00:00:00 1970, -"));
}

static void test_heap(void **state)
{
    (void)state;
    struct tay_host_run run = run_one("filler");
    assert_int_equal(run.end, TAY_HOST_ENDED);
    assert_int_equal(tay_host_status("filler"), 0);
    assert_said("filler: says this from its heap");
    assert_said("filler: No such file or directory");
    assert_said("pieces");
}

static void test_threads(void **state)
{
    static const char *const servers[] = {"spawner"};
    struct tay_host_machine machine = {.servers = servers, .server_count = 1};
    (void)state;
    for (unsigned seed = 1; seed <= 8; seed++) {
        machine.seed = seed;
        machine.cores = seed % 4 + 1;
        struct tay_host_run run = tay_host_run(&machine);
        assert_int_equal(run.end, TAY_HOST_ENDED);
        assert_int_equal(tay_host_status("spawner"), 0);
        assert_said("spawner: 42");
    }
}

static struct tay_host_machine machine_of(const char *const *server, unsigned seed)
{
    return (struct tay_host_machine){
        .servers = server, .server_count = 1, .seed = seed, .cores = seed % 4 + 1};
}

/* What a program of several threads says does not depend on who comes first, and each run of one
 * seed takes the same steps. */
static void try_threads(const char *name, const char *text)
{
    for (unsigned seed = 1; seed <= 8; seed++) {
        struct tay_host_machine machine = machine_of(&name, seed);
        struct tay_host_run run = tay_host_run(&machine);
        assert_int_equal(run.end, TAY_HOST_ENDED);
        assert_said(text);
        assert_int_equal(tay_host_status(name), 0);
        struct tay_host_run again = tay_host_run(&machine);
        assert_int_equal(again.steps, run.steps);
        assert_int_equal(again.now_ns, run.now_ns);
    }
}

/* At each step of a program with threads something happens to it, and it ends all the same: by
 * that, or because it finds that it cannot go on. */
static void sweep_threads(const char *name, enum tay_host_fault_kind kind)
{
    struct tay_host_machine machine = machine_of(&name, 3);
    unsigned long steps = tay_host_run(&machine).steps;
    for (unsigned long step = 1; step <= steps; step++) {
        machine.fault = (struct tay_host_fault){kind, step, name, TAY_NS_PER_S};
        struct tay_host_run run = tay_host_run(&machine);
        int status = tay_host_status(name);
        assert_int_equal(run.end, TAY_HOST_ENDED);
        assert_true(run.struck);
        assert_true(status == 0 || status == EXIT_FAILURE || kind != TAY_HOST_TIME);
        assert_true(status == TAY_EXIT_DESTROYED || kind != TAY_HOST_KILL);
    }
}

static void test_own_threads(void **state)
{
    (void)state;
    try_threads("locker", "locker: together 12, own 100, errno 0");
    assert_said("locker: thread 3 counted 4");
    sweep_threads("locker", TAY_HOST_KILL);
    sweep_threads("locker", TAY_HOST_MEMORY);
    sweep_threads("locker", TAY_HOST_TIME);
}

static void test_posix_threads(void **state)
{
    (void)state;
    try_threads("poster", "poster: sum 10, destroyed 7, in vain, mapped 0, 2026");
    sweep_threads("poster", TAY_HOST_KILL);
    sweep_threads("poster", TAY_HOST_MEMORY);
    sweep_threads("poster", TAY_HOST_TIME);
}

/* Programs that try the same on a board (tests/system/libc), unmodified. */
static void test_programs_of_a_board(void **state)
{
    (void)state;
    try_threads("native", "native: threads leave nothing");
    try_threads("sync", "sync: the most important is first");
    try_threads("language", "language: many end, the last first");
    try_threads("ordinary", "ordinary: each thread rounds by itself");
}

/* Programs of a board that use files, with the real servers beside them. */
static struct tay_host_run run_with_files(const char *name, unsigned seed)
{
    const char *const servers[] = {"memfs", "vfs", name};
    const struct tay_host_machine machine = {.servers = servers,
                                             .server_count = 3,
                                             .seed = seed,
                                             .cores = seed % 4 + 1,
                                             .ram_bytes = (size_t)32 << 20,
                                             .steps_max = 1000000};
    struct tay_host_run run = tay_host_run(&machine);
    assert_int_equal(run.end, TAY_HOST_ENDED);
    return run;
}

static void test_files(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 2; seed++) {
        struct tay_host_run run = run_with_files("files-streams", seed);
        assert_said("streams: standard streams are descriptors");
        assert_int_equal(tay_host_status("files-streams"), 0);
        struct tay_host_run again = run_with_files("files-streams", seed);
        assert_int_equal(again.steps, run.steps);
        run_with_files("files-functions", seed);
        assert_said("functions: options are parsed");
        assert_int_equal(tay_host_status("files-functions"), 0);
    }
}

/* What cannot be is answered, and not refused; SIGTERM ends it as a shell tells it. */
static void test_lonely(void **state)
{
    (void)state;
    struct tay_host_run run = run_one("lonely");
    assert_int_equal(run.end, TAY_HOST_ENDED);
    assert_said("lonely: is told");
    assert_int_equal(tay_host_status("lonely"), 128 + 15);
}

/* A client that waits for what nobody signals. */
static int run_waiter(void *argument)
{
    tay_cap_t notification;
    tay_word_t bits;
    enum tay_status status = tay_notification_create(TAY_OWN_ACCOUNT, &notification);
    *(unsigned *)argument += 1;
    status = status == TAY_OK ? tay_trap_wait(notification, 0, 0, &bits) : status;
    return (int)status;
}

static void test_stuck(void **state)
{
    unsigned begun = 0;
    const struct tay_host_client client = {"waiter", "program = waiter\ncap log = log : write\n",
                                           run_waiter, &begun};
    const struct tay_host_machine machine = {.clients = &client, .client_count = 1};
    (void)state;
    struct tay_host_run run = tay_host_run(&machine);
    assert_int_equal(run.end, TAY_HOST_STUCK);
    assert_string_equal(tay_host_stuck(), "waiter");
    assert_int_equal(tay_host_status("waiter"), TAY_HOST_RUNS);
    assert_int_equal(begun, 1);
}

/* A client that never ends. */
static int run_talker(void *argument)
{
    (void)argument;
    for (;;) {
        tay_log_printf("%s: talks\n", tay_startup_cap("log") != TAY_CAP_NULL ? "talker" : "?");
    }
}

static void test_too_many_steps(void **state)
{
    const struct tay_host_client client = {"talker", "program = talker\ncap log = log : write\n",
                                           run_talker, NULL};
    struct tay_host_machine machine = {.clients = &client, .client_count = 1, .steps_max = 50};
    (void)state;
    struct tay_host_run run = tay_host_run(&machine);
    assert_int_equal(run.end, TAY_HOST_STEPS);
    assert_int_equal(run.steps, 50);
    assert_said("talker: talks");
    machine.fault = (struct tay_host_fault){TAY_HOST_KILL, 20, "talker", 0};
    run = tay_host_run(&machine);
    assert_int_equal(run.end, TAY_HOST_ENDED);
    assert_true(run.struck);
    assert_int_equal(run.steps, 20);
    assert_int_equal(tay_host_status("talker"), TAY_EXIT_DESTROYED);
}

/* What ends the test ------------------------------------------------------------------------- */

/* Runs a machine in a process of its own, which is to end with this message. */
static void assert_ends(const struct tay_host_machine *machine, const char *message)
{
    static char told[65536];
    size_t told_bytes = 0;
    ssize_t count;
    int ends[2];
    int status;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        tay_host_run(machine);
        _exit(EXIT_SUCCESS);
    }
    close(ends[1]);
    while ((count = read(ends[0], told + told_bytes, sizeof told - 1 - told_bytes)) > 0) {
        told_bytes += (size_t)count;
    }
    told[told_bytes] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_not_equal(status, 0);
    if (strstr(told, message) == NULL) {
        fail_msg("it did not say '%s' but:\n%s", message, told);
    }
}

/* Writes behind an array on its stack. */
static int run_careless(void *argument)
{
    char room[20];
    char *volatile at = room; /* volatile: so that nobody sees where it points */
    (void)argument;
    for (unsigned n = 0; n < sizeof room + 1; n++) {
        at[n] = (char)n;
    }
    return room[3];
}

static void test_sanitizer_reports(void **state)
{
    static const char *const servers[] = {"overrunner"};
    const struct tay_host_client careless = {"careless", "program = careless\nstack = 64K\n",
                                             run_careless, NULL};
    (void)state;
    assert_ends(&(struct tay_host_machine){.servers = servers, .server_count = 1},
                "AddressSanitizer: use-after-poison");
    assert_ends(&(struct tay_host_machine){.clients = &careless, .client_count = 1},
                "AddressSanitizer: stack-buffer-overflow");
}

static void test_wrong_descriptions(void **state)
{
    static const char *const strangers[] = {"stranger"};
    static const char *const twice[] = {"starter", "starter"};
    const struct tay_host_client unlike = {"one", "program = other\n", run_talker, NULL};
    const struct tay_host_client odd = {"odd", "program = odd\nstack = much\n", run_talker, NULL};
    (void)state;
    assert_ends(&(struct tay_host_machine){.servers = strangers, .server_count = 1},
                "there is no program 'stranger'");
    assert_ends(&(struct tay_host_machine){.servers = twice, .server_count = 2},
                "the program 'starter' is named twice");
    assert_ends(&(struct tay_host_machine){.clients = &unlike, .client_count = 1},
                "the manifest of one, line 1: it is for the program other");
    assert_ends(&(struct tay_host_machine){.clients = &odd, .client_count = 1},
                "the manifest of odd, line 2: ");
    assert_ends(&(struct tay_host_machine){.servers = twice,
                                           .server_count = 1,
                                           .fault = {TAY_HOST_KILL, 1, "nobody", 0}},
                "the fault is for a program that the machine has not");
    assert_ends(&(struct tay_host_machine){.servers = twice, .server_count = 1, .cores = 9},
                "9 cores are too many");
}

/* An argument names the tests that are wanted. */
int main(int argument_count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fault),
        cmocka_unit_test(test_stack_overflow),
        cmocka_unit_test(test_restart_begins_anew),
        cmocka_unit_test(test_library_begins_anew),
        cmocka_unit_test(test_heap),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_own_threads),
        cmocka_unit_test(test_posix_threads),
        cmocka_unit_test(test_programs_of_a_board),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_lonely),
        cmocka_unit_test(test_stuck),
        cmocka_unit_test(test_too_many_steps),
        cmocka_unit_test(test_sanitizer_reports),
        cmocka_unit_test(test_wrong_descriptions),
    };
    cmocka_set_test_filter(argument_count > 1 ? arguments[1] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
