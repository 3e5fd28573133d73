/* SPDX-License-Identifier: MIT */
/*
 * What must be refused, and with which reason; and what happens at the limits.
 */
#include <stdio.h>
#include <string.h>

#include "disk.h"
#include "unit.h"

#define SECTORS 5000u
#define NODES 4u

static struct disk disk;
static struct disk_memory memory;
static struct fat_volume vol;

static int make_volume(void **state)
{
    (void)state;
    disk_make(&disk, SECTORS);
    disk_format(&disk, "-F 16 -s 1 -r 64");
    disk_memory_make(&memory, FAT_SLOTS_MIN, NODES, 2048);
    return 0;
}

static int end_volume(void **state)
{
    (void)state;
    disk_memory_end(&memory);
    disk_end(&disk);
    return 0;
}

static enum fat_status mount(void)
{
    return fat_mount(&vol, &disk.device, &memory.resources);
}

static void start(void)
{
    assert_int_equal(mount(), FAT_OK);
    assert_null(vol.reason);
}

static void finish(void)
{
    assert_int_equal(fat_unmount(&vol), FAT_OK);
    disk_expect_clean(&disk);
}

static void make_file(const char *name, const void *bytes, size_t count)
{
    fat_ref_t file;
    size_t done;
    assert_int_equal(fat_open(&vol, FAT_ROOT, name, FAT_CREATE | FAT_EXCLUSIVE, &file), FAT_OK);
    assert_int_equal(fat_write(&vol, file, 0, bytes, count, &done), FAT_OK);
    assert_int_equal(fat_close(&vol, file), FAT_OK);
}

static enum fat_status try_name(const char *name)
{
    fat_ref_t file;
    enum fat_status status = fat_open(&vol, FAT_ROOT, name, FAT_CREATE, &file);
    if (status == FAT_OK) {
        fat_close(&vol, file);
        assert_int_equal(fat_remove(&vol, FAT_ROOT, name), FAT_OK);
    }
    return status;
}

static void test_names(void **state)
{
    static const char *const forbidden[] = {
        "",
        ".",
        "..",
        "a.",
        "a ",
        "a/b",
        "a\\b",
        "a:b",
        "a*",
        "a?",
        "\"",
        "<",
        ">",
        "|",
        "tab\t",
        "\x7f",
        "\x80",
        "\xc3",
        "\xff",
        "\xc0\xaf",
        "\xed\xa0\x80",
        "\xf4\x90\x80\x80",
        "\xef\xbf\xbf",
        "\xe2\x82",
    };
    static const char *const allowed[] = {
        "a", ".a", "a b", "+,;=[]", "~1", "\xf0\x9f\x98\x80", "\xef\xbf\xbd", "\xe5", " a", "a..b",
    };
    char name[FAT_NAME_BYTES + 8];
    (void)state;
    start();
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        assert_int_equal(try_name(forbidden[i]), FAT_NAME);
    }
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        assert_int_equal(try_name(allowed[i]), strcmp(allowed[i], "\xe5") == 0 ? FAT_NAME : FAT_OK);
    }
    memset(name, 'x', sizeof name);
    name[FAT_NAME_UNITS] = 0;
    assert_int_equal(try_name(name), FAT_OK);
    name[FAT_NAME_UNITS] = 'x';
    name[FAT_NAME_UNITS + 1] = 0;
    assert_int_equal(try_name(name), FAT_LONG);
    for (size_t i = 0; i < 3 * FAT_NAME_UNITS; i += 3) {
        memcpy(name + i, "\xe2\x82\xac", 4);
    }
    assert_int_equal(try_name(name), FAT_OK);
    finish();
}

