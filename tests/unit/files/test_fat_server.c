/* SPDX-License-Identifier: MIT */
/*
 * The server of FAT: where it finds a volume, what it refuses, and what becomes of files that are
 * open when the disk or the server goes.
 */
#include "fake.h"
#include "fat_medium.h"
#include "partition.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECTORS 4600
#define FORMAT "-F 16 -s 1 -r 64"
#define BOTH (TAY_FILE_READABLE | TAY_FILE_WRITABLE)
#define NEW (BOTH | TAY_FILE_CREATE)
#define RETRY_NS UINT64_C(2000000000)

static struct fat_medium test;
static struct tay_file_system files;
static uint64_t root;

static int begin(void **state)
{
    (void)state;
    fat_medium_begin(&test, &files, SECTORS, FORMAT);
    root = fake_root(&files, BOTH);
    return 0;
}

static int end(void **state)
{
    (void)state;
    fat_medium_end(&test);
    return 0;
}

static enum tay_file_error ask(uint64_t session, unsigned label, tay_word_t word)
{
    struct fake_call call = {.session = session, .label = label, .word = {word}};
    return fake_ask(&files, &call);
}

static uint64_t must_open(const char *path, unsigned flags)
{
    enum tay_file_error error;
    uint64_t opened = fake_open(&files, root, path, flags, &error);
    assert_int_equal(error, TAY_FILE_OK);
    return opened;
}

static enum tay_file_error open_error(const char *path, unsigned flags)
{
    enum tay_file_error error;
    uint64_t opened = fake_open(&files, root, path, flags, &error);
    if (opened != 0) {
        fake_close(&files, opened);
    }
    return error;
}

static enum tay_file_error write_text(uint64_t session, const char *text)
{
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_WRITE,
                             .word = {strlen(text), TAY_FILE_OWN_OFFSET},
                             .read = text,
                             .read_bytes = strlen(text)};
    return fake_ask(&files, &call);
}

static enum tay_file_error read_text(uint64_t session, char *text, size_t room)
{
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_READ,
                             .word = {room - 1, 0},
                             .write = text,
                             .write_bytes = room - 1};
    memset(text, 0, room);
    return fake_ask(&files, &call);
}

static void expect_text(uint64_t session, const char *text)
{
    char found[64];
    assert_int_equal(read_text(session, found, sizeof found), TAY_FILE_OK);
    assert_string_equal(found, text);
}

static void expect_told(const char *text)
{
    assert_string_equal(test.told, text);
    test.told[0] = '\0';
}

static void put_entry(uint8_t *first, unsigned n, uint8_t type, uint32_t start, uint32_t count)
{
    uint8_t *entry = first + 446 + 16 * (size_t)n;
    entry[4] = type;
    memcpy(entry + 8, &start, 4); /* on computers that are little-endian, as all of the tests' */
    memcpy(entry + 12, &count, 4);
    first[510] = 0x55;
    first[511] = 0xaa;
}

static void test_partitions(void **state)
{
    uint8_t first[FAT_SECTOR_BYTES] = {0};
    struct partition found;
    (void)state;
    assert_non_null(partition_find(first, 1000, PARTITION_ANY, &found));
    put_entry(first, 0, 0x83, 10, 100);
    assert_non_null(partition_find(first, 1000, PARTITION_ANY, &found));
    put_entry(first, 1, 0x0c, 200, 300);
    put_entry(first, 3, 0x06, 600, 401);
    assert_null(partition_find(first, 1000, PARTITION_ANY, &found));
    assert_int_equal(found.first, 200);
    assert_int_equal(found.count, 300);
    assert_null(partition_find(first, 1000, 1, &found));
    assert_int_equal(found.first, 10);
    assert_non_null(partition_find(first, 1000, 3, &found)); /* empty */
    assert_non_null(partition_find(first, 1000, 4, &found)); /* one sector too long */
    assert_null(partition_find(first, 1001, 4, &found));
    put_entry(first, 3, 0x06, UINT32_MAX, UINT32_MAX);
    assert_non_null(partition_find(first, 1001, 4, &found));
    assert_null(partition_find(test.disk.bytes, 5000, PARTITION_ANY, &found)); /* no table */
    assert_int_equal(found.first, 0);
    assert_int_equal(found.count, 5000);
}

