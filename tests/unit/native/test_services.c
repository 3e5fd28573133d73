/* SPDX-License-Identifier: MIT */
/*
 * The SDK's file servers as native programs, with the manifests that come with them for host tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/file_server.h>
#include <tay/host.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TMP "/tmp"
#define FILE_PATH TMP "/note"
#define CONTENT "what was written"

static const char *const servers[] = {"memfs", "vfs", "vfs-read-only", "romfs"};
/* Without the last two, a machine of the usual size has room for programs. */
#define USUAL_SERVERS 2
#define RAM_BYTES ((size_t)16 << 20) /* for more */

static void assert_said(const char *text)
{
    if (strstr(tay_host_log(), text) == NULL) {
        fail_msg("nobody said '%s'; the log:\n%s", text, tay_host_log());
    }
}

/* Whether the log has three texts in a row. */
static bool is_said(const char *before, const char *name, const char *behind)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%s%s%s", before, name, behind);
    assert_in_range(length, 1, sizeof text - 1);
    return strstr(tay_host_log(), text) != NULL;
}

/* Clients -------------------------------------------------------------------------------------- */

/* Says what has failed, which is the exit status. */
static int told(const char *what, enum tay_file_error error)
{
    if (error != TAY_FILE_OK) {
        tay_log_printf("%s: %s\n", what, tay_file_error_text(error));
    }
    return (int)error;
}

/* Opens what a path names, by a name space. */
static enum tay_file_error open_path(tay_cap_t vfs, const char *path, unsigned flags,
                                     tay_cap_t *session_out)
{
    struct tay_vfs_place place;
    struct tay_file_opened opened;
    tay_cap_t root;
    size_t bytes = strlen(path);
    enum tay_file_error error = tay_vfs_resolve(vfs, path, bytes, &place);
    if (error == TAY_FILE_OK) {
        error = tay_vfs_root(vfs, place.mount, false, &root);
    }
    if (error == TAY_FILE_OK) {
        error =
            tay_file_open(root, path + place.path_bytes, bytes - place.path_bytes, flags, &opened);
    }
    if (error == TAY_FILE_OK) {
        *session_out = opened.session;
    }
    return error;
}

static enum tay_file_error write_file(tay_cap_t vfs)
{
    static const char content[] = CONTENT;
    tay_cap_t file;
    size_t done = 0;
    enum tay_file_error error =
        open_path(vfs, FILE_PATH, TAY_FILE_WRITABLE | TAY_FILE_CREATE, &file);
    if (error == TAY_FILE_OK) {
        error = tay_file_write(file, 0, content, strlen(content), &done);
    }
    return error == TAY_FILE_OK && done != strlen(content) ? TAY_FILE_ENOSPC : error;
}

/* Whether what a path names begins with a text. */
static enum tay_file_error compare(tay_cap_t vfs, const char *path, const char *text)
{
    char content[64] = "";
    tay_cap_t file;
    size_t done = 0;
    enum tay_file_error error = open_path(vfs, path, TAY_FILE_READABLE, &file);
    if (error == TAY_FILE_OK) {
        error = tay_file_read(file, 0, content, sizeof content, &done);
    }
    bool is_same = done >= strlen(text) && memcmp(content, text, strlen(text)) == 0;
    return error == TAY_FILE_OK && !is_same ? TAY_FILE_EIO : error;
}

/* Writes a file, and reads it back. */
static int run_user(void *argument)
{
    tay_cap_t vfs = tay_startup_cap("root");
    (void)argument;
    int wrong = told("written", write_file(vfs));
    return wrong != 0 ? wrong : told("read back", compare(vfs, FILE_PATH, CONTENT));
}

/* Reads by the name space that changes nothing what was written by the other one. */
static int run_looker(void *argument)
{
    tay_cap_t vfs = tay_startup_cap("look");
    tay_cap_t file;
    (void)argument;
    int wrong = told("written", write_file(tay_startup_cap("root")));
    if (wrong == 0) {
        wrong = told("read", compare(vfs, FILE_PATH, CONTENT));
    }
    enum tay_file_error refused = open_path(vfs, FILE_PATH, TAY_FILE_WRITABLE, &file);
    return wrong == 0 && refused != TAY_FILE_EROFS ? EXIT_FAILURE : wrong;
}

/* Mounts the boot archive, and reads in it what romfs runs with. */
static int run_mounter(void *argument)
{
    tay_cap_t romfs = tay_startup_cap("romfs");
    (void)argument;
    int wrong =
        told("mounted", tay_vfs_mount(tay_startup_cap("mounts"), "/boot/rom", "romfs", romfs, 0));
    if (wrong == 0) {
        wrong = told("read", compare(tay_startup_cap("root"), "/boot/rom/init.d/romfs", "# SPDX"));
    }
    return wrong;
}