/* Each of several long names has a short one of its own, by which it is found too. */
static void test_short_names(void **state)
{
    static char output[DISK_OUTPUT_BYTES];
    fat_ref_t file;
    (void)state;
    start();
    make_file("Long name one.text", "1", 1);
    make_file("Long name two.text", "2", 1);
    make_file("readme.TXT", "3", 1);
    make_file("ReadMe2.txt", "4", 1);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "longna~2.tex", 0, &file), FAT_OK);
    assert_int_equal(fat_close(&vol, file), FAT_OK);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "LONGNA~1.TEX", FAT_CREATE | FAT_EXCLUSIVE, &file),
                     FAT_EXISTS);
    assert_int_equal(fat_rename(&vol, FAT_ROOT, "README.txt", FAT_ROOT, "README.txt"), FAT_OK);
    assert_int_equal(fat_rename(&vol, FAT_ROOT, "readme2.txt", FAT_ROOT, "README2.TXT"), FAT_OK);
    finish();
    assert_int_equal(disk_run(&disk, output, "mdir -i %s :: 2>&1"), 0);
    assert_non_null(strstr(output, "LONGNA~1 TEX"));
    assert_non_null(strstr(output, "LONGNA~2 TEX"));
    assert_int_equal(disk_run(&disk, output, "mdir -b -i %s :: 2>&1"), 0);
    assert_non_null(strstr(output, "::/README.txt\n"));
    assert_non_null(strstr(output, "::/README2.TXT\n"));
}

static void test_full(void **state)
{
    static uint8_t bytes[SECTORS * FAT_SECTOR_BYTES];
    struct fat_space space;
    fat_ref_t file;
    size_t done;
    (void)state;
    start();
    assert_int_equal(fat_space(&vol, &space), FAT_OK);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "all", FAT_CREATE, &file), FAT_OK);
    assert_int_equal(fat_truncate(&vol, file, sizeof bytes), FAT_FULL);
    assert_int_equal(fat_write(&vol, file, sizeof bytes, "x", 1, &done), FAT_FULL);
    assert_int_equal(done, 0);
    assert_int_equal(fat_write(&vol, file, 0, bytes, sizeof bytes, &done), FAT_FULL);
    assert_int_equal(done, space.free_clusters * space.cluster_bytes);
    assert_int_equal(fat_make_directory(&vol, FAT_ROOT, "d"), FAT_FULL);
    assert_int_equal(fat_space(&vol, &space), FAT_OK);
    assert_int_equal(space.free_clusters, 0);
    assert_int_equal(fat_truncate(&vol, file, UINT64_C(1) << 32), FAT_BIG);
    assert_int_equal(fat_write(&vol, file, 0xffffffffu, "x", 1, &done), FAT_BIG);
    assert_int_equal(fat_close(&vol, file), FAT_OK);
    assert_int_equal(fat_close(&vol, file), FAT_STALE);
    finish();
}

static void test_root_is_full(void **state)
{
    char name[32];
    int count = 0;
    enum fat_status status = FAT_OK;
    fat_ref_t file;
    (void)state;
    start();
    while (status == FAT_OK) {
        snprintf(name, sizeof name, "F%d", count);
        status = fat_open(&vol, FAT_ROOT, name, FAT_CREATE, &file);
        if (status == FAT_OK) {
            count++;
            fat_close(&vol, file);
        }
    }
    assert_int_equal(status, FAT_DIRFULL);
    assert_int_equal(count, 64);
    assert_int_equal(fat_make_directory(&vol, FAT_ROOT, "d"), FAT_DIRFULL);
    assert_int_equal(fat_rename(&vol, FAT_ROOT, "f1", FAT_ROOT, "another"), FAT_DIRFULL);
    assert_int_equal(fat_rename(&vol, FAT_ROOT, "f1", FAT_ROOT, "f2"), FAT_OK);
    finish();
}

static void test_too_deep(void **state)
{
    fat_ref_t dir = FAT_ROOT, next;
    (void)state;
    start();
    assert_int_equal(fat_make_directory(&vol, FAT_ROOT, "a"), FAT_OK);
    assert_int_equal(fat_make_directory(&vol, FAT_ROOT, "b"), FAT_OK);
    for (uint32_t depth = 0; depth < FAT_DEPTH_MAX; depth++) {
        if (depth != 0) {
            assert_int_equal(fat_make_directory(&vol, dir, "a"), FAT_OK);
        }
        assert_int_equal(fat_open(&vol, dir, "a", 0, &next), FAT_OK);
        assert_int_equal(fat_close(&vol, dir), FAT_OK);
        dir = next;
    }
    assert_int_equal(fat_make_directory(&vol, dir, "a"), FAT_LONG);
    assert_int_equal(fat_rename(&vol, FAT_ROOT, "b", dir, "b"), FAT_LONG);
    assert_int_equal(fat_rename(&vol, FAT_ROOT, "a", dir, "b"), FAT_INVAL);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "b", 0, &next), FAT_OK);
    assert_int_equal(fat_rename(&vol, FAT_ROOT, "a", next, "a"), FAT_LONG);
    finish();
}

