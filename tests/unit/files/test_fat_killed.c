/* SPDX-License-Identifier: MIT */
/*
 * The server of FAT is killed at any instruction, and the next instance finds what was kept: what
 * was answered is there, what was not is done or not, what is open goes on, and fsck.vfat has
 * nothing to say after an unmount.
 *
 * The server runs in a process of its own, on memory that it shares with the test, and is traced
 * step by step. FIRST_SEED and SEEDS choose others. A failure tells its seed.
 */
#define _GNU_SOURCE
#include "fake.h"
#include "fat_medium.h"
#include "unit.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIVES 8u /* of the server, on one volume */
#define STEPS_MAX 6000u
#define OPERATIONS_MAX 40u
#define LOG_BYTES 700u
#define LOG_MAX (64u << 10)

/* What the client knows, in memory that both processes have. */
struct client {
    uint64_t root, log;   /* sessions */
    uint32_t log_bytes;   /* that were answered */
    uint32_t log_pending; /* as many as it would have with what is being written */
    uint32_t given;       /* a name that the file of this number has; 0: none was made yet */
    uint32_t made;        /* the number of the file that is being made, and given that name */
    uint32_t operations;  /* that were ended */
    _Alignas(4096) uint8_t kept[FAT_MEDIUM_KEPT_BYTES];
};

static struct fat_medium test;
static struct tay_file_system files;
static struct client *client;
static uint64_t state;

static unsigned choose(unsigned count)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % count;
}

static uint8_t log_byte(uint32_t at)
{
    return (uint8_t)(at * 2654435761u >> 24);
}

static void append(void)
{
    uint8_t data[LOG_BYTES];
    uint32_t bytes = 1 + choose(LOG_BYTES);
    if (client->log_bytes + bytes > LOG_MAX) {
        return;
    }
    for (uint32_t i = 0; i < bytes; i++) {
        data[i] = log_byte(client->log_bytes + i);
    }
    client->log_pending = client->log_bytes + bytes;
    struct fake_call call = {.session = client->log,
                             .label = TAY_FILE_WRITE,
                             .word = {bytes, client->log_bytes},
                             .read = data,
                             .read_bytes = bytes};
    assert_int_equal(fake_ask(&files, &call), TAY_FILE_OK);
    assert_int_equal(call.word[0], bytes);
    client->log_bytes += bytes;
}

/* Makes a file, and gives it the name that another one has. */
static void give_name(void)
{
    static const char both[] = "madea long name, which is given";
    enum tay_file_error error;
    client->made = client->given + 1;
    uint64_t file = fake_open(&files, client->root, "made",
                              TAY_FILE_READABLE | TAY_FILE_WRITABLE | TAY_FILE_CREATE, &error);
    assert_int_equal(error, TAY_FILE_OK);
    struct fake_call write = {.session = file,
                              .label = TAY_FILE_WRITE,
                              .word = {sizeof client->made, 0},
                              .read = &client->made,
                              .read_bytes = sizeof client->made};
    assert_int_equal(fake_ask(&files, &write), TAY_FILE_OK);
    fake_close(&files, file);
    struct fake_call rename = {.session = client->root,
                               .label = TAY_FILE_RENAME,
                               .word = {4, sizeof both - 5},
                               .read = both,
                               .read_bytes = sizeof both - 1};
    assert_int_equal(fake_ask(&files, &rename), TAY_FILE_OK);
    client->given = client->made;
}

static void sync_all(void)
{
    assert_int_equal(medium_sync(&test.medium), TAY_FILE_OK);
}

static void settle(void)
{
    assert_int_equal(medium_settle(&test.medium), TAY_FILE_OK);
}

static void make_directory(void)
{
    enum tay_file_error error = fake_ask_path(&files, client->root, TAY_FILE_MAKE, "folder", 0);
    if (error == TAY_FILE_EEXIST) {
        error = fake_ask_path(&files, client->root, TAY_FILE_REMOVE, "folder", TAY_FILE_DIRECTORY);
    }
    assert_int_equal(error, TAY_FILE_OK);
}

/* The traced process: operations until it is killed. */
static void live(void)
{
    static void (*const operations[])(void) = {append,    append,   append,         give_name,
                                               give_name, sync_all, make_directory, settle};
    assert_int_equal(ptrace(PTRACE_TRACEME, 0, NULL, NULL), 0);
    unsigned before = choose(OPERATIONS_MAX);
    for (unsigned n = 0; n < before; n++) {
        operations[choose(8)]();
    }
    raise(SIGSTOP);
    for (;;) {
        operations[choose(8)]();
    }
}

