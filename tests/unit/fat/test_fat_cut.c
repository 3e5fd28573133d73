/* SPDX-License-Identifier: MIT */
/*
 * The power is cut before each sector that a random workload writes. Of the volume as it is then,
 * fsck.vfat names nothing but what the next mount mends (docs/fat.md); it mends that, and after an
 * unmount fsck.vfat has nothing to say; each file that was synced and not touched since has its
 * bytes, and one that was being renamed has one of its names.
 *
 * FIRST_SEED and FAT_CUTS (sectors, for each volume) let it take others.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "workload.h"

#define CUTS 170u /* for each volume */
#define STEPS_BEFORE 150u

static const struct {
    const char *options;
    uint32_t sectors;
} volumes[] = {
    {"-F 32 -s 1", 1500},
    {"-F 32 -s 4", 4000},
    {"-F 16 -s 1 -r 64", 4600},
};

/* TWINS: only if something was renamed since the last sync; AFTER_TWINS: what follows for fsck.vfat
 * from how it mends that. */
enum kind { DIRTY, COPIES, UNUSED, COUNT, LONGER, ORPHAN, TWINS, AFTER_TWINS, DOTS, PLAIN, KINDS };

/* What fsck.vfat may say of a volume that was cut, line by line. */
static const struct {
    enum kind kind;
    const char *pattern;
} lines[] = {
    {PLAIN, "^fsck\\.fat 4\\."},
    {PLAIN, "^$"},
    {PLAIN, "^Warning: Filesystem is FAT32 according to"}, /* small ones: decision 0065 */
    {PLAIN, "^  but has only [0-9]* clusters, less than the required minimum of 65525\\.$"},
    {PLAIN, "^  This may lead to problems on some systems\\.$"},
    {PLAIN, "^/"}, /* the path of the file that the next line is about */
    {PLAIN, "^/proc/[0-9]*/fd/[0-9]*: [0-9]* files, [0-9/]* clusters$"},
    {PLAIN, "^Leaving filesystem unchanged\\.$"},
    {DIRTY, "^Dirty bit is set\\. Fs was not properly unmounted"},
    {PLAIN, "^ Automatically removing dirty bit\\.$"},
    {PLAIN, "^There are differences between boot sector and its backup\\.$"},
    {PLAIN, "^This is mostly harmless\\. Differences: \\(offset:original/backup\\)$"},
    {PLAIN, "^  65:01/00$"}, /* the dirty bit, which the backup does not have */
    {PLAIN, "^  Not automatically fixing this\\.$"},
    {COPIES, "^FATs differ but appear to be intact\\.$"},
    {PLAIN, "^  Using first FAT\\.$"},
    {UNUSED, "^Reclaimed [0-9]* unused clusters?"},
    {COUNT, "^Free cluster summary wrong"},
    {PLAIN, "^  Auto-correcting\\.$"},
    {LONGER, "^  File size is [0-9]* bytes, cluster chain length is > [0-9]* bytes\\.$"},
    {PLAIN, "^  Truncating file to [0-9]* bytes\\.$"},
    {ORPHAN, "^Orphaned long file name part"},
    {PLAIN, "^  Auto-deleting\\.$"},
    {TWINS, "^  share clusters\\.$"},
    {DOTS, "^  Invalid '\\.\\.' entry in the second slot\\. Fixing\\.$"},
    {AFTER_TWINS, "^  Truncating second to [0-9]* bytes\\.$"},
    {AFTER_TWINS, "^  File size is [0-9]* bytes, cluster chain length is 0 bytes\\.$"},
};

#define LINES (sizeof lines / sizeof *lines)

struct cuts {
    struct work work;
    struct disk disk, cut;
    struct disk_memory memory;
    regex_t patterns[LINES];
    uint32_t done;
    uint32_t seen[KINDS];
};

/* Whether a line may be said, `twins` times after two names of one chain were. */
static bool judge_line(struct cuts *cuts, const char *line, uint32_t twins)
{
    for (size_t i = 0; i < LINES; i++) {
        if (regexec(&cuts->patterns[i], line, 0, NULL, 0) == 0) {
            cuts->seen[lines[i].kind]++;
            return (lines[i].kind != TWINS || (twins == 0 && cuts->work.has_renamed)) &&
                   (lines[i].kind != AFTER_TWINS || twins == 1);
        }
    }
    return false;
}

static void judge_fsck(struct cuts *cuts)
{
    static char output[DISK_OUTPUT_BYTES], copy[DISK_OUTPUT_BYTES];
    disk_run(&cuts->cut, output, "fsck.vfat -n %s 2>&1");
    strcpy(copy, output);
    uint32_t before = cuts->seen[TWINS], dots = cuts->seen[DOTS];
    char *rest = copy;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        if (!judge_line(cuts, line, cuts->seen[TWINS] - before)) {
            fail_msg("step %u, %s, cut %u: fsck.vfat says '%s':\n%s", cuts->work.step,
                     cuts->work.doing, cuts->done, line, output);
        }
    }
    if (cuts->seen[DOTS] - dots > cuts->seen[TWINS] - before) {
        fail_msg("step %u, cut %u: '..' is wrong:\n%s", cuts->work.step, cuts->done, output);
    }
}

static bool name_is_there(struct fat_volume *vol, const struct work *work, int parent,
                          uint32_t name)
{
    fat_ref_t dir = work_open_directory(vol, work, parent), file;
    enum fat_status status = fat_open(vol, dir, work_name(name, false), 0, &file);
    fat_close(vol, dir);
    if (status == FAT_OK) {
        fat_close(vol, file);
    }
    return status == FAT_OK;
}