static void test_open_files(void **state)
{
    fat_ref_t file, other, third, fourth;
    size_t done;
    char byte;
    (void)state;
    start();
    assert_int_equal(fat_make_directory(&vol, FAT_ROOT, "d"), FAT_OK);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "a", FAT_CREATE, &file), FAT_OK);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "b", FAT_CREATE, &other), FAT_OK);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "d", 0, &third), FAT_OK);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "c", FAT_CREATE, &fourth), FAT_NOMEM);
    assert_int_equal(fat_read(&vol, third, 0, &byte, 1, &done), FAT_ISDIR);
    assert_int_equal(fat_write(&vol, third, 0, "x", 1, &done), FAT_ISDIR);
    assert_int_equal(fat_open(&vol, file, "c", 0, &fourth), FAT_NOTDIR);
    assert_int_equal(fat_remove_directory(&vol, FAT_ROOT, "d"), FAT_OK);
    assert_int_equal(fat_open(&vol, third, "c", FAT_CREATE, &fourth), FAT_NOENT);
    assert_int_equal(fat_make_directory(&vol, third, "c"), FAT_NOENT);
    assert_int_equal(fat_rename(&vol, FAT_ROOT, "a", third, "c"), FAT_NOENT);
    assert_int_equal(fat_write(&vol, file, 0, "x", 1, &done), FAT_OK);
    assert_int_equal(fat_remove(&vol, FAT_ROOT, "a"), FAT_OK);
    assert_int_equal(fat_read(&vol, file, 0, &byte, 1, &done), FAT_OK);
    assert_int_equal(byte, 'x');
    assert_int_equal(fat_open(&vol, 77, "c", 0, &fourth), FAT_STALE);
    finish();
}

/* A volume with bytes of the boot sector changed is refused, by these words. */
static void expect_refused(uint32_t offset, const char *bytes, size_t count, const char *reason)
{
    uint8_t boot[FAT_SECTOR_BYTES];
    memcpy(boot, disk.bytes, sizeof boot);
    memcpy(disk.bytes + offset, bytes, count);
    disk.is_read_only = true;
    assert_int_equal(mount(), FAT_UNSUPPORTED);
    assert_non_null(vol.reason);
    if (strstr(vol.reason, reason) == NULL) {
        fail_msg("'%s', not '%s'", vol.reason, reason);
    }
    disk.is_read_only = false;
    memcpy(disk.bytes, boot, sizeof boot);
}

static void test_other_volumes(void **state)
{
    (void)state;
    expect_refused(3, "EXFAT   ", 8, "exFAT");
    expect_refused(3, "NTFS    ", 8, "NTFS");
    expect_refused(510, "\0\0", 2, "no boot sector");
    expect_refused(11, "\0\4", 2, "512");
    expect_refused(13, "\3", 1, "power of two");
    expect_refused(14, "\0\0", 2, "no table");
    expect_refused(16, "\3", 1, "more than two");
    expect_refused(17, "\0\0", 2, "no entries");
    expect_refused(19, "\xff\xff", 2, "larger");
    expect_refused(22, "\1\0", 2, "fewer entries");
    expect_refused(13, "\2", 1, "FAT12");
    assert_int_equal(mount(), FAT_OK);
    assert_int_equal(fat_unmount(&vol), FAT_OK);
    memset(disk.bytes, 0, SECTORS * FAT_SECTOR_BYTES);
    assert_int_equal(mount(), FAT_UNSUPPORTED);
}

