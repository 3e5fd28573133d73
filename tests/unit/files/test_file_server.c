/* SPDX-License-Identifier: MIT */
/*
 * The part that all file systems share, with a memory file system below: what sessions may do, what
 * is refused, and that what fails leaves nothing behind.
 */
#include "fake.h"
#include "tree.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>

#define SESSIONS 8
#define BYTES (64 * STORE_BLOCK_BYTES)
#define BOTH (TAY_FILE_READABLE | TAY_FILE_WRITABLE)
#define NEW (BOTH | TAY_FILE_CREATE)

static struct tay_file_session sessions[SESSIONS];
static struct tay_file_system files;
static struct tree tree;
static void *memory;
static uint64_t root;

static int64_t now(void)
{
    return 42;
}

static int begin(void **state)
{
    (void)state;
    memset(sessions, 0, sizeof sessions);
    files =
        (struct tay_file_system){.session = sessions, .session_count = SESSIONS, .number = 1234567};
    tree = (struct tree){.now = now};
    memory = calloc(1, BYTES);
    fake_faults = (struct fake_faults){0};
    fake_open_sessions = 0;
    assert_true(tree_open(&tree, &files, memory, BYTES));
    root = fake_root(&files, BOTH);
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

/* Makes a directory by a call with a tag. */
static enum tay_file_error make_tagged(const char *path, tay_word_t tag)
{
    struct fake_call call = {.session = root,
                             .label = TAY_FILE_MAKE,
                             .word = {strlen(path), [TAY_FILE_TAG_WORD] = tag},
                             .read = path,
                             .read_bytes = strlen(path)};
    return fake_ask(&files, &call);
}

static struct fake_call recall(tay_word_t tag)
{
    struct fake_call call = {
        .session = root, .label = TAY_FILE_RECALL, .word = {[TAY_FILE_TAG_WORD] = tag}};
    fake_ask(&files, &call);
    return call;
}

static uint64_t must_open(uint64_t session, const char *path, unsigned flags)
{
    enum tay_file_error error;
    uint64_t opened = fake_open(&files, session, path, flags, &error);
    assert_int_equal(error, TAY_FILE_OK);
    assert_int_not_equal(opened, 0);
    return opened;
}

static enum tay_file_error open_error(uint64_t session, const char *path, unsigned flags)
{
    enum tay_file_error error;
    uint64_t opened = fake_open(&files, session, path, flags, &error);
    assert_true((opened == 0) == (error != TAY_FILE_OK));
    if (opened != 0) {
        fake_close(&files, opened);
    }
    return error;
}

static enum tay_file_error write_text(uint64_t session, tay_word_t offset, const char *text)
{
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_WRITE,
                             .word = {strlen(text), offset},
                             .read = text,
                             .read_bytes = strlen(text)};
    return fake_ask(&files, &call);
}

static enum tay_file_error read_text(uint64_t session, tay_word_t offset, char *text, size_t room)
{
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_READ,
                             .word = {room - 1, offset},
                             .write = text,
                             .write_bytes = room - 1};
    memset(text, 0, room);
    return fake_ask(&files, &call);
}

static enum tay_file_error ask(uint64_t session, unsigned label, tay_word_t a, tay_word_t b)
{
    struct fake_call call = {.session = session, .label = label, .word = {a, b}};
    return fake_ask(&files, &call);
}