/* Each reason is told once; when there is a volume at last, it is used. */
static void test_no_volume(void **state)
{
    (void)state;
    uint8_t boot[FAT_SECTOR_BYTES];
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 1), TAY_FILE_OK);
    memcpy(boot, test.disk.bytes, sizeof boot);
    memset(test.disk.bytes, 0, sizeof boot);
    test.told[0] = '\0';
    assert_int_equal(ask(0, TAY_FILE_MOUNT, 0), TAY_FILE_ENODEV);
    assert_int_equal(ask(0, TAY_FILE_MOUNT, 0), TAY_FILE_ENODEV);
    expect_told("not mounted: the first sector is no boot sector\n");
    assert_int_equal(open_error("f", NEW), TAY_FILE_ENODEV);
    struct fake_call by_endpoint = {.label = TAY_FILE_ROOT, .word = {BOTH}};
    assert_int_equal(fake_ask(&files, &by_endpoint), TAY_FILE_ENODEV);
    test.is_out = true;
    test.now_ns += RETRY_NS;
    assert_int_equal(ask(root, TAY_FILE_SYNC, 0), TAY_FILE_ENODEV);
    expect_told("not mounted: there is no card\n");
    test.is_out = false;
    memcpy(test.disk.bytes, boot, sizeof boot);
    assert_int_equal(open_error("f", NEW), TAY_FILE_ENODEV); /* it has just looked */
    test.now_ns += RETRY_NS;
    assert_int_equal(open_error("f", NEW), TAY_FILE_OK);
    expect_told("mounted, FAT16\n");
}

/* Unmounted on demand, it stays so, over a restart too, until somebody asks for it. */
static void test_put_away(void **state)
{
    (void)state;
    uint64_t file = must_open("f", NEW);
    assert_int_equal(write_text(file, "abc"), TAY_FILE_OK);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 0), TAY_FILE_EBUSY);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 1), TAY_FILE_OK);
    disk_expect_clean(&test.disk);
    fat_medium_restart(&test, &files);
    test.now_ns += RETRY_NS;
    assert_int_equal(write_text(file, "d"), TAY_FILE_ENODEV);
    assert_int_equal(ask(0, TAY_FILE_MOUNT, 0), TAY_FILE_OK);
    assert_int_equal(write_text(file, "def"), TAY_FILE_OK);
    expect_text(file, "abcdef");
}

static void test_card_that_goes_and_comes(void **state)
{
    (void)state;
    uint64_t file = must_open("f", NEW);
    assert_int_equal(write_text(file, "abc"), TAY_FILE_OK);
    test.told[0] = '\0';
    test.is_out = true;
    assert_int_equal(ask(root, TAY_FILE_SYNC, 0), TAY_FILE_EIO);
    expect_told("the card is gone: and has not got all that was written\n");
    assert_int_equal(write_text(file, "x"), TAY_FILE_ENODEV);
    test.now_ns += RETRY_NS;
    assert_int_equal(write_text(file, "x"), TAY_FILE_ENODEV);
    expect_told("");
    test.is_out = false;
    test.now_ns += RETRY_NS;
    assert_int_equal(write_text(file, "def"), TAY_FILE_OK);
    expect_told("mounted, FAT16\n");
    expect_text(file, "abcdef");
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 1), TAY_FILE_OK);
    disk_expect_clean(&test.disk);
}

/* Nothing waits, but the volume says that it is in use: unmounting it wants it back. */
static void test_unmounted_when_back(void **state)
{
    (void)state;
    fake_close(&files, must_open("f", NEW));
    assert_int_equal(ask(root, TAY_FILE_SYNC, 0), TAY_FILE_OK);
    test.is_out = true;
    fat_medium_restart(&test, &files);
    test.is_out = false;
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 0), TAY_FILE_OK);
    disk_expect_clean(&test.disk);
    assert_int_equal(open_error("f", BOTH), TAY_FILE_ENODEV);
}

