/* SPDX-License-Identifier: MIT */
/*
 * /proc: which names there are, and that what they say can be read in pieces of any size. What is
 * seen of processes and services the test makes up.
 */
#include "events.h"
#include "fake.h"
#include "files.h"
#include "look.h"
#include "unit.h"
#include <stdio.h>
#include <string.h>
#include <tay/abi/object.h>
#include <tay/crash.h>
#include <tay/operations.h>
#include <tay/protocol/supervisor.h>
#include <tay/time.h>

#define TEXT_BYTES 65536

static char text[TEXT_BYTES];
static uint64_t root;
static unsigned services; /* how many there are */

/* What the test plays -----------------------------------------------------------------------------
 */

tay_time_t tay_time_now(void)
{
    return 12 * TAY_NS_PER_S + 345;
}

tay_cap_t tay_startup_cap(const char *name)
{
    (void)name;
    return 1;
}

enum tay_status tay_system_query(tay_cap_t handle, tay_word_t *core_count_out,
                                 size_t *total_bytes_out, size_t *free_bytes_out,
                                 size_t *kernel_bytes_out)
{
    (void)handle;
    *core_count_out = 4;
    *total_bytes_out = 1000;
    *free_bytes_out = 600;
    *kernel_bytes_out = 100;
    return TAY_OK;
}

enum tay_status tay_system_count(tay_cap_t handle, tay_word_t type, tay_word_t *count_out)
{
    (void)handle;
    *count_out = type * 10;
    return TAY_OK;
}

enum tay_status tay_supervisor_find(tay_cap_t session, const char *name, unsigned *number_out)
{
    (void)session;
    return sscanf(name, "service%u", number_out) == 1 && *number_out >= 1 && *number_out <= services
               ? TAY_OK
               : TAY_ENOENT;
}

enum tay_status tay_supervisor_query(tay_cap_t session, unsigned number,
                                     struct tay_service *service_out)
{
    (void)session;
    *service_out = (struct tay_service){.state = TAY_SERVICE_GIVEN_UP, .starts = number};
    snprintf(service_out->name, sizeof service_out->name, "service%u", number);
    return number >= 1 && number <= services ? TAY_OK : TAY_ENOENT;
}

enum tay_status tay_supervisor_trace(tay_cap_t session, unsigned number,
                                     struct tay_crash *crash_out)
{
    (void)session;
    *crash_out = (struct tay_crash){.registers_status = TAY_ESTATE};
    return number == 1 ? TAY_OK : TAY_ESTATE;
}

const char *tay_service_state_text(unsigned state)
{
    return state == TAY_SERVICE_GIVEN_UP ? "given up" : "?";
}

void tay_crash_look(tay_cap_t process, tay_cap_t thread, struct tay_crash *crash_out)
{
    (void)process;
    (void)thread;
    *crash_out = (struct tay_crash){.registers_status = TAY_OK};
}

void tay_crash_print(tay_crash_print_t *out, const char *name, const struct tay_crash *crash)
{
    (void)crash;
    out("%s: here\n", name);
}

struct look_state look_state(const struct member *member)
{
    return (struct look_state){.state = member->has_ended ? "ended" : "waiting",
                               .threads = 2,
                               .slots_used = 3,
                               .mapped_bytes = 4096,
                               .has_thread = member->thread != TAY_CAP_NULL,
                               .priority = 12,
                               .run_ns = 77};
}

void look_name(tay_cap_t process, char name[LOOK_NAME_BYTES])
{
    snprintf(name, LOOK_NAME_BYTES, "program%lu", (unsigned long)process);
}

/* So many arguments of one letter. */
struct look_arguments look_arguments(tay_cap_t process)
{
    return (struct look_arguments){.process = process, .left = 1000};
}

size_t look_read_arguments(struct look_arguments *arguments, char *to, size_t room_bytes)
{
    size_t bytes = 0;
    for (; bytes + 2 <= room_bytes && arguments->left > 0; bytes += 2, arguments->left--) {
        to[bytes] = 'x';
        to[bytes + 1] = '\0';
    }
    return bytes;
}