/* One that was synced has its old name or the new one; a name that is replaced is always there. */
static void judge_renamed(struct cuts *cuts, struct fat_volume *vol)
{
    const struct work *work = &cuts->work;
    int parent = work->new_parent;
    if (work->renamed == WORK_NOTHING || !work->was_synced ||
        (parent != WORK_ROOT && !work->objects[parent].is_synced)) {
        return;
    }
    const struct object *object = &work->objects[work->renamed];
    bool is_same_name = object->parent == parent && object->name == work->new_name;
    bool has_old = work_has(vol, work, object->parent, object->name, object);
    bool has_new = work_has(vol, work, parent, work->new_name, object);
    bool is_replacing = work->replaced != WORK_NOTHING;
    if (!has_old && !has_new) {
        fail_msg("step %u, cut %u: neither name of a file that was renamed", work->step,
                 cuts->done);
    }
    if (has_old && has_new && !is_same_name && !is_replacing && object->size != 0) {
        fail_msg("step %u, cut %u: both names of a file that was renamed", work->step, cuts->done);
    }
    if (is_replacing && work->was_replaced_synced &&
        !name_is_there(vol, work, parent, work->new_name)) {
        fail_msg("step %u, cut %u: a name was replaced by none", work->step, cuts->done);
    }
}

static void judge_files(struct cuts *cuts, struct fat_volume *vol)
{
    const struct work *work = &cuts->work;
    for (int i = 0; i < WORK_OBJECTS; i++) {
        const struct object *object = &work->objects[i];
        if (object->is_used && object->is_synced &&
            !work_has(vol, work, object->parent, object->name, object)) {
            fail_msg("step %u, %s, cut %u: %s, which was synced, is not as it was", work->step,
                     work->doing, cuts->done, work_name(object->name, false));
        }
    }
    judge_renamed(cuts, vol);
}

static void judge_cut(struct disk *disk, uint32_t sector, const uint8_t *data)
{
    (void)sector;
    (void)data;
    struct cuts *cuts = disk->owner;
    struct fat_volume vol;
    memcpy(cuts->cut.bytes, disk->bytes, (size_t)disk->device.sectors * FAT_SECTOR_BYTES);
    judge_fsck(cuts);
    assert_int_equal(fat_mount(&vol, &cuts->cut.device, &cuts->memory.resources), FAT_OK);
    if (vol.reason != NULL) {
        fail_msg("step %u, %s, cut %u: read-only: %s (%u)", cuts->work.step, cuts->work.doing,
                 cuts->done, vol.reason, vol.reason_cluster);
    }
    judge_files(cuts, &vol);
    assert_int_equal(fat_unmount(&vol), FAT_OK);
    disk_expect_clean(&cuts->cut);
    cuts->done++;
}

static void run_volume(struct cuts *cuts, size_t kind, uint32_t seed, uint32_t wanted)
{
    cuts->done = 0;
    disk_make(&cuts->disk, volumes[kind].sectors);
    disk_make(&cuts->cut, volumes[kind].sectors);
    disk_memory_make(&cuts->memory, 16, 40, 4096);
    work_start(&cuts->work, &cuts->disk, volumes[kind].options, seed);
    cuts->work.bytes_max = 20000;
    for (uint32_t i = 0; i < STEPS_BEFORE; i++) {
        work_step(&cuts->work);
    }
    work_sync(&cuts->work);
    cuts->disk.owner = cuts;
    cuts->disk.before_write = judge_cut;
    while (cuts->done < wanted) {
        work_step(&cuts->work);
    }
    cuts->disk.before_write = NULL;
    print_message("mkfs.vfat %s: %u cuts in %u steps\n", volumes[kind].options, cuts->done,
                  cuts->work.step - STEPS_BEFORE);
    work_end(&cuts->work);
    disk_memory_end(&cuts->memory);
    disk_end(&cuts->disk);
    disk_end(&cuts->cut);
}

static uint32_t setting(const char *name, uint32_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : (uint32_t)strtoul(text, NULL, 10);
}

static void test_a_cut_leaves_what_the_next_mount_mends(void **state)
{
    (void)state;
    static struct cuts cuts;
    uint32_t first = setting("FIRST_SEED", 1), wanted = setting("FAT_CUTS", CUTS);
    for (size_t i = 0; i < LINES; i++) {
        assert_int_equal(regcomp(&cuts.patterns[i], lines[i].pattern, REG_EXTENDED | REG_NOSUB), 0);
    }
    for (size_t i = 0; i < sizeof volumes / sizeof *volumes; i++) {
        run_volume(&cuts, i, first + (uint32_t)i, wanted);
    }
    for (size_t i = 0; i < LINES; i++) {
        regfree(&cuts.patterns[i]);
    }
    print_message("fsck.vfat named: the dirty bit %u, copies %u, unused clusters %u, the count %u, "
                  "a longer chain %u, long names %u, two names %u\n",
                  cuts.seen[DIRTY], cuts.seen[COPIES], cuts.seen[UNUSED], cuts.seen[COUNT],
                  cuts.seen[LONGER], cuts.seen[ORPHAN], cuts.seen[TWINS]);
    assert_true(cuts.seen[DIRTY] != 0 && cuts.seen[COPIES] != 0 && cuts.seen[UNUSED] != 0 &&
                cuts.seen[COUNT] != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cut_leaves_what_the_next_mount_mends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