/* What waits for one card never gets to another. */
static void test_another_card(void **state)
{
    (void)state;
    uint64_t file = must_open("f", NEW);
    assert_int_equal(ask(root, TAY_FILE_SYNC, 0), TAY_FILE_OK);
    assert_int_equal(write_text(file, "abc"), TAY_FILE_OK);
    test.is_out = true;
    assert_int_equal(ask(root, TAY_FILE_SYNC, 0), TAY_FILE_EIO);
    test.is_out = false;
    test.identity++;
    disk_format(&test.disk, FORMAT);
    test.told[0] = '\0';
    test.now_ns += RETRY_NS;
    assert_int_equal(write_text(file, "def"), TAY_FILE_EIO);
    expect_told("what another card has not got is lost\nmounted, FAT16\n"
                "files that were open are not there any more\n");
    assert_int_equal(open_error("f", BOTH), TAY_FILE_ENOENT);
    fake_close(&files, file);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 0), TAY_FILE_OK);
    disk_expect_clean(&test.disk);
}

/* The card is there, and fails. */
static void test_failing_card(void **state)
{
    (void)state;
    uint64_t file = must_open("f", NEW);
    assert_int_equal(write_text(file, "abc"), TAY_FILE_OK);
    test.told[0] = '\0';
    test.is_failing = true;
    assert_int_equal(medium_sync(&test.medium), TAY_FILE_EIO);
    assert_int_equal(medium_sync(&test.medium), TAY_FILE_EIO);
    char *told = strstr(test.told, "what was written does not reach the card");
    assert_non_null(told);
    assert_null(strstr(told + 1, "what was written"));
    test.is_failing = false;
    assert_int_equal(medium_sync(&test.medium), TAY_FILE_OK);
    assert_false(medium_waits(&test.medium));
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 1), TAY_FILE_OK);
    assert_int_equal(ask(0, TAY_FILE_MOUNT, 0), TAY_FILE_OK);
    expect_text(file, "abc");
}

static enum tay_file_error move_at(uint64_t session, unsigned label, size_t offset, void *data,
                                   size_t bytes)
{
    struct fake_call call = {.session = session,
                             .label = label,
                             .word = {bytes, offset},
                             .read = label == TAY_FILE_WRITE ? data : NULL,
                             .read_bytes = bytes,
                             .write = label == TAY_FILE_READ ? data : NULL,
                             .write_bytes = bytes};
    enum tay_file_error error = fake_ask(&files, &call);
    assert_true(error != TAY_FILE_OK || call.word[0] == bytes);
    return error;
}

/* A sector that cannot be read takes no other with it, though many are read at once; and what was
 * read before it is read again. */
static void test_bad_sector(void **state)
{
    static uint8_t data[2 * CHUNK_BYTES], found[2 * CHUNK_BYTES];
    struct fat_extent extent;
    (void)state;
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)(i * 2654435761u >> 16);
    }
    uint64_t file = must_open("f", NEW);
    fat_ref_t ref = (fat_ref_t)(test.kept->sessions[1].node & 0xffff);
    assert_int_equal(move_at(file, TAY_FILE_WRITE, 0, data, 512), TAY_FILE_OK);
    assert_int_equal(fat_locate(&test.kept->volume, ref, 0, 1, &extent), FAT_OK);
    uint32_t next_chunk = (extent.sector / CHUNK_SECTORS + 1) * CHUNK_SECTORS;
    size_t edge = (size_t)(next_chunk - extent.sector) * FAT_SECTOR_BYTES;
    assert_int_equal(move_at(file, TAY_FILE_WRITE, 512, data + 512, edge + 2000 - 512),
                     TAY_FILE_OK);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 1), TAY_FILE_OK);
    assert_int_equal(ask(0, TAY_FILE_MOUNT, 0), TAY_FILE_OK);
    test.bad_sector = next_chunk + CHUNK_SECTORS - 1;
    size_t begin = edge < 1000 ? 0 : edge - 1000;
    for (unsigned n = 0; n < 3; n++) { /* the second time what was read last is at hand */
        size_t end = n == 1 ? edge : edge + 1000;
        assert_int_equal(move_at(file, TAY_FILE_READ, begin, found, end - begin), TAY_FILE_OK);
        assert_memory_equal(found, data + begin, end - begin);
    }
    test.bad_sector = next_chunk + 2;
    assert_int_equal(move_at(file, TAY_FILE_READ, edge + 1024, found, 100), TAY_FILE_EIO);
    assert_int_equal(move_at(file, TAY_FILE_READ, edge, found, 512), TAY_FILE_OK);
    assert_memory_equal(found, data + edge, 512);
}