bool look_startup(tay_cap_t process, struct tay_startup *startup_out, tay_ua_t *start_out)
{
    *start_out = 0;
    *startup_out = (struct tay_startup){
        .cap_count = 3, .cap = {{.name = "log", .handle = 7}, {.name = "gone", .handle = 8}}};
    memset(startup_out->cap[2].name, 'n', sizeof startup_out->cap[2].name); /* without a NUL */
    return process != 0;
}

bool look_capability(tay_cap_t process, tay_cap_t handle, tay_word_t *type_out,
                     tay_word_t *rights_out)
{
    (void)process;
    *type_out = handle == 0 ? 99 : TAY_OBJECT_log;
    *rights_out = TAY_RIGHT_READ | TAY_RIGHT_GRANT;
    return handle != 8;
}

bool look_mapping(tay_cap_t process, tay_ua_t address, struct look_mapping *mapping_out)
{
    (void)process;
    *mapping_out = (struct look_mapping){address + 0x1000, address + 0x3000,
                                         address == 0 ? TAY_MAP_READ | TAY_MAP_EXECUTE
                                                      : (tay_word_t)TAY_MAP_GUARD};
    return address < 0x6000;
}

tay_cap_t look_thread(const struct member *member)
{
    return member->thread;
}

/* The client --------------------------------------------------------------------------------------
 */

static void add_process(tay_cap_t process, tay_cap_t thread)
{
    struct member *member = table_add(NULL);
    assert_non_null(member);
    member->pid = member->key;
    member->process = process;
    member->thread = thread;
}

/* Processes 2 and 3, and two services. */
static int begin(void **state)
{
    struct member *member;
    (void)state;
    while ((member = table_next(NULL)) != NULL) {
        table_remove(member);
    }
    add_process(5, 6);
    add_process(7, TAY_CAP_NULL);
    services = 2;
    files_begin();
    events_begin();
    root = fake_root(&files_system, TAY_FILE_READABLE);
    assert_true(files_is_session(root));
    return 0;
}

static enum tay_file_error open_error(const char *path, unsigned flags)
{
    enum tay_file_error error;
    uint64_t session = fake_open(&files_system, root, path, flags, &error);
    if (session != 0) {
        assert_true(files_is_session(session));
        fake_close(&files_system, session);
    }
    return error;
}

/* Reads a file in pieces, into `text`, with a NUL behind it. */
static size_t read_file(const char *path, size_t piece_bytes)
{
    enum tay_file_error error;
    size_t length_bytes = 0;
    uint64_t session = fake_open(&files_system, root, path, TAY_FILE_READABLE, &error);
    assert_int_equal(error, TAY_FILE_OK);
    struct fake_call call;
    do {
        call = (struct fake_call){.session = session,
                                  .label = TAY_FILE_READ,
                                  .word = {piece_bytes, TAY_FILE_OWN_OFFSET},
                                  .write = text + length_bytes,
                                  .write_bytes = piece_bytes};
        assert_true(length_bytes + piece_bytes < TEXT_BYTES);
        assert_int_equal(fake_ask(&files_system, &call), TAY_FILE_OK);
        length_bytes += call.word[0];
    } while (call.word[0] > 0);
    fake_close(&files_system, session);
    text[length_bytes] = '\0';
    return length_bytes;
}

static void expect_text(const char *path, const char *wanted)
{
    read_file(path, 4096);
    assert_string_equal(text, wanted);
}

/* The names in a directory, each with a blank behind it, into `text`. */
static void list(const char *path)
{
    char entries[TAY_FILE_ENTRY_BYTES_MAX];
    enum tay_file_error error;
    tay_word_t cookie = 0;
    size_t length_bytes = 0;
    struct fake_call call;
    uint64_t session = fake_open(&files_system, root, path, TAY_FILE_READABLE, &error);
    assert_int_equal(error, TAY_FILE_OK);
    do { /* one entry at a time fits */
        call = (struct fake_call){.session = session,
                                  .label = TAY_FILE_READ_ENTRIES,
                                  .word = {sizeof entries, cookie},
                                  .write = entries,
                                  .write_bytes = sizeof entries};
        assert_int_equal(fake_ask(&files_system, &call), TAY_FILE_OK);
        for (size_t at = 0; at < call.word[0];) {
            struct tay_file_entry entry;
            memcpy(&entry, entries + at, sizeof entry);
            memcpy(text + length_bytes, entries + at + TAY_FILE_ENTRY_NAME_AT, entry.name_bytes);
            length_bytes += entry.name_bytes;
            text[length_bytes++] = ' ';
            at += TAY_FILE_ENTRY_BYTES(entry.name_bytes);
        }
        cookie = call.word[1];
    } while (call.word[0] > 0);
    fake_close(&files_system, session);
    text[length_bytes] = '\0';
}

