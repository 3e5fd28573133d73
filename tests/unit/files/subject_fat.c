/* SPDX-License-Identifier: MIT */
/*
 * FAT: FAT32 and FAT16 by turns. It is restarted, unmounted and mounted, and its disk taken out and
 * put back, while files are open; and what is on the disk is looked at by fsck.vfat.
 */
#include "subject.h"

#include "fake.h"
#include "fat_medium.h"
#include "unit.h"

#define WRITE_BYTES 72000 /* model_run.c: a hole, and what is written */

const unsigned subject_seeds = 20; /* fsck.vfat takes its time */

static struct fat_medium test;
static uint32_t free_at_first;

static const struct {
    const char *options;
    uint32_t sectors;
} volumes[] = {
    {"-F 32 -s 1", 400},
    {"-F 32 -s 8", 600},
    {"-F 16 -s 1 -r 16", 4400},
};

static uint32_t free_clusters(void)
{
    struct fat_space space;
    assert_int_equal(fat_space(&test.kept->volume, &space), FAT_OK);
    return space.free_clusters;
}

void subject_begin(struct tay_file_system *system, unsigned seed)
{
    unsigned volume = seed % 3;
    fat_medium_begin(&test, system, volumes[volume].sectors, volumes[volume].options);
    free_at_first = free_clusters();
}

static enum tay_file_error ask_endpoint(struct tay_file_system *system, unsigned label,
                                        tay_word_t word)
{
    struct fake_call call = {.label = label, .word = {word}};
    return fake_ask(system, &call);
}

static void remount(struct tay_file_system *system)
{
    assert_int_equal(ask_endpoint(system, TAY_FILE_UNMOUNT, 1), TAY_FILE_OK);
    disk_expect_clean(&test.disk);
    if (subject_choose(2) == 0) {
        fat_medium_restart(&test, system);
    }
    assert_int_equal(ask_endpoint(system, TAY_FILE_MOUNT, 0), TAY_FILE_OK);
}

/* What waited on the disk's return has not been lost. */
static void take_out(struct tay_file_system *system)
{
    test.is_out = true;
    if (subject_choose(2) == 0) {
        fat_medium_restart(&test, system);
    } else if (medium_waits(&test.medium)) {
        assert_int_equal(medium_sync(&test.medium), TAY_FILE_EIO);
    }
    test.is_out = false;
    test.now_ns += 2000000000u;
}

void subject_disturb(struct tay_file_system *system)
{
    test.told[0] = '\0';
    switch (subject_choose(7)) {
    case 0:
        remount(system);
        break;
    case 1:
        take_out(system);
        break;
    case 3:
        assert_int_equal(medium_settle(&test.medium), TAY_FILE_OK);
        disk_expect_clean(&test.disk);
        break;
    case 2:
        assert_int_equal(medium_sync(&test.medium), TAY_FILE_OK);
        break;
    default:
        fat_medium_restart(&test, system);
    }
}

void subject_end(struct tay_file_system *system)
{
    assert_int_equal(free_clusters(), free_at_first);
    assert_int_equal(ask_endpoint(system, TAY_FILE_UNMOUNT, 0), TAY_FILE_OK);
    disk_expect_clean(&test.disk);
    fat_medium_end(&test);
}

/* What was taken for a write that failed has been given back. */
bool subject_is_full(void)
{
    uint32_t cluster_bytes = 1u << test.kept->volume.cluster_shift;
    return free_clusters() < WRITE_BYTES / cluster_bytes + 4;
}
