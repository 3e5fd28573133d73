/* SPDX-License-Identifier: MIT */
/*
 * kv and its clients on this computer, as they are: once undisturbed, and then once for each step
 * with something that happens just before it. Whatever that is, nobody waits for ever, and what kv
 * has acknowledged it still has, as long as it lives.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/abi/types.h>
#include <tay/host.h>
#include <tay/operations.h>
#include <tay/protocol/kv.h>
#include <tay/startup.h>
#include <tay/time.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define KEYS 3
/* More than kv has places for those who wait, and for sessions. */
#define WAITS 20
#define SESSIONS 40

static const char *const servers[] = {"kv", "writer", "sharer", "viewer"};

/* The keeper, a client that knows what kv must have. ---------------------------------------------
 */

/* What a keeper is given. */
struct keeping {
    unsigned waits; /* how often it waits in vain */
};

/* Opens a session; waits for kv, should that be started again. */
static enum tay_status open_session(tay_cap_t *session_out)
{
    enum tay_status status = TAY_EPEER;
    for (unsigned i = 0; i < 3 && status == TAY_EPEER; i++) {
        status = tay_kv_open(tay_startup_cap("kv"), session_out);
    }
    return status;
}

/* Whether the value of a key is the number. */
static enum tay_status look(tay_cap_t session, const char *key, unsigned number, bool *is_there)
{
    char value[16];
    char wanted[16];
    struct tay_kv_room room = {.value = value, .room_bytes = sizeof value};
    enum tay_status status = tay_kv_get(session, key, &room);
    int length = snprintf(wanted, sizeof wanted, "value-%u", number);
    *is_there = status == TAY_OK && room.length_bytes == (size_t)length &&
                memcmp(value, wanted, room.length_bytes) == 0;
    return status == TAY_ENOENT ? TAY_OK : status;
}

static enum tay_status put(tay_cap_t session, const char *key, unsigned number)
{
    char value[16];
    int length = snprintf(value, sizeof value, "value-%u", number);
    return tay_kv_set(session, key, value, (size_t)length);
}

/* A value that is acknowledged is there, from now on and with all that came before. */
static enum tay_status keep(tay_cap_t session)
{
    for (unsigned n = 0; n < KEYS; n++) {
        char key[] = {'k', 'e', 'y', (char)('0' + n), '\0'};
        enum tay_status status = put(session, key, n);
        for (unsigned seen = 0; status == TAY_OK && seen <= n; seen++) {
            bool is_there;
            key[3] = (char)('0' + seen);
            status = look(session, key, seen, &is_there);
            if (status == TAY_OK && !is_there) {
                return TAY_EIO;
            }
        }
        if (status != TAY_OK) {
            return status;
        }
    }
    return TAY_OK;
}

/* Nobody sets that key, so each call ends by its deadline. */
static enum tay_status wait_in_vain(tay_cap_t session, unsigned times)
{
    char value[16];
    enum tay_status status = TAY_ETIMEDOUT;
    for (unsigned i = 0; i < times && status == TAY_ETIMEDOUT; i++) {
        struct tay_kv_room room = {.value = value, .room_bytes = sizeof value};
        room.deadline_ns = tay_time_now() + 100 * TAY_NS_PER_US;
        status = tay_kv_wait(session, "never", &room);
    }
    return status == TAY_ETIMEDOUT ? TAY_OK : status;
}

/* kv may die at any time: then it begins anew. */
static int run_keeper(void *argument)
{
    const struct keeping *keeping = argument;
    enum tay_status status = TAY_EPEER;
    for (unsigned i = 0; i < 3 && status == TAY_EPEER; i++) {
        tay_cap_t session;
        status = open_session(&session);
        status = status == TAY_OK ? keep(session) : status;
        status = status == TAY_OK ? wait_in_vain(session, keeping->waits) : status;
    }
    return (int)status;
}

/* kv has no place left for sessions unless it hears of those that are closed. */
static int run_opener(void *argument)
{
    enum tay_status status = TAY_OK;
    (void)argument;
    for (unsigned i = 0; i < SESSIONS && status == TAY_OK; i++) {
        tay_cap_t session;
        status = tay_kv_open(tay_startup_cap("kv"), &session);
        status = status == TAY_OK ? tay_cap_close(session) : status;
    }
    return (int)status;
}

#define MANIFEST(name)                                                                             \
    "program = " name "\nstack = 64K\ncap log = log : write\ncap kv = service kv : send\n"

/* Machines ------------------------------------------------------------------------------------- */

static struct keeping long_keeping = {.waits = WAITS};
static struct keeping short_keeping = {.waits = 1};

static const struct tay_host_client clients[] = {
    {"keeper", MANIFEST("keeper"), run_keeper, &long_keeping},
    {"opener", MANIFEST("opener"), run_opener, NULL},
};
static const struct tay_host_client keeper[] = {
    {"keeper", MANIFEST("keeper"), run_keeper, &short_keeping},
};

static struct tay_host_machine machine_with_keeper(void)
{
    return (struct tay_host_machine){.servers = servers,
                                     .server_count = COUNT(servers),
                                     .clients = keeper,
                                     .client_count = COUNT(keeper)};
}