static void test_directories_list_what_there_is(void **state)
{
    char wanted[128];
    tay_pid_t first = table_next(NULL)->pid;
    (void)state;
    list("");
    snprintf(wanted, sizeof wanted, "memory processes services trace uptime service %u %u ",
             (unsigned)first, (unsigned)first + 1);
    assert_string_equal(text, wanted);
    list("service");
    assert_string_equal(text, "service1 service2 ");
    snprintf(wanted, sizeof wanted, "%u", (unsigned)first);
    list(wanted);
    assert_string_equal(text, "capabilities cmdline maps status trace ");
    list("service/service2");
    assert_string_equal(text, "status trace ");
}

static void test_only_numbers_as_they_are_told_are_names(void **state)
{
    static const char *const wrong[] = {"0",
                                        "1",
                                        "-2",
                                        "2x",
                                        "99",
                                        "02",
                                        "+2",
                                        "2 ",
                                        "4294967298",
                                        "memor",
                                        "memoryx",
                                        "none",
                                        "service/service3",
                                        "service/service",
                                        "service/2",
                                        "18446744073709551618"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(open_error(wrong[i], TAY_FILE_READABLE), TAY_FILE_ENOENT);
    }
    assert_int_equal(open_error("memory/x", TAY_FILE_READABLE), TAY_FILE_ENOTDIR);
}

/* What happens to the first process, whose name has 15 letters. */
static void test_events_are_told_in_order(void **state)
{
    struct member *member = table_next(NULL);
    char wanted[512];
    unsigned pid = (unsigned)member->pid;
    (void)state;
    strcpy(member->name, "fifteen_letters");
    events_note(EVENT_JOIN, member, 0, 0);
    memset(member->name, '\n', sizeof member->name); /* not its to say, and no NUL */
    events_note(EVENT_START, member, 9, 0);
    member->name[0] = '\0';
    events_note(EVENT_SIGNAL, member, 9, 15);
    events_note(EVENT_FAULT, member, 9, 0);
    events_note(EVENT_END, member, 9, TAY_EXIT_FAULT);
    events_note(EVENT_END, member, 9, TAY_EXIT_DESTROYED);
    events_note(EVENT_END, member, 9, TAY_PROC_EXIT_SIGNAL + 15);
    events_note(EVENT_END, member, 9, 255);
    events_note(EVENT_END, member, 0, EVENTS_NO_VALUE);
#define AT "12.000000345 "
    snprintf(wanted, sizeof wanted,
             "seconds event pid by value name\n" AT "join %u - - fifteen_letters\n" AT
             "start %u 9 - _______________\n" AT "signal %u 9 15 -\n" AT "fault %u 9 - -\n" AT
             "end %u 9 fault -\n" AT "end %u 9 destroyed -\n" AT "end %u 9 signal-15 -\n" AT
             "end %u 9 255 -\n" AT "end %u - - -\n",
             pid, pid, pid, pid, pid, pid, pid, pid, pid);
    expect_text("trace", wanted);
}

/* The oldest give way, and the order stays. */
static void test_the_last_events_are_kept(void **state)
{
    struct member *member = table_next(NULL);
    unsigned lines = 0;
    (void)state;
    for (unsigned i = 1; i <= 3 * EVENTS_MAX; i++) {
        events_note(EVENT_SIGNAL, member, i, i % 31 + 1);
    }
    read_file("trace", 100);
    for (char *line = strchr(text, '\n'); line[1] != '\0'; line = strchr(line + 1, '\n')) {
        unsigned by = 0;
        assert_int_equal(sscanf(line, "\n12.000000345 signal %*u %u", &by), 1);
        assert_int_equal(by, 2 * EVENTS_MAX + 1 + lines);
        lines++;
    }
    assert_int_equal(lines, EVENTS_MAX);
}

