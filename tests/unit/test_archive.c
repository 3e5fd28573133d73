/* SPDX-License-Identifier: MIT */
/*
 * The archive's reader: whole archives, broken ones, and that it goes on behind what is broken.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/archive.h>

static uint8_t bytes[4096];
static size_t length;

static void align(void)
{
    while (length % TAY_ARCHIVE_ALIGN != 0) {
        bytes[length++] = 0;
    }
}

static void add(const char *name, unsigned mode, const char *content)
{
    length +=
        (size_t)snprintf((char *)bytes + length, sizeof bytes - length,
                         "070701%08X%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 10u, mode,
                         0u, 0u, 1u, 0u, strlen(content), 0u, 0u, 0u, 0u, strlen(name) + 1, 0u);
    memcpy(bytes + length, name, strlen(name) + 1);
    length += strlen(name) + 1;
    align();
    memcpy(bytes + length, content, strlen(content));
    length += strlen(content);
    align();
}

static int set_up(void **state)
{
    (void)state;
    length = 0;
    memset(bytes, 0, sizeof bytes);
    return 0;
}

static void expect_entry(struct tay_archive *archive, const char *name, const char *content)
{
    struct tay_archive_entry entry;
    struct tay_archive_error error;
    assert_int_equal(tay_archive_next(archive, &entry, &error), TAY_ARCHIVE_ENTRY);
    assert_string_equal(entry.name, name);
    assert_int_equal(entry.length_bytes, strlen(content));
    assert_memory_equal(entry.data, content, strlen(content));
}

static void expect_end(struct tay_archive *archive)
{
    struct tay_archive_entry entry;
    struct tay_archive_error error;
    assert_int_equal(tay_archive_next(archive, &entry, &error), TAY_ARCHIVE_END);
    assert_int_equal(tay_archive_next(archive, &entry, &error), TAY_ARCHIVE_END);
}

static void expect_broken(struct tay_archive *archive, size_t offset, const char *reason)
{
    struct tay_archive_entry entry;
    struct tay_archive_error error;
    assert_int_equal(tay_archive_next(archive, &entry, &error), TAY_ARCHIVE_BROKEN);
    assert_int_equal(error.offset_bytes, offset);
    assert_string_equal(error.reason, reason);
}

static void test_entries(void **state)
{
    struct tay_archive archive;
    (void)state;
    add("bin/a", 0100444, "first");
    add("b", 0100755, "");
    add("TRAILER!!!", 0, "");
    add("behind", 0100444, "not seen");
    tay_archive_open(&archive, bytes, length);
    expect_entry(&archive, "bin/a", "first");
    expect_entry(&archive, "b", "");
    expect_end(&archive);
}

static void test_find(void **state)
{
    struct tay_archive_entry entry;
    (void)state;
    add("a", 0100444, "1");
    add("d", 0040755, "");
    add("b", 0100444, "2");
    add("b", 0100444, "3");
    assert_true(tay_archive_find(bytes, length, "b", &entry));
    assert_memory_equal(entry.data, "2", 1);
    assert_false(tay_archive_find(bytes, length, "c", &entry));
    assert_false(tay_archive_find(bytes, length, "d", &entry));
    assert_false(tay_archive_find(bytes, 0, "a", &entry));
}

static void test_empty(void **state)
{
    struct tay_archive archive;
    (void)state;
    tay_archive_open(&archive, NULL, 0);
    expect_end(&archive);
}

static void test_folder(void **state)
{
    struct tay_archive archive;
    (void)state;
    add("folder", 0040755, "");
    add("a", 0100444, "1");
    tay_archive_open(&archive, bytes, length);
    expect_broken(&archive, 0, "it is not a regular file");
    expect_entry(&archive, "a", "1");
    expect_end(&archive);
}

/* Breaks the header of the second of three entries, and expects the others. */
static void expect_recovery(size_t at, char with, const char *reason)
{
    struct tay_archive archive;
    set_up(NULL);
    add("a", 0100444, "1");
    size_t second = length;
    add("b", 0100444, "2");
    add("c", 0100444, "3");
    add("TRAILER!!!", 0, "");
    bytes[second + at] = (uint8_t)with;
    tay_archive_open(&archive, bytes, length);
    expect_entry(&archive, "a", "1");
    expect_broken(&archive, second, reason);
    expect_entry(&archive, "c", "3");
    expect_end(&archive);
}