static void test_rights(void **state)
{
    char text[8];
    (void)state;
    uint64_t file = must_open(root, "f", NEW);
    assert_int_equal(write_text(file, 0, "text"), TAY_FILE_OK);
    uint64_t reader = fake_root(&files, TAY_FILE_READABLE);
    assert_int_equal(open_error(reader, "f", TAY_FILE_WRITABLE), TAY_FILE_EROFS);
    assert_int_equal(open_error(reader, "g", NEW), TAY_FILE_EROFS);
    assert_int_equal(fake_ask_path(&files, reader, TAY_FILE_MAKE, "d", 0), TAY_FILE_EROFS);
    assert_int_equal(fake_ask_path(&files, reader, TAY_FILE_REMOVE, "f", TAY_FILE_REGULAR),
                     TAY_FILE_EROFS);
    uint64_t same = must_open(reader, "", TAY_FILE_INHERIT);
    assert_int_equal(open_error(same, "f", BOTH), TAY_FILE_EROFS);
    uint64_t looked_at = must_open(reader, "f", TAY_FILE_READABLE);
    assert_int_equal(write_text(looked_at, 0, "x"), TAY_FILE_EBADF);
    assert_int_equal(ask(looked_at, TAY_FILE_TRUNCATE, 0, 0), TAY_FILE_EBADF);
    assert_int_equal(ask(looked_at, TAY_FILE_SET_TIME, 0, 0), TAY_FILE_EBADF);
    assert_int_equal(open_error(looked_at, "", BOTH), TAY_FILE_EROFS);
    assert_int_equal(read_text(looked_at, 0, text, sizeof text), TAY_FILE_OK);
    assert_string_equal(text, "text");
    uint64_t blind = must_open(root, "f", TAY_FILE_WRITABLE);
    assert_int_equal(read_text(blind, 0, text, sizeof text), TAY_FILE_EBADF);
    assert_int_equal(open_error(blind, "", TAY_FILE_READABLE), TAY_FILE_EACCES);
}

static void test_read_only_system(void **state)
{
    (void)state;
    uint64_t file = must_open(root, "f", NEW);
    files.is_read_only = true;
    assert_int_equal(open_error(root, "f", BOTH), TAY_FILE_EROFS);
    assert_int_equal(open_error(root, "f", TAY_FILE_READABLE), TAY_FILE_OK);
    assert_int_equal(fake_ask_path(&files, root, TAY_FILE_MAKE, "d", 0), TAY_FILE_EROFS);
    fake_close(&files, file);
}

static void test_paths(void **state)
{
    char name[TAY_FILE_NAME_BYTES + 2];
    (void)state;
    assert_int_equal(fake_ask_path(&files, root, TAY_FILE_MAKE, "/d/", 0), TAY_FILE_OK);
    assert_int_equal(fake_ask_path(&files, root, TAY_FILE_MAKE, "d//./e", 0), TAY_FILE_OK);
    assert_int_equal(open_error(root, "d/e/f", NEW), TAY_FILE_OK);
    assert_int_equal(open_error(root, "d/../d", TAY_FILE_READABLE), TAY_FILE_EINVAL);
    assert_int_equal(open_error(root, "d/e/f/", TAY_FILE_READABLE), TAY_FILE_ENOTDIR);
    assert_int_equal(open_error(root, "d/e/f/.", TAY_FILE_READABLE), TAY_FILE_ENOTDIR);
    assert_int_equal(open_error(root, "d/e/f/x", TAY_FILE_READABLE), TAY_FILE_ENOTDIR);
    assert_int_equal(open_error(root, "x/y", NEW), TAY_FILE_ENOENT);
    assert_int_equal(open_error(root, "x/", NEW), TAY_FILE_EISDIR);
    assert_int_equal(open_error(root, "d/", TAY_FILE_READABLE), TAY_FILE_OK);
    assert_int_equal(open_error(root, "d", BOTH), TAY_FILE_EISDIR);
    assert_int_equal(open_error(root, "d", BOTH | TAY_FILE_AS_DIRECTORY), TAY_FILE_OK);
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_int_equal(open_error(root, name, NEW), TAY_FILE_ENAMETOOLONG);
    struct fake_call nul = {
        .session = root, .label = TAY_FILE_OPEN, .word = {3, NEW}, .read = "a\0b", .read_bytes = 3};
    assert_int_equal(fake_ask(&files, &nul), TAY_FILE_EINVAL);
    nul = (struct fake_call){.session = root,
                             .label = TAY_FILE_OPEN,
                             .word = {TAY_FILE_PATH_BYTES + 1, NEW},
                             .read = "a",
                             .read_bytes = 1};
    assert_int_equal(fake_ask(&files, &nul), TAY_FILE_ENAMETOOLONG);
}