static void test_nothing_can_be_changed(void **state)
{
    (void)state;
    assert_int_equal(open_error("memory", TAY_FILE_READABLE | TAY_FILE_WRITABLE), TAY_FILE_EROFS);
    assert_int_equal(open_error("new", TAY_FILE_READABLE | TAY_FILE_WRITABLE | TAY_FILE_CREATE),
                     TAY_FILE_EROFS);
    assert_int_equal(fake_ask_path(&files_system, root, TAY_FILE_MAKE, "new", 0), TAY_FILE_EROFS);
    assert_int_equal(
        fake_ask_path(&files_system, root, TAY_FILE_REMOVE, "memory", TAY_FILE_REGULAR),
        TAY_FILE_EROFS);
}

static void test_the_machine(void **state)
{
    (void)state;
    expect_text("uptime", "12.000000345\n");
    expect_text("memory", "total_bytes: 1000\nfree_bytes: 600\nkernel_bytes: 100\ncores: 4\n"
                          "mapping: 0\naccount: 10\nprocess: 20\nthread: 30\nendpoint: 40\n"
                          "notification: 50\ntimer: 60\nmemory: 70\nirq: 80\nirq_control: 90\n"
                          "device_range: 100\nsystem: 110\nlog: 120\nsession: 130\nreply: 140\n");
    expect_text("services",
                "number state starts crashes priority started_ns used_bytes budget_bytes name\n"
                "1 given-up 1 0 0 0 0 0 service1\n2 given-up 2 0 0 0 0 0 service2\n");
}

static void test_processes(void **state)
{
    char path[32], wanted[512];
    unsigned pid = (unsigned)table_next(NULL)->pid;
    (void)state;
    table_find(pid + 1)->parent = pid;
    snprintf(wanted, sizeof wanted,
             "pid parent group family state threads priority run_ns mapped_bytes slots name\n"
             "%u 0 %u %u waiting 2 12 77 4096 3 program5\n"
             "%u %u %u %u waiting 2 - - 4096 3 program7\n",
             pid, pid, pid, pid + 1, pid, pid + 1, pid + 1);
    expect_text("processes", wanted);
    snprintf(path, sizeof path, "%u/status", pid);
    snprintf(wanted, sizeof wanted,
             "name: program5\npid: %u\nparent: 0\ngroup: %u\nfamily: %u\nstate: waiting\n"
             "threads: 2\nslots: 3\nmapped_bytes: 4096\npriority: 12\nrun_ns: 77\n",
             pid, pid, pid);
    expect_text(path, wanted);
    table_find(pid)->has_ended = true;
    table_find(pid)->exit_status = 3;
    snprintf(wanted, sizeof wanted,
             "name: program5\npid: %u\nparent: 0\ngroup: %u\nfamily: %u\nstate: ended\n"
             "exit_status: 3\n",
             pid, pid, pid);
    expect_text(path, wanted);
}

static void test_what_a_process_has(void **state)
{
    char path[32];
    unsigned pid = (unsigned)table_next(NULL)->pid;
    (void)state;
    snprintf(path, sizeof path, "%u/capabilities", pid);
    expect_text(path, "log: 0x00000007 log read grant\ngone: 0x00000008 closed\n"
                      "nnnnnnnnnnnnnnnnnnnnnnn: 0x00000000 ? read grant\n");
    snprintf(path, sizeof path, "%u/maps", pid);
    expect_text(path, "0000001000-0000003000 r-x-\n0000004000-0000006000 ---- guard\n");
    snprintf(path, sizeof path, "%u/trace", pid);
    expect_text(path, "program5: here\n");
    snprintf(path, sizeof path, "%u/trace", pid + 1);
    expect_text(path, "program7: its first thread is not known\n");
    expect_text("service/service1/trace", "service1: its first thread runs, or waits for a core\n");
    expect_text("service/service2/trace", "service2: does not run\n");
}

static void test_pieces_make_the_same_text(void **state)
{
    static const size_t pieces[] = {1, 2, 7, 511, 512, 513, 4096};
    static char whole[4096];
    char path[32];
    (void)state;
    snprintf(path, sizeof path, "%u/cmdline", (unsigned)table_next(NULL)->pid);
    assert_int_equal(read_file(path, 4000), 2000);
    memcpy(whole, text, 2000);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        assert_int_equal(read_file(path, pieces[i]), 2000);
        assert_memory_equal(text, whole, 2000);
    }
}