/* Says that it is in use, and is damaged otherwise: nothing is written, files can be read. */
static void expect_read_only(const char *reason)
{
    fat_ref_t file;
    size_t done;
    char byte;
    disk.is_read_only = true;
    assert_int_equal(mount(), FAT_OK);
    assert_non_null(vol.reason);
    if (strstr(vol.reason, reason) == NULL) {
        fail_msg("'%s', not '%s'", vol.reason, reason);
    }
    assert_int_equal(fat_open(&vol, FAT_ROOT, "one", 0, &file), FAT_OK);
    assert_int_equal(fat_read(&vol, file, 0, &byte, 1, &done), FAT_OK);
    assert_int_equal(byte, '1');
    assert_int_equal(fat_write(&vol, file, 0, "x", 1, &done), FAT_READONLY);
    assert_int_equal(fat_truncate(&vol, file, 0), FAT_READONLY);
    assert_int_equal(fat_remove(&vol, FAT_ROOT, "one"), FAT_READONLY);
    assert_int_equal(fat_rename(&vol, FAT_ROOT, "one", FAT_ROOT, "two"), FAT_READONLY);
    assert_int_equal(fat_make_directory(&vol, FAT_ROOT, "d"), FAT_READONLY);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "new", FAT_CREATE, &file), FAT_READONLY);
    assert_int_equal(fat_sync(&vol), FAT_OK);
    assert_int_equal(fat_unmount(&vol), FAT_OK);
    disk.is_read_only = false;
}

static void test_damaged_volumes(void **state)
{
    (void)state;
    start();
    uint8_t *table = disk.bytes + (size_t)vol.table_start * FAT_SECTOR_BYTES;
    make_file("one", "1", 1);
    make_file("two", "2", 1);
    make_file("three", "3", 1);
    finish();
    table[3] &= 0x7f; /* not unmounted */
    table[2 * 2] = 4; /* "one" goes on in "three" */
    table[2 * 2 + 1] = 0;
    expect_read_only("two files have the same cluster");
    table[2 * 2] = 0x88;
    expect_read_only("not in use");
    table[2 * 2] = 0xff;
    table[2 * 2 + 1] = 0xff;
    memory.resources.bitmap_bytes = 3;
    expect_read_only("too little memory");
    memory.resources.bitmap_bytes = 2048;
    start();
    finish();
}

/* A device that fails at any sector: an error, and later the volume is mended. */
static void test_device_fails(void **state)
{
    static uint8_t bytes[5000];
    (void)state;
    for (uint64_t after = 0; after < 60; after++) {
        fat_ref_t file;
        size_t done;
        enum fat_status all = FAT_OK, status;
        start();
        disk.fail_after = disk.writes + after;
        all |= status = fat_open(&vol, FAT_ROOT, "some long name", FAT_CREATE, &file);
        if (status == FAT_OK) {
            all |= fat_write(&vol, file, 0, bytes, sizeof bytes, &done);
            all |= fat_close(&vol, file);
        }
        all |= fat_make_directory(&vol, FAT_ROOT, "d");
        all |= fat_rename(&vol, FAT_ROOT, "some long name", FAT_ROOT, "other");
        all |= fat_remove(&vol, FAT_ROOT, "other");
        all |= fat_remove_directory(&vol, FAT_ROOT, "d");
        all |= fat_unmount(&vol);
        assert_true(all != FAT_OK || disk.writes <= disk.fail_after);
        disk.fail_after = UINT64_MAX;
        start();
        fat_remove(&vol, FAT_ROOT, "some long name");
        fat_remove(&vol, FAT_ROOT, "other");
        fat_remove_directory(&vol, FAT_ROOT, "d");
        finish();
    }
}

static void test_times(void **state)
{
    static const int64_t times[] = {315532800, 951782400, 951868798, 1767225600, 4354819198};
    struct fat_stat stat;
    fat_ref_t file;
    (void)state;
    start();
    make_file("one", "1", 1);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "one", 0, &file), FAT_OK);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        assert_int_equal(fat_set_time(&vol, file, times[i]), FAT_OK);
        assert_int_equal(fat_stat(&vol, file, &stat), FAT_OK);
        assert_int_equal(stat.written_s, times[i]);
    }
    assert_int_equal(fat_set_time(&vol, file, times[0] - 1), FAT_INVAL);
    assert_int_equal(fat_set_time(&vol, file, times[4] + 2), FAT_INVAL);
    finish();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_volume, end_volume)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_names),         TEST(test_short_names),     TEST(test_full),
        TEST(test_root_is_full),  TEST(test_too_deep),        TEST(test_open_files),
        TEST(test_other_volumes), TEST(test_damaged_volumes), TEST(test_device_fails),
        TEST(test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