static void test_offsets(void **state)
{
    char text[16];
    (void)state;
    uint64_t file = must_open(root, "f", NEW);
    uint64_t end_of_it = must_open(root, "f", TAY_FILE_WRITABLE | TAY_FILE_APPEND);
    assert_int_equal(write_text(file, TAY_FILE_OWN_OFFSET, "abc"), TAY_FILE_OK);
    assert_int_equal(write_text(end_of_it, TAY_FILE_OWN_OFFSET, "d"), TAY_FILE_OK);
    assert_int_equal(write_text(file, TAY_FILE_OWN_OFFSET, "D"), TAY_FILE_OK);
    assert_int_equal(write_text(end_of_it, TAY_FILE_OWN_OFFSET, "e"), TAY_FILE_OK);
    assert_int_equal(write_text(end_of_it, 0, "A"), TAY_FILE_OK);
    assert_int_equal(read_text(file, 0, text, sizeof text), TAY_FILE_OK);
    assert_string_equal(text, "AbcDe");
    struct fake_call seek = {
        .session = file, .label = TAY_FILE_SEEK, .word = {(tay_word_t)-2, TAY_FILE_FROM_END}};
    assert_int_equal(fake_ask(&files, &seek), TAY_FILE_OK);
    assert_int_equal(seek.word[0], 3);
    assert_int_equal(read_text(file, TAY_FILE_OWN_OFFSET, text, sizeof text), TAY_FILE_OK);
    assert_string_equal(text, "De");
    assert_int_equal(ask(file, TAY_FILE_SEEK, (tay_word_t)-6, TAY_FILE_FROM_HERE), TAY_FILE_EINVAL);
    assert_int_equal(ask(file, TAY_FILE_SEEK, 0, 3), TAY_FILE_EINVAL);
    assert_int_equal(write_text(file, (tay_word_t)INT64_MAX, "xx"), TAY_FILE_EFBIG);
    assert_int_equal(write_text(file, STORE_FILE_BYTES_MAX, "x"), TAY_FILE_EFBIG);
    assert_int_equal(ask(file, TAY_FILE_TRUNCATE, STORE_FILE_BYTES_MAX + 1, 0), TAY_FILE_EFBIG);
    assert_int_equal(ask(file, TAY_FILE_TRUNCATE, ~(tay_word_t)0, 0), TAY_FILE_EFBIG);
}

static void test_nonsense(void **state)
{
    static const tay_word_t words[] = {
        0, 1, 0xff, 0x100, 4096, (tay_word_t)-1, (tay_word_t)1 << 63};
    char text[64] = "f";
    (void)state;
    uint64_t file = must_open(root, "f", NEW);
    for (unsigned label = 0; label < 0x300; label++) {
        for (unsigned i = 0; i < 7 * 7 * 8; i++) {
            struct fake_call call = {.session = i / 49 % 2 == 0 ? root : file,
                                     .label = label,
                                     .word = {words[i % 7], words[i / 7 % 7]},
                                     .read = i / 98 % 2 == 0 ? text : NULL,
                                     .read_bytes = 1,
                                     .write = i / 196 % 2 == 0 ? text : NULL,
                                     .write_bytes = sizeof text};
            fake_ask(&files, &call);
            if (label < TAY_FILE_ROOT || label > TAY_FILE_RECALL) {
                assert_int_equal(call.status, TAY_ENOSYS);
            }
            if (call.opened != 0) {
                fake_close(&files, call.opened);
            }
        }
    }
    struct fake_call unknown = {.session = 12345, .label = TAY_FILE_STAT};
    fake_ask(&files, &unknown);
    assert_int_equal(unknown.status, TAY_EPEER);
    struct fake_call by_endpoint = {.label = TAY_FILE_STAT};
    fake_ask(&files, &by_endpoint);
    assert_int_equal(by_endpoint.status, TAY_ESTATE);
    assert_int_equal(fake_open_sessions, 2);
    assert_int_equal(files.open_count, 2);
}