static uint64_t must_open(const char *path)
{
    enum tay_file_error error;
    uint64_t session = fake_open(&files_system, root, path, TAY_FILE_READABLE, &error);
    assert_int_equal(error, TAY_FILE_OK);
    return session;
}

/* Reads from an offset, into `text`, with a NUL behind it. */
static void read_at(uint64_t session, tay_word_t offset)
{
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_READ,
                             .word = {TEXT_BYTES - 1, offset},
                             .write = text,
                             .write_bytes = TEXT_BYTES - 1};
    assert_int_equal(fake_ask(&files_system, &call), TAY_FILE_OK);
    text[call.word[0]] = '\0';
}

static void test_a_text_stays_while_it_is_read(void **state)
{
    (void)state;
    uint64_t one = must_open("services");
    uint64_t other = must_open("services");
    services = 1;
    read_at(one, 0);
    services = 3;
    read_at(other, 0);
    size_t title_bytes = strcspn(text, "\n") + 1;
    assert_string_equal(text + title_bytes, "1 given-up 1 0 0 0 0 0 service1\n"
                                            "2 given-up 2 0 0 0 0 0 service2\n"
                                            "3 given-up 3 0 0 0 0 0 service3\n");
    read_at(one, title_bytes);
    assert_string_equal(text, "1 given-up 1 0 0 0 0 0 service1\n");
    read_at(one, 0);
    assert_non_null(strstr(text, "service3"));
    fake_close(&files_system, one);
    read_at(other, title_bytes);
    assert_non_null(strstr(text, "service3"));
    fake_close(&files_system, other);
}

static void test_as_many_files_are_open_as_there_are_sessions(void **state)
{
    uint64_t session[64];
    unsigned count = 0;
    enum tay_file_error error = TAY_FILE_OK;
    (void)state;
    while (error == TAY_FILE_OK && count < 64) {
        session[count] = fake_open(&files_system, root, "uptime", TAY_FILE_READABLE, &error);
        count += error == TAY_FILE_OK;
    }
    assert_int_equal(count, 63); /* and the root */
    assert_int_equal(error, TAY_FILE_ENFILE);
    for (unsigned i = 0; i < count; i++) {
        read_at(session[i], 0);
        fake_close(&files_system, session[i]);
    }
    for (unsigned i = 0; i < 70000; i++) { /* serials come again */
        fake_close(&files_system, must_open("uptime"));
    }
}

static void test_who_has_gone_is_not_there(void **state)
{
    enum tay_file_error error;
    char path[32];
    struct member *member = table_next(NULL);
    (void)state;
    snprintf(path, sizeof path, "%u/status", (unsigned)member->pid);
    uint64_t session = fake_open(&files_system, root, path, TAY_FILE_READABLE, &error);
    table_remove(member);
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_READ,
                             .word = {100, TAY_FILE_OWN_OFFSET},
                             .write = text,
                             .write_bytes = 100};
    assert_int_equal(fake_ask(&files_system, &call), TAY_FILE_ENOENT);
    assert_int_equal(open_error(path, TAY_FILE_READABLE), TAY_FILE_ENOENT);
    fake_close(&files_system, session);
}

static void test_memory_that_is_not_there(void **state)
{
    enum tay_file_error error;
    (void)state;
    uint64_t session = fake_open(&files_system, root, "memory", TAY_FILE_READABLE, &error);
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_READ,
                             .word = {100, TAY_FILE_OWN_OFFSET},
                             .write = text,
                             .write_bytes = 100};
    fake_faults.lent_bytes_max = 10;
    assert_int_equal(fake_ask(&files_system, &call), TAY_FILE_EFAULT);
    fake_faults.lent_bytes_max = 0;
    fake_close(&files_system, session);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_directories_list_what_there_is),
        TEST(test_only_numbers_as_they_are_told_are_names),
        TEST(test_events_are_told_in_order),
        TEST(test_the_last_events_are_kept),
        TEST(test_nothing_can_be_changed),
        TEST(test_the_machine),
        TEST(test_processes),
        TEST(test_what_a_process_has),
        TEST(test_pieces_make_the_same_text),
        TEST(test_a_text_stays_while_it_is_read),
        TEST(test_as_many_files_are_open_as_there_are_sessions),
        TEST(test_who_has_gone_is_not_there),
        TEST(test_memory_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