static void test_read_only(void **state)
{
    (void)state;
    uint64_t file = must_open("f", NEW);
    assert_int_equal(write_text(file, "abc"), TAY_FILE_OK);
    assert_int_equal(ask(root, TAY_FILE_SYNC, 0), TAY_FILE_OK);
    test.has_no_memory = true; /* to mend it, for it was not unmounted */
    test.told[0] = '\0';
    fat_medium_restart(&test, &files);
    assert_non_null(strstr(test.told, "mounted read-only: "));
    assert_int_equal(write_text(file, "x"), TAY_FILE_EROFS);
    assert_int_equal(open_error("g", NEW), TAY_FILE_EROFS);
    expect_text(file, "abc");
    test.has_no_memory = false;
    test.is_protected = true;
    test.disk.is_read_only = true; /* a write fails the test */
    test.told[0] = '\0';
    fat_medium_restart(&test, &files);
    expect_told("mounted read-only: the card is write-protected\n");
    assert_int_equal(open_error("g", NEW), TAY_FILE_EROFS);
    expect_text(file, "abc");
    struct tay_file_statistics statistics;
    struct fake_call call = {.session = root,
                             .label = TAY_FILE_STATISTICS,
                             .write = &statistics,
                             .write_bytes = sizeof statistics};
    assert_int_equal(fake_ask(&files, &call), TAY_FILE_OK);
    assert_int_equal(statistics.read_only, 1);
    assert_string_equal(statistics.type, "fat16");
}

/* The attribute that other systems set. */
static void test_read_only_file(void **state)
{
    (void)state;
    fake_close(&files, must_open("f", NEW));
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 1), TAY_FILE_OK);
    assert_int_equal(disk_run(&test.disk, NULL, "mattrib -i %s +r ::f"), 0);
    assert_int_equal(ask(0, TAY_FILE_MOUNT, 0), TAY_FILE_OK);
    assert_int_equal(write_text(must_open("f", BOTH), "x"), TAY_FILE_EACCES);
}

/* Another instance cannot find what has no name. */
static void test_removed_while_open(void **state)
{
    char text[8];
    (void)state;
    uint64_t file = must_open("f", NEW);
    assert_int_equal(write_text(file, "abc"), TAY_FILE_OK);
    assert_int_equal(fake_ask_path(&files, root, TAY_FILE_REMOVE, "f", TAY_FILE_REGULAR),
                     TAY_FILE_OK);
    expect_text(file, "abc");
    fat_medium_restart(&test, &files);
    assert_non_null(strstr(test.told, "files that were open are not there any more\n"));
    assert_int_equal(read_text(file, text, sizeof text), TAY_FILE_EIO);
    assert_int_equal(write_text(file, "x"), TAY_FILE_EIO);
    test.told[0] = '\0';
    fat_medium_restart(&test, &files); /* what was told once is not told again */
    expect_told("mounted, FAT16\n");
    uint64_t second = must_open("g", NEW);
    assert_int_equal(fake_ask_path(&files, root, TAY_FILE_REMOVE, "g", TAY_FILE_REGULAR),
                     TAY_FILE_OK);
    fat_medium_restart(&test, &files);
    expect_told("mounted, FAT16\nfiles that were open are not there any more\n");
    fake_close(&files, second);
    uint64_t other = must_open("f", NEW);
    assert_int_equal(write_text(other, "other"), TAY_FILE_OK);
    assert_int_equal(read_text(file, text, sizeof text), TAY_FILE_EIO);
    fake_close(&files, file);
    expect_text(other, "other");
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 1), TAY_FILE_OK);
    disk_expect_clean(&test.disk);
}

/* Another server, with so much memory for what is kept. */
static void begin_with(uint32_t sectors, const char *format, size_t kept_bytes)
{
    fat_medium_end(&test);
    fat_medium_begin_with(&test, &files, sectors, format, kept_bytes);
    root = fake_root(&files, BOTH);
}