static void test_nothing_is_left(void **state)
{
    uint64_t opened[SESSIONS];
    (void)state;
    for (unsigned i = 0; i < SESSIONS - 1; i++) {
        opened[i] = must_open(root, "f", NEW);
    }
    assert_int_equal(open_error(root, "g", NEW), TAY_FILE_ENFILE);
    assert_int_equal(open_error(root, "g", TAY_FILE_READABLE), TAY_FILE_ENOENT);
    fake_close(&files, opened[0]);
    fake_faults.mint = TAY_ENOMEM;
    assert_int_equal(open_error(root, "g", NEW), TAY_FILE_ENOMEM);
    fake_faults.mint = TAY_OK;
    assert_int_equal(open_error(root, "g", TAY_FILE_READABLE), TAY_FILE_ENOENT);
    uint64_t big = must_open(root, "f", BOTH);
    while (write_text(big, TAY_FILE_OWN_OFFSET, "0123456789") == TAY_FILE_OK) {
        assert_int_equal(ask(big, TAY_FILE_SEEK, STORE_BLOCK_BYTES, TAY_FILE_FROM_HERE),
                         TAY_FILE_OK);
    }
    unsigned made = 0;
    char name[4] = "a";
    while (open_error(root, name, NEW) == TAY_FILE_OK) {
        fake_ask_path(&files, root, TAY_FILE_STAT, name, 0);
        name[0] = (char)('a' + ++made);
    }
    assert_int_equal(open_error(root, name, TAY_FILE_READABLE), TAY_FILE_ENOENT);
    assert_int_equal(files.open_count, SESSIONS);
    assert_int_equal(fake_open_sessions, SESSIONS);
}

/* More than 16 bits can count, each one found by its badge; also by another instance. */
static void test_very_many_sessions(void **state)
{
    enum { COUNT = 70000 };
    struct tay_file_session *places = calloc(COUNT, sizeof *places);
    uint64_t *opened = calloc(COUNT, sizeof *opened);
    (void)state;
    files.session = memcpy(places, sessions, sizeof sessions);
    files.session_count = COUNT;
    for (unsigned i = 0; i < COUNT - 1; i++) {
        opened[i] = must_open(root, i % 2 == 0 ? "even" : "odd", NEW);
    }
    assert_int_equal(open_error(root, "even", NEW), TAY_FILE_ENFILE);
    assert_int_equal(write_text(opened[COUNT - 2], 0, "even"), TAY_FILE_OK);
    assert_int_equal(write_text(opened[COUNT - 3], 0, "odd"), TAY_FILE_OK);
    tay_file_system_resume(&files);
    assert_int_equal(files.open_count, COUNT);
    for (unsigned i = 0; i < COUNT - 1; i++) {
        char text[8];
        assert_int_equal(read_text(opened[i], 0, text, sizeof text), TAY_FILE_OK);
        assert_string_equal(text, i % 2 == 0 ? "even" : "odd");
        fake_close(&files, opened[i]);
    }
    assert_int_equal(files.open_count, 1);
    assert_int_equal(must_open(root, "even", BOTH) & 0xfffff, COUNT); /* closed last, taken first */
    free(opened);
    files.session = memcpy(sessions, places, sizeof sessions);
    free(places);
}