/* Lets a server live until it is stopped, and some instructions longer. */
static void let_live(void)
{
    int status;
    unsigned steps = choose(STEPS_MAX);
    pid_t server = fork();
    assert_true(server >= 0);
    if (server == 0) {
        live();
    }
    assert_int_equal(waitpid(server, &status, 0), server);
    assert_true(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    for (unsigned n = 0; n < steps; n++) {
        assert_int_equal(ptrace(PTRACE_SINGLESTEP, server, NULL, NULL), 0);
        assert_int_equal(waitpid(server, &status, 0), server);
        assert_true(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP);
    }
    assert_int_equal(kill(server, SIGKILL), 0);
    assert_int_equal(waitpid(server, &status, 0), server);
}

/* Reads a whole file by a session. */
static uint32_t read_all(uint64_t session, void *to, size_t room)
{
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_READ,
                             .word = {room, 0},
                             .write = to,
                             .write_bytes = room};
    assert_int_equal(fake_ask(&files, &call), TAY_FILE_OK);
    return (uint32_t)call.word[0];
}

static void check_log(void)
{
    static uint8_t data[LOG_MAX + LOG_BYTES];
    uint32_t bytes = read_all(client->log, data, sizeof data);
    assert_in_range(bytes, client->log_bytes, client->log_pending);
    for (uint32_t i = 0; i < bytes; i++) {
        assert_int_equal(data[i], log_byte(i));
    }
    client->log_bytes = client->log_pending = bytes;
}

static void check_name(void)
{
    uint32_t found = 0;
    enum tay_file_error error;
    uint64_t file =
        fake_open(&files, client->root, "A LONG NAME, which is given", TAY_FILE_READABLE, &error);
    if (client->given == 0 && error == TAY_FILE_ENOENT) {
        return;
    }
    assert_int_equal(error, TAY_FILE_OK);
    assert_int_equal(read_all(file, &found, sizeof found), sizeof found);
    assert_true(found == client->given || found == client->made);
    client->given = found;
    fake_close(&files, file);
}

static void check_volume(void)
{
    struct fake_call unmount = {.label = TAY_FILE_UNMOUNT, .word = {1}};
    struct fake_call mount = {.label = TAY_FILE_MOUNT};
    assert_int_equal(fake_ask(&files, &unmount), TAY_FILE_OK);
    disk_expect_clean(&test.disk);
    assert_int_equal(fake_ask(&files, &mount), TAY_FILE_OK);
}

static void run(unsigned seed)
{
    enum tay_file_error error;
    state = seed;
    memset(client, 0, sizeof *client);
    fat_medium_begin(&test, &files, seed % 2 == 0 ? 1500 : 4600,
                     seed % 2 == 0 ? "-F 32 -s 1" : "-F 16 -s 1 -r 64");
    free(test.kept_memory);
    test.kept_memory = client->kept;
    fat_medium_restart(&test, &files);
    client->root = fake_root(&files, TAY_FILE_READABLE | TAY_FILE_WRITABLE);
    client->log = fake_open(&files, client->root, "log",
                            TAY_FILE_READABLE | TAY_FILE_WRITABLE | TAY_FILE_CREATE, &error);
    assert_int_equal(error, TAY_FILE_OK);
    for (unsigned n = 0; n < LIVES; n++) {
        let_live();
        choose(1);
        fat_medium_restart(&test, &files);
        assert_false(files.is_read_only);
        check_log();
        check_name();
        if (choose(3) == 0) {
            check_volume();
        }
    }
    check_volume();
    test.kept_memory = NULL;
    fat_medium_end(&test);
}

static unsigned number(const char *name, unsigned otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static void test_killed_at_any_instruction(void **unused)
{
    unsigned first = number("FIRST_SEED", 1), count = number("SEEDS", 8);
    (void)unused;
    client = mmap(NULL, sizeof *client, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(client != MAP_FAILED);
    for (unsigned seed = first; seed < first + count; seed++) {
        print_message("seed %u\n", seed);
        run(seed);
    }
    munmap(client, sizeof *client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_killed_at_any_instruction)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