/* Opens file `n` of a folder of 256, which has its path as content. */
static uint64_t open_numbered(unsigned n, unsigned flags)
{
    char name[24];
    snprintf(name, sizeof name, "%u", n / 256);
    if (n % 256 == 0 && flags == NEW) {
        assert_int_equal(fake_ask_path(&files, root, TAY_FILE_MAKE, name, 0), TAY_FILE_OK);
    }
    snprintf(name, sizeof name, "%u/%u", n / 256, n);
    uint64_t file = must_open(name, flags);
    if (flags == NEW) {
        assert_int_equal(write_text(file, name), TAY_FILE_OK);
    }
    return file;
}

static void expect_numbered(uint64_t session, unsigned n)
{
    char name[24];
    snprintf(name, sizeof name, "%u/%u", n / 256, n);
    expect_text(session, name);
}

/* As many sessions as there are, each on a file of its own, over a restart. Then one more fails,
 * while all others go on, and with those that are closed all is as before, again and again. */
static void open_all(unsigned extra)
{
    unsigned count = files.session_count - 1;
    uint64_t *session = malloc(count * sizeof *session);
    for (unsigned n = 0; n < count + extra; n++) {
        uint64_t file = open_numbered(n, NEW);
        if (n < count - 1) {
            session[n] = file;
        } else {
            fake_close(&files, file);
        }
    }
    for (unsigned round = 0; round < 2; round++) {
        session[count - 1] = open_numbered(count - 1, BOTH);
        assert_int_equal(open_error("0/0", BOTH), TAY_FILE_ENFILE);
        assert_int_equal(open_error("none", BOTH), TAY_FILE_ENOENT);
        assert_int_equal(fake_ask_path(&files, root, TAY_FILE_MAKE, "more", 0), TAY_FILE_OK);
        assert_int_equal(fake_ask_path(&files, root, TAY_FILE_REMOVE, "more", TAY_FILE_DIRECTORY),
                         TAY_FILE_OK);
        fat_medium_restart(&test, &files);
        assert_int_equal(files.open_count, count + 1);
        assert_int_equal(open_error("0/0", BOTH), TAY_FILE_ENFILE);
        for (unsigned n = 0; n < count; n++) {
            expect_numbered(session[n], n);
            fake_close(&files, session[n]);
        }
        assert_int_equal(files.open_count, 1);
        for (unsigned n = 0; round == 0 && n < count - 1; n++) {
            session[n] = open_numbered(n, BOTH);
        }
    }
    free(session);
    assert_int_equal(ask(0, TAY_FILE_UNMOUNT, 0), TAY_FILE_OK);
    disk_expect_clean(&test.disk);
}

/* More names are found than there are places for. */
static void test_many_files(void **state)
{
    (void)state;
    begin_with(SECTORS, FORMAT, 96u << 10);
    assert_in_range(files.session_count, 100, 400);
    open_all(2 * KEPT_FOUND);
}

static void test_thousands_of_files(void **state)
{
    (void)state;
    begin_with(12000, "-F 32 -s 1", 360u << 10);
    assert_in_range(files.session_count, 4096, 6000);
    open_all(0);
}

/* How much memory there is says how many sessions; more or less than before is another layout. */
static void test_other_memory(void **state)
{
    (void)state;
    uint64_t file = must_open("f", NEW);
    uint32_t before = files.session_count;
    assert_int_equal(medium_table_bytes(64u << 10), 0);
    assert_int_equal(kept_sessions_in(sizeof(struct kept)), 0);
    assert_int_equal(kept_sessions_in(SIZE_MAX), KEPT_SESSIONS_MAX);
    test.kept_bytes = FAT_MEDIUM_KEPT_BYTES - (16u << 10);
    fat_medium_restart(&test, &files);
    assert_true(files.session_count != 0 && files.session_count < before);
    assert_int_equal(files.open_count, 0);
    struct fake_call call = {.session = file, .label = TAY_FILE_SYNC};
    fake_ask(&files, &call);
    assert_int_equal(call.status, TAY_EPEER);
    assert_int_equal(open_error("f", BOTH), TAY_FILE_OK);
}

