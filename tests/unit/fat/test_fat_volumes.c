/* SPDX-License-Identifier: MIT */
/*
 * Volumes of each cluster size: what is written is found again, by the file system itself after a
 * new mount, and by mtools; what mtools wrote is found too; fsck.vfat finds nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "unit.h"

#define SLOTS 16u
#define NODES 16u
#define FILE_BYTES 300000u

/* Of FAT32 with few clusters mtools wants nothing to know. */
static const struct {
    const char *options;
    uint32_t sectors;
    bool is_for_mtools;
} volumes[] = {
    {"-F 32 -s 1", 70000, true},      {"-F 32 -s 2", 140000, true},
    {"-F 32 -s 4", 270000, true},     {"-F 32 -s 8", 530000, true},
    {"-F 32 -s 16", 1060000, true},   {"-F 32 -s 32", 2110000, true},
    {"-F 32 -s 64", 4210000, true},   {"-F 32 -s 128", 8400000, true},
    {"-F 32 -s 1 -f 1", 70000, true}, {"-F 32 -s 8 -R 40", 9000, false},
    {"-F 32 -s 1", 2000, false},      {"-F 16 -s 1", 5000, true},
    {"-F 16 -s 2", 9000, true},       {"-F 16 -s 4", 20000, true},
    {"-F 16 -s 8", 40000, true},      {"-F 16 -s 16", 80000, true},
    {"-F 16 -s 32", 160000, true},    {"-F 16 -s 64", 300000, true},
    {"-F 16 -s 128", 600000, true},   {"-F 16 -s 4 -r 64", 20000, true},
};

static uint8_t contents[FILE_BYTES];

static void fill(void)
{
    uint32_t state = 1;
    for (size_t i = 0; i < sizeof contents; i++) {
        state = state * 1664525u + 1013904223u;
        contents[i] = (uint8_t)(state >> 24);
    }
}

static void write_whole(struct fat_volume *vol, fat_ref_t dir, const char *name, size_t piece)
{
    fat_ref_t file;
    assert_int_equal(fat_open(vol, dir, name, FAT_CREATE | FAT_EXCLUSIVE, &file), FAT_OK);
    for (size_t at = 0; at < FILE_BYTES; at += piece) {
        size_t done, now = piece < FILE_BYTES - at ? piece : FILE_BYTES - at;
        assert_int_equal(fat_write(vol, file, at, contents + at, now, &done), FAT_OK);
        assert_int_equal(done, now);
    }
    assert_int_equal(fat_close(vol, file), FAT_OK);
}

static void expect_whole(struct fat_volume *vol, fat_ref_t dir, const char *name, size_t piece)
{
    static uint8_t read[FILE_BYTES];
    fat_ref_t file;
    size_t done;
    assert_int_equal(fat_open(vol, dir, name, 0, &file), FAT_OK);
    for (size_t at = 0; at < FILE_BYTES; at += done) {
        assert_int_equal(fat_read(vol, file, at, read + at, piece, &done), FAT_OK);
        assert_true(done != 0);
    }
    assert_memory_equal(read, contents, FILE_BYTES);
    assert_int_equal(fat_read(vol, file, FILE_BYTES, read, 1, &done), FAT_OK);
    assert_int_equal(done, 0);
    assert_int_equal(fat_close(vol, file), FAT_OK);
}

/* mtools has the same bytes under a name, and gives us a file of its own. */
static void exchange_with_mtools(struct disk *disk)
{
    static char output[DISK_OUTPUT_BYTES];
    static uint8_t read[FILE_BYTES + 1];
    FILE *pipe = NULL;
    char command[256];
    snprintf(command, sizeof command, "mtype -i %s '::/A Directory/Long name of a file.data'",
             disk->path);
    pipe = popen(command, "r"); // NOLINT(cert-env33-c): the tests' own commands
    assert_non_null(pipe);
    assert_int_equal(fread(read, 1, sizeof read, pipe), FILE_BYTES);
    assert_int_equal(pclose(pipe), 0);
    assert_memory_equal(read, contents, FILE_BYTES);
    assert_int_equal(disk_run(disk, output, "mdir -b -i %s '::/A Directory' 2>&1"), 0);
    assert_non_null(strstr(output, "::/A Directory/Long name of a file.data\n"));
    assert_non_null(strstr(output, "::/A Directory/small.txt\n"));
    snprintf(command, sizeof command, "mcopy -i %s - '::/A Directory/From mtools.bin'", disk->path);
    pipe = popen(command, "w"); // NOLINT(cert-env33-c): the tests' own commands
    assert_non_null(pipe);
    assert_int_equal(fwrite(contents, 1, FILE_BYTES, pipe), FILE_BYTES);
    assert_int_equal(pclose(pipe), 0);
}

static void try_volume(uint32_t sectors, const char *options, bool is_for_mtools)
{
    struct disk disk;
    struct disk_memory memory;
    struct fat_volume vol;
    fat_ref_t dir;
    disk_make(&disk, sectors);
    disk_format(&disk, options);
    disk_memory_make(&memory, SLOTS, NODES, 0);
    assert_int_equal(fat_mount(&vol, &disk.device, &memory.resources), FAT_OK);
    assert_null(vol.reason);
    assert_int_equal(fat_make_directory(&vol, FAT_ROOT, "A Directory"), FAT_OK);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "a directory", 0, &dir), FAT_OK);
    write_whole(&vol, dir, "Long name of a file.data", 65536);
    write_whole(&vol, dir, "small.txt", 1000);
    assert_int_equal(fat_unmount(&vol), FAT_OK);
    disk_expect_clean(&disk);
    if (is_for_mtools) {
        exchange_with_mtools(&disk);
    }
    disk.is_read_only = true;
    assert_int_equal(fat_mount(&vol, &disk.device, &memory.resources), FAT_OK);
    assert_int_equal(fat_open(&vol, FAT_ROOT, "A DIRECTORY", 0, &dir), FAT_OK);
    expect_whole(&vol, dir, "long NAME of a file.data", 4096);
    expect_whole(&vol, dir, "SMALL.TXT", 777);
    if (is_for_mtools) {
        expect_whole(&vol, dir, "From mtools.bin", 65536);
    }
    assert_int_equal(fat_unmount(&vol), FAT_OK);
    disk_memory_end(&memory);
    disk_end(&disk);
}

static void test_volumes_of_each_cluster_size(void **state)
{
    (void)state;
    fill();
    for (size_t i = 0; i < sizeof volumes / sizeof *volumes; i++) {
        print_message("mkfs.vfat %s, %u sectors\n", volumes[i].options, volumes[i].sectors);
        try_volume(volumes[i].sectors, volumes[i].options, volumes[i].is_for_mtools);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_volumes_of_each_cluster_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
