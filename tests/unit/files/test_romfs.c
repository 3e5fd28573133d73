/* SPDX-License-Identifier: MIT */
/*
 * The boot archive as files: directories where names have slashes, content as it is there, and
 * whatever an archive is.
 */
#include "fake.h"
#include "tree.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOTH (TAY_FILE_READABLE | TAY_FILE_WRITABLE)

static struct tay_file_session sessions[8];
static struct tay_file_system files;
static char archive[8192];
static size_t archive_bytes;
static uint64_t root;

static void align(void)
{
    archive_bytes = (archive_bytes + 3) & ~(size_t)3;
}

/* One entry, as cpio(5) has it. */
static void put(const char *name, const char *text)
{
    archive_bytes += (size_t)sprintf(archive + archive_bytes,
                                     "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
                                     1u, 0100644u, 0u, 0u, 1u, 0u, (unsigned)strlen(text), 0u, 0u,
                                     0u, 0u, (unsigned)strlen(name) + 1, 0u);
    archive_bytes += (size_t)sprintf(archive + archive_bytes, "%s", name) + 1;
    align();
    archive_bytes += (size_t)sprintf(archive + archive_bytes, "%s", text);
    align();
}

static int begin(void **state)
{
    (void)state;
    memset(archive, 0, sizeof archive);
    memset(sessions, 0, sizeof sessions);
    archive_bytes = 0;
    files = (struct tay_file_system){.session = sessions, .session_count = 8};
    fake_faults = (struct fake_faults){0};
    fake_open_sessions = 0;
    return 0;
}

/* The archive is read where nothing lies behind it. */
static unsigned open_archive(void)
{
    static char *exact;
    unsigned left_out;
    free(exact);
    exact = malloc(archive_bytes);
    memcpy(exact, archive, archive_bytes);
    assert_true(tree_open(&files, exact, archive_bytes, &left_out));
    root = fake_root(&files, BOTH);
    return left_out;
}

static void reads(const char *path, uint64_t offset, const char *text)
{
    enum tay_file_error error;
    char bytes[64];
    uint64_t session = fake_open(&files, root, path, TAY_FILE_READABLE, &error);
    assert_int_equal(error, TAY_FILE_OK);
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_READ,
                             .word = {sizeof bytes, (tay_word_t)offset},
                             .write = bytes,
                             .write_bytes = sizeof bytes};
    assert_int_equal(fake_ask(&files, &call), TAY_FILE_OK);
    assert_int_equal(call.word[0], strlen(text));
    assert_memory_equal(bytes, text, strlen(text));
    fake_close(&files, session);
}

static enum tay_file_error open_error(const char *path, unsigned flags)
{
    enum tay_file_error error;
    assert_int_equal(fake_open(&files, root, path, flags, &error), 0);
    return error;
}

/* How many entries a directory has. */
static unsigned count(const char *path)
{
    _Alignas(8) char bytes[TAY_FILE_ENTRY_BYTES_MAX];
    enum tay_file_error error;
    unsigned entries = 0;
    struct fake_call call = {.write = bytes, .write_bytes = sizeof bytes};
    call.session = fake_open(&files, root, path, TAY_FILE_READABLE, &error);
    assert_int_equal(error, TAY_FILE_OK);
    do {
        call.label = TAY_FILE_READ_ENTRIES;
        call.word[0] = sizeof bytes;
        assert_int_equal(fake_ask(&files, &call), TAY_FILE_OK);
        for (size_t at = 0; at < call.word[0];) {
            struct tay_file_entry entry;
            memcpy(&entry, bytes + at, sizeof entry);
            at += TAY_FILE_ENTRY_BYTES(entry.name_bytes);
            entries++;
        }
    } while (call.word[0] > 0);
    fake_close(&files, call.session);
    return entries;
}

static void test_is_read(void **state)
{
    (void)state;
    put("bin/one", "first program");
    put("init.d/one", "program = one\n");
    put("devices", "");
    put("bin/two", "second");
    put("TRAILER!!!", "");
    assert_int_equal(open_archive(), 0);
    reads("bin/one", 0, "first program");
    reads("bin/one", 6, "program");
    reads("bin/one", 13, "");
    reads("bin/one", (uint64_t)1 << 40, "");
    reads("bin/two", 0, "second");
    reads("devices", 0, "");
    assert_int_equal(count(""), 3);
    assert_int_equal(count("bin"), 2);
    assert_int_equal(open_error("bin/three", TAY_FILE_READABLE), TAY_FILE_ENOENT);
    assert_int_equal(open_error("devices/x", TAY_FILE_READABLE), TAY_FILE_ENOTDIR);
    assert_int_equal(open_error("bin/one", BOTH), TAY_FILE_EROFS);
    assert_int_equal(open_error("new", BOTH | TAY_FILE_CREATE), TAY_FILE_EROFS);
    assert_int_equal(fake_ask_path(&files, root, TAY_FILE_REMOVE, "bin/one", TAY_FILE_REGULAR),
                     TAY_FILE_EROFS);
    assert_int_equal(fake_open_sessions, 1); /* the root's */
}

static void test_leaves_out(void **state)
{
    (void)state;
    put("a", "the first counts");
    put("a", "not this");
    put("a/b", "below a file");
    put("c/d", "x");
    put("c", "of a directory");
    put("c/../e", "x");
    put("/f", "x");
    put("g/", "x");
    put(".", "x");
    put("h/i", "last");
    assert_int_equal(open_archive(), 7);
    reads("a", 0, "the first counts");
    reads("c/d", 0, "x");
    reads("h/i", 0, "last");
}

/* Cut off anywhere, and with any byte wrong: what is there can be read. */
static void test_is_damaged(void **state)
{
    char whole[sizeof archive];
    (void)state;
    put("bin/one", "first program");
    put("b", "text");
    put("TRAILER!!!", "");
    size_t whole_bytes = archive_bytes;
    memcpy(whole, archive, whole_bytes);
    for (size_t at = 1; at < whole_bytes; at++) {
        begin(NULL);
        memcpy(archive, whole, whole_bytes);
        archive_bytes = at;
        (void)open_archive();
        (void)count("");
        begin(NULL);
        memcpy(archive, whole, whole_bytes);
        archive[at] ^= 1;
        archive_bytes = whole_bytes;
        (void)open_archive();
        (void)count("");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_is_read, begin),
        cmocka_unit_test_setup(test_leaves_out, begin),
        cmocka_unit_test_setup(test_is_damaged, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