#define MANIFEST(name)                                                                             \
    "program = " name "\nstack = 64K\ncap log = log : write\ncap root = service vfs : send\n"

static const struct tay_host_client user = {"user", MANIFEST("user"), run_user, NULL};
static const struct tay_host_client looker = {
    "looker", MANIFEST("looker") "cap look = service vfs-read-only : send\n", run_looker, NULL};
static const struct tay_host_client mounter = {
    "mounter",
    MANIFEST(
        "mounter") "cap mounts = service mounts : send\ncap romfs = service romfs : send grant\n",
    run_mounter, NULL};

/* Tests ---------------------------------------------------------------------------------------- */

static struct tay_host_machine usual_machine(void)
{
    return (struct tay_host_machine){
        .servers = servers, .server_count = USUAL_SERVERS, .clients = &user, .client_count = 1};
}

/* vfs and memfs fit on a machine of the usual size. */
static void test_usual(void **state)
{
    struct tay_host_machine machine = usual_machine();
    (void)state;
    for (machine.seed = 1; machine.seed <= 4; machine.seed++) {
        struct tay_host_run run = tay_host_run(&machine);
        assert_int_equal(run.end, TAY_HOST_ENDED);
        assert_int_equal(tay_host_status("user"), 0);
        assert_int_equal(tay_host_starts("vfs"), 1);
        assert_int_equal(tay_host_starts("memfs"), 1);
    }
}

static void run_all(const struct tay_host_client *client)
{
    const struct tay_host_machine machine = {.servers = servers,
                                             .server_count = COUNT(servers),
                                             .clients = client,
                                             .client_count = 1,
                                             .ram_bytes = RAM_BYTES};
    struct tay_host_run run = tay_host_run(&machine);
    assert_int_equal(run.end, TAY_HOST_ENDED);
    if (tay_host_status(client->name) != 0) {
        fail_msg("status %d; the log:\n%s", tay_host_status(client->name), tay_host_log());
    }
    for (size_t i = 0; i < COUNT(servers); i++) {
        assert_int_equal(tay_host_starts(servers[i]), 1);
    }
}

static void test_read_only(void **state)
{
    (void)state;
    run_all(&looker);
}

static void test_romfs(void **state)
{
    (void)state;
    run_all(&mounter);
}

/* A program of POSIX with proc beside it. */
static void test_proc(void **state)
{
    static const char *const with_proc[] = {"proc", "memfs", "vfs", "member"};
    const struct tay_host_machine machine = {
        .servers = with_proc, .server_count = COUNT(with_proc), .ram_bytes = RAM_BYTES};
    struct tay_host_run run = tay_host_run(&machine);
    (void)state;
    assert_int_equal(run.end, TAY_HOST_ENDED);
    assert_said("member: signal 14 came\n");
    assert_null(strstr(tay_host_log(), "member: goes on"));
    assert_said("init: member: was destroyed");
    for (size_t i = 0; i < COUNT(with_proc); i++) {
        assert_int_equal(tay_host_starts(with_proc[i]), 1);
    }
}

/* Runs a machine on which a server's account has nothing left from a step on; whether it has ended.
 */
static bool end_by_memory(struct tay_host_machine *machine, const char *server, unsigned long step)
{
    machine->fault = (struct tay_host_fault){TAY_HOST_MEMORY, step, server, 0};
    struct tay_host_run run = tay_host_run(machine);
    assert_int_equal(run.end, TAY_HOST_ENDED);
    return is_said("init: ", server, ": exited with");
}

/* A server that cannot begin without memory says what it lacks, and one that can goes on. */
static void test_tells_what_it_lacks(void **state)
{
    struct tay_host_machine machine = usual_machine();
    unsigned long steps = tay_host_run(&machine).steps;
    unsigned ends = 0;
    (void)state;
    for (unsigned long step = 1; step <= USUAL_SERVERS * steps; step++) {
        const char *server = servers[step % USUAL_SERVERS];
        if (!end_by_memory(&machine, server, step / USUAL_SERVERS + 1)) {
            continue;
        }
        if (!is_said("\n", server, ": ")) {
            fail_msg("%s said nothing; the log:\n%s", server, tay_host_log());
        }
        ends++;
    }
    assert_true(ends > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_romfs),
        cmocka_unit_test(test_proc),
        cmocka_unit_test(test_tells_what_it_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