/* Without memory to write to STAT answers in words: the same. */
static void test_stat_in_words(void **state)
{
    static const char *const paths[] = {"", "f", "d"};
    (void)state;
    assert_int_equal(write_text(must_open(root, "f", NEW), 0, "seven b"), TAY_FILE_OK);
    assert_int_equal(fake_ask_path(&files, root, TAY_FILE_MAKE, "d", 0), TAY_FILE_OK);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct tay_file_stat lent;
        struct fake_call call = {.session = root,
                                 .label = TAY_FILE_STAT,
                                 .word = {strlen(paths[i])},
                                 .read = paths[i],
                                 .read_bytes = strlen(paths[i])};
        struct fake_call by_words = call;
        call.write = &lent;
        call.write_bytes = sizeof lent;
        assert_int_equal(fake_ask(&files, &call), TAY_FILE_OK);
        assert_int_equal(fake_ask(&files, &by_words), TAY_FILE_OK);
        assert_int_equal(by_words.status, TAY_OK);
        assert_int_equal(by_words.word[0], lent.node);
        assert_int_equal(by_words.word[1], lent.size_bytes);
        assert_int_equal(by_words.word[2], lent.allocated_bytes);
        assert_int_equal(by_words.word[3], lent.modified_s);
        assert_int_equal(by_words.word[4] & 0xff, lent.kind);
        assert_int_equal(by_words.word[4] >> 8 & 0xff, lent.flags);
        assert_int_equal(by_words.word[4] >> 16 & 0xffff, lent.links);
        assert_int_equal(by_words.word[4] >> 32, lent.block_bytes);
        assert_int_equal(by_words.word[5], lent.system);
    }
    assert_int_equal(fake_ask_path(&files, root, TAY_FILE_STAT, "g", 0), TAY_FILE_ENOENT);
}

static void test_faults_leave_no_content(void **state)
{
    char text[8];
    (void)state;
    uint64_t file = must_open(root, "f", NEW);
    fake_faults.lent_bytes_max = 2;
    assert_int_equal(write_text(file, 0, "secret"), TAY_FILE_EFAULT);
    fake_faults.lent_bytes_max = 0;
    assert_int_equal(ask(file, TAY_FILE_TRUNCATE, 6, 0), TAY_FILE_OK);
    assert_int_equal(read_text(file, 0, text, sizeof text), TAY_FILE_OK);
    assert_memory_equal(text, "\0\0\0\0\0\0\0", 7);
}

/* A place is used again, but a badge never is. */
static void test_badges(void **state)
{
    (void)state;
    uint64_t first = must_open(root, "f", NEW);
    fake_close(&files, first);
    uint64_t second = must_open(root, "f", NEW);
    assert_int_not_equal(first, second);
    struct fake_call call = {.session = first, .label = TAY_FILE_SYNC};
    fake_ask(&files, &call);
    assert_int_equal(call.status, TAY_EPEER);
    assert_int_equal(ask(second, TAY_FILE_SYNC, 0, 0), TAY_FILE_OK);
}

/* A file system with a medium: the functions of memfs, and these. */
static unsigned mounts, unmounts;

static enum tay_file_error mount(struct tay_file_system *system)
{
    (void)system;
    mounts++;
    return TAY_FILE_ENODEV;
}

static enum tay_file_error unmount(struct tay_file_system *system)
{
    (void)system;
    unmounts++;
    return TAY_FILE_OK;
}

static void test_medium(void **state)
{
    struct tay_file_functions functions = *files.functions;
    (void)state;
    assert_int_equal(ask(0, TAY_FILE_MOUNT, 0, 0), TAY_FILE_ENOTSUP);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 0, 0), TAY_FILE_ENOTSUP);
    functions.mount = mount;
    functions.unmount = unmount;
    files.functions = &functions;
    assert_int_equal(ask(0, TAY_FILE_MOUNT, 0, 0), TAY_FILE_ENODEV);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 2, 0), TAY_FILE_EINVAL);
    uint64_t file = must_open(root, "f", NEW);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 0, 0), TAY_FILE_EBUSY);
    assert_int_equal(unmounts, 0);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 1, 0), TAY_FILE_OK);
    fake_close(&files, file);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 0, 0), TAY_FILE_OK);
    assert_int_equal(mounts, 1);
    assert_int_equal(unmounts, 2);
    for (unsigned label = TAY_FILE_MOUNT; label <= TAY_FILE_UNMOUNT; label++) {
        struct fake_call by_session = {.session = root, .label = label};
        fake_ask(&files, &by_session);
        assert_int_equal(by_session.status, TAY_ESTATE);
    }
}