/* Says which run it was, too. */
static void assert_ended(const struct tay_host_machine *machine, const struct tay_host_run *run)
{
    if (run->end != TAY_HOST_ENDED) {
        print_error("fault %d at step %lu: %s wait(s) for ever; the log:\n%s", machine->fault.kind,
                    machine->fault.step, tay_host_stuck(), tay_host_log());
    }
    assert_int_equal(run->end, TAY_HOST_ENDED);
}

static void test_undisturbed(void **state)
{
    struct tay_host_machine machine = {.servers = servers,
                                       .server_count = COUNT(servers),
                                       .clients = clients,
                                       .client_count = COUNT(clients)};
    (void)state;
    for (unsigned cores = 1; cores <= 4; cores++) {
        machine.cores = cores;
        machine.seed = cores;
        struct tay_host_run run = tay_host_run(&machine);
        assert_ended(&machine, &run);
        assert_int_equal(run.status, 0);
        assert_int_equal(tay_host_status("keeper"), TAY_OK);
        assert_int_equal(tay_host_status("opener"), TAY_OK);
        assert_int_equal(tay_host_starts("kv"), 1);
        assert_non_null(strstr(tay_host_log(), "writer: fruit is 'tayberry'"));
        assert_non_null(strstr(tay_host_log(), "viewer: the page says 'a page that two programs"));
    }
}

static void test_same_seed_same_log(void **state)
{
    struct tay_host_machine machine = machine_with_keeper();
    (void)state;
    machine.cores = 4;
    machine.seed = 7;
    struct tay_host_run first = tay_host_run(&machine);
    char *log = strdup(tay_host_log());
    struct tay_host_run second = tay_host_run(&machine);
    assert_non_null(log);
    assert_string_equal(log, tay_host_log());
    assert_int_equal(first.steps, second.steps);
    assert_int_equal(first.now_ns, second.now_ns);
    free(log);
}

/* The keeper's status: what it may get depends on what happened. */
static bool keeper_may_end_with(const struct tay_host_fault *fault, int status)
{
    bool is_its_own = fault->program != NULL && strcmp(fault->program, "keeper") == 0;
    if (fault->kind == TAY_HOST_KILL && is_its_own) {
        return status == TAY_EXIT_DESTROYED || status == TAY_OK;
    }
    return status == TAY_OK || (fault->kind == TAY_HOST_MEMORY && status == TAY_ENOMEM);
}

/* One run for each step. */
static void sweep(struct tay_host_fault fault)
{
    struct tay_host_machine machine = machine_with_keeper();
    unsigned long steps = tay_host_run(&machine).steps;
    unsigned long struck = 0;
    assert_true(steps > 0);
    for (fault.step = 1; fault.step <= steps; fault.step++) {
        machine.fault = fault;
        struct tay_host_run run = tay_host_run(&machine);
        struck += run.struck ? 1 : 0;
        assert_ended(&machine, &run);
        if (!keeper_may_end_with(&fault, tay_host_status("keeper"))) {
            print_error("step %lu: the keeper ended with %d; the log:\n%s", fault.step,
                        tay_host_status("keeper"), tay_host_log());
            fail();
        }
        /* Killed at the very end it is not started again: the machine ends first. */
        bool kv_died = run.struck && fault.kind == TAY_HOST_KILL && fault.program == servers[0];
        bool starts_anew = kv_died && tay_host_status("kv") != TAY_EXIT_DESTROYED;
        /* Without memory for what it keeps it ends, and has its account back when it starts. */
        bool gave_up = run.struck && fault.kind == TAY_HOST_MEMORY &&
                       strstr(tay_host_log(), "init: kv: exited with status 1") != NULL;
        assert_int_equal(tay_host_starts("kv"), starts_anew || gave_up ? 2 : 1);
    }
    assert_true(struck > 0);
}

static void test_kv_dies(void **state)
{
    (void)state;
    sweep((struct tay_host_fault){.kind = TAY_HOST_KILL, .program = servers[0]});
}

static void test_clients_die(void **state)
{
    (void)state;
    sweep((struct tay_host_fault){.kind = TAY_HOST_KILL, .program = "writer"});
    sweep((struct tay_host_fault){.kind = TAY_HOST_KILL, .program = "sharer"});
    sweep((struct tay_host_fault){.kind = TAY_HOST_KILL, .program = "keeper"});
}

static void test_memory_ends(void **state)
{
    (void)state;
    sweep((struct tay_host_fault){.kind = TAY_HOST_MEMORY, .program = "kv"});
    sweep((struct tay_host_fault){.kind = TAY_HOST_MEMORY, .program = "keeper"});
    sweep((struct tay_host_fault){.kind = TAY_HOST_MEMORY, .program = "sharer"});
}

static void test_deadlines_pass(void **state)
{
    (void)state;
    sweep((struct tay_host_fault){.kind = TAY_HOST_TIME, .ns = 60 * TAY_NS_PER_S});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undisturbed), cmocka_unit_test(test_same_seed_same_log),
        cmocka_unit_test(test_kv_dies),     cmocka_unit_test(test_clients_die),
        cmocka_unit_test(test_memory_ends), cmocka_unit_test(test_deadlines_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