static void test_recovery(void **state)
{
    (void)state;
    expect_recovery(0, 'x', "no entry of format newc begins here");
    expect_recovery(14, 'x', "a number in the header is not hexadecimal");
    expect_recovery(6 + 6 * 8, 'f', "the archive ends inside a file");
    expect_recovery(6 + 11 * 8 + 7, '1', "a name is empty or too long");
    expect_recovery(6 + 11 * 8 + 7, '3', "a name is not as long as its header says");
    expect_recovery(6 + 11 * 8, '1', "a name is empty or too long");
    expect_recovery(110, '\0', "a name is not as long as its header says");
}

static void test_cut_off(void **state)
{
    struct tay_archive archive;
    (void)state;
    add("name", 0100444, "content");
    tay_archive_open(&archive, bytes, 100);
    expect_broken(&archive, 0, "the archive ends inside a header");
    expect_end(&archive);
    tay_archive_open(&archive, bytes, 112);
    expect_broken(&archive, 0, "the archive ends inside a name");
    expect_end(&archive);
    tay_archive_open(&archive, bytes, length - 2);
    expect_broken(&archive, 0, "the archive ends inside a file");
    expect_end(&archive);
    /* The padding at the very end may be missing. */
    tay_archive_open(&archive, bytes, length - 1);
    expect_entry(&archive, "name", "content");
    expect_end(&archive);
}

/* Each prefix and each changed byte ends, within the archive, after finitely many entries. */
static void walk(size_t length_bytes)
{
    uint8_t *copy = malloc(length_bytes == 0 ? 1 : length_bytes);
    struct tay_archive archive;
    struct tay_archive_entry entry;
    struct tay_archive_error error;
    enum tay_archive_result result;
    size_t steps = 0;
    assert_non_null(copy);
    memcpy(copy, bytes, length_bytes);
    tay_archive_open(&archive, copy, length_bytes);
    while ((result = tay_archive_next(&archive, &entry, &error)) != TAY_ARCHIVE_END) {
        assert_true(++steps <= length_bytes);
        if (result == TAY_ARCHIVE_ENTRY) {
            assert_true((const uint8_t *)entry.data >= copy);
            assert_true((const uint8_t *)entry.data + entry.length_bytes <= copy + length_bytes);
            assert_true(strlen(entry.name) < TAY_ARCHIVE_NAME_BYTES);
        } else {
            assert_true(error.offset_bytes < length_bytes);
        }
    }
    free(copy);
}

static void test_mutations(void **state)
{
    const char odd[] = {'\0', '0', '1', 'f', 'x', '\xff'};
    (void)state;
    add("bin/a", 0100444, "first");
    add("b", 0100755, "second");
    add("TRAILER!!!", 0, "");
    for (size_t n = 0; n <= length; n++) {
        walk(n);
    }
    for (size_t at = 0; at < length; at++) {
        uint8_t before = bytes[at];
        for (size_t i = 0; i < sizeof odd; i++) {
            bytes[at] = (uint8_t)odd[i];
            walk(length);
        }
        bytes[at] = before;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_entries, set_up),
        cmocka_unit_test_setup(test_find, set_up),
        cmocka_unit_test_setup(test_empty, set_up),
        cmocka_unit_test_setup(test_folder, set_up),
        cmocka_unit_test_setup(test_recovery, set_up),
        cmocka_unit_test_setup(test_cut_off, set_up),
        cmocka_unit_test_setup(test_mutations, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