/* Sessions lie in memory that the next instance finds, and go on; what was half done goes. */
static void test_resume(void **state)
{
    char text[8];
    (void)state;
    uint64_t first = must_open(root, "f", NEW);
    uint64_t second = must_open(root, "g", NEW);
    uint64_t third = must_open(root, "h", NEW);
    assert_int_equal(write_text(third, TAY_FILE_OWN_OFFSET, "abc"), TAY_FILE_OK);
    assert_int_equal(ask(third, TAY_FILE_SEEK, 1, TAY_FILE_FROM_START), TAY_FILE_OK);
    fake_close(&files, first);
    sessions[second % SESSIONS].next_free = 77; /* of no meaning while it is in use */
    sessions[4] = (struct tay_file_session){.badge = UINT64_C(99) << 20 | 5}; /* being opened */
    sessions[5] = (struct tay_file_session){.badge = 17, .kind = TAY_FILE_REGULAR};
    files.last_serial = 0;
    files.used_places = SESSIONS;
    tay_file_system_resume(&files);
    assert_int_equal(files.open_count, 3);
    assert_int_equal(files.used_places, 4);
    assert_int_equal(read_text(third, TAY_FILE_OWN_OFFSET, text, sizeof text), TAY_FILE_OK);
    assert_string_equal(text, "bc");
    uint64_t fourth = must_open(root, "f", BOTH);
    assert_int_not_equal(fourth, first);
    assert_int_not_equal(must_open(root, "f", BOTH), fourth);
    assert_int_equal(files.used_places, 5);
    assert_int_equal(ask(second, TAY_FILE_SYNC, 0, 0), TAY_FILE_OK);
}

/* Who has not got its answer asks what it was. */
static void test_answers_are_recalled(void **state)
{
    (void)state;
    char text[] = "abc";
    assert_int_equal(make_tagged("d", 77), TAY_FILE_OK);
    assert_int_equal(make_tagged("d", 78), TAY_FILE_EEXIST);
    uint64_t file = must_open(root, "f", NEW);
    struct fake_call write = {.session = file,
                              .label = TAY_FILE_WRITE,
                              .word = {3, TAY_FILE_OWN_OFFSET, [TAY_FILE_TAG_WORD] = 79},
                              .read = text,
                              .read_bytes = 3};
    assert_int_equal(fake_ask(&files, &write), TAY_FILE_OK);
    assert_true(recall(77).error == TAY_FILE_OK && recall(77).word[1] == TAY_FILE_OK);
    assert_int_equal(recall(78).word[1], TAY_FILE_EEXIST);
    assert_int_equal(recall(79).word[0], 3);
    assert_int_equal(recall(80).error, TAY_FILE_ENOENT);
    assert_int_equal(recall(0).error, TAY_FILE_ENOENT);
    for (tay_word_t i = 0; i < TAY_FILE_RECALLED - 1; i++) {
        assert_int_equal(make_tagged("d", 100 + i), TAY_FILE_EEXIST);
    }
    assert_int_equal(recall(78).error, TAY_FILE_ENOENT);
    assert_int_equal(recall(79).word[0], 3);
    assert_int_equal(make_tagged("d", 200), TAY_FILE_EEXIST);
    assert_int_equal(recall(79).error, TAY_FILE_ENOENT);
    assert_int_equal(recall(100).word[1], TAY_FILE_EEXIST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answers_are_recalled, begin, end),
        cmocka_unit_test_setup_teardown(test_rights, begin, end),
        cmocka_unit_test_setup_teardown(test_read_only_system, begin, end),
        cmocka_unit_test_setup_teardown(test_paths, begin, end),
        cmocka_unit_test_setup_teardown(test_offsets, begin, end),
        cmocka_unit_test_setup_teardown(test_nonsense, begin, end),
        cmocka_unit_test_setup_teardown(test_nothing_is_left, begin, end),
        cmocka_unit_test_setup_teardown(test_very_many_sessions, begin, end),
        cmocka_unit_test_setup_teardown(test_stat_in_words, begin, end),
        cmocka_unit_test_setup_teardown(test_faults_leave_no_content, begin, end),
        cmocka_unit_test_setup_teardown(test_badges, begin, end),
        cmocka_unit_test_setup_teardown(test_medium, begin, end),
        cmocka_unit_test_setup_teardown(test_resume, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
