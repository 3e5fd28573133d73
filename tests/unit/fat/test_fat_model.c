/* SPDX-License-Identifier: MIT */
/*
 * Random operations by seeds, compared with a model, on volumes that are often full; at the end of
 * each fsck.vfat has nothing to say. FIRST_SEED, FAT_SEEDS and FAT_STEPS let it take others.
 */
#include <stdlib.h>

#include "unit.h"
#include "workload.h"

static const struct {
    const char *options;
    uint32_t sectors;
} volumes[] = {
    {"-F 32 -s 1", 1500},
    {"-F 16 -s 1 -r 64", 4600},
    {"-F 32 -s 4", 4000},
    {"-F 16 -s 2", 9000},
};

static uint32_t setting(const char *name, uint32_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : (uint32_t)strtoul(text, NULL, 10);
}

static void run_seed(uint32_t seed, uint32_t steps, uint32_t *full)
{
    static struct work work;
    struct disk disk;
    size_t kind = seed % (sizeof volumes / sizeof *volumes);
    print_message("seed %u: mkfs.vfat %s\n", seed, volumes[kind].options);
    disk_make(&disk, volumes[kind].sectors);
    work_start(&work, &disk, volumes[kind].options, seed);
    for (uint32_t i = 0; i < steps; i++) {
        work_step(&work);
        if (i % 500 == 499) {
            work_compare(&work);
            work_remount(&work);
            work_compare(&work);
            disk_expect_clean(&disk);
        }
    }
    *full += work.full;
    work_end(&work);
    disk_expect_clean(&disk);
    disk_end(&disk);
}

static void test_random_operations_go_as_in_the_model(void **state)
{
    (void)state;
    uint32_t first = setting("FIRST_SEED", 1), seeds = setting("FAT_SEEDS", 12);
    uint32_t steps = setting("FAT_STEPS", 4000), full = 0;
    for (uint32_t seed = first; seed < first + seeds; seed++) {
        run_seed(seed, steps, &full);
    }
    print_message("the volume was full %u times\n", full);
    assert_true(full != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_operations_go_as_in_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