/* How many were ever used is in doubt: all are looked at. */
static void test_used_count_was_damaged(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 64; bit++) {
        char name[8];
        snprintf(name, sizeof name, "%u", bit);
        uint64_t file = must_open(name, NEW);
        assert_int_equal(write_text(file, name), TAY_FILE_OK);
        uint32_t *word = bit < 32 ? &test.kept->used_sessions : &test.kept->used_check;
        *word ^= 1u << bit % 32;
        fat_medium_restart(&test, &files);
        assert_int_equal(files.open_count, bit + 2);
        expect_text(file, name);
    }
}

/* Somewhere in what is kept: in its head, in a session that may be open, or its node. */
static uint8_t *somewhere(uint64_t random)
{
    struct kept *kept = test.kept;
    size_t at = (size_t)(random >> 33);
    switch (random >> 28 & 3) {
    case 0:
        return (uint8_t *)kept->sessions + at % (4 * sizeof *kept->sessions);
    case 1:
        return (uint8_t *)kept->nodes + at % (4 * sizeof *kept->nodes);
    default:
        return (uint8_t *)kept + 12 + at % (sizeof *kept - 12);
    }
}

/* Memory that the server finds, and that is none of its own. */
static void test_nonsense_was_kept(void **state)
{
    (void)state;
    uint64_t file = must_open("f", NEW);
    assert_int_equal(write_text(file, "abc"), TAY_FILE_OK);
    assert_int_equal(ask(root, TAY_FILE_SYNC, 0), TAY_FILE_OK);
    for (unsigned seed = 1; seed <= 300; seed++) {
        void *before = malloc(test.kept_bytes);
        memcpy(before, test.kept_memory, test.kept_bytes);
        uint64_t random = seed;
        for (unsigned n = 0; n < 40; n++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            *somewhere(random) ^= (uint8_t)(random >> 24);
        }
        fat_medium_restart(&test, &files);
        fake_close(&files, file);
        memcpy(test.kept_memory, before, test.kept_bytes);
        free(before);
    }
}

/* A flag that is neither true nor false is taken for true. */
static void test_flags_were_damaged(void **state)
{
    char text[8];
    (void)state;
    uint64_t file = must_open("f", NEW);
    assert_int_equal(write_text(file, "abc"), TAY_FILE_OK);
    test.told[0] = '\0';
    memset(&test.kept->volume.is_fat32, 178, 1);
    memset(&test.kept->volume.is_busy, 178, 1);
    memset(&test.kept->nodes[test.kept->sessions[1].node & KEPT_INDEX_MASK].is_removed, 178, 1);
    fat_medium_restart(&test, &files);
    assert_non_null(strstr(test.told, "what the card has not got is lost"));
    assert_int_equal(read_text(file, text, sizeof text), TAY_FILE_EIO);
    assert_int_equal(open_error("g", NEW), TAY_FILE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_partitions, begin, end),
        cmocka_unit_test_setup_teardown(test_no_volume, begin, end),
        cmocka_unit_test_setup_teardown(test_put_away, begin, end),
        cmocka_unit_test_setup_teardown(test_card_that_goes_and_comes, begin, end),
        cmocka_unit_test_setup_teardown(test_unmounted_when_back, begin, end),
        cmocka_unit_test_setup_teardown(test_another_card, begin, end),
        cmocka_unit_test_setup_teardown(test_failing_card, begin, end),
        cmocka_unit_test_setup_teardown(test_bad_sector, begin, end),
        cmocka_unit_test_setup_teardown(test_read_only, begin, end),
        cmocka_unit_test_setup_teardown(test_read_only_file, begin, end),
        cmocka_unit_test_setup_teardown(test_removed_while_open, begin, end),
        cmocka_unit_test_setup_teardown(test_many_files, begin, end),
        cmocka_unit_test_setup_teardown(test_thousands_of_files, begin, end),
        cmocka_unit_test_setup_teardown(test_other_memory, begin, end),
        cmocka_unit_test_setup_teardown(test_used_count_was_damaged, begin, end),
        cmocka_unit_test_setup_teardown(test_flags_were_damaged, begin, end),
        cmocka_unit_test_setup_teardown(test_nonsense_was_kept, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
