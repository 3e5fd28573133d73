/* SPDX-License-Identifier: MIT */
/*
 * The mount table: the longest path of whole names that a path begins with, and what is left of it
 * when its program has ended.
 */
#include "mount.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>

static struct mount_record record;

static int begin(void **state)
{
    (void)state;
    memset(&record, 0, sizeof record);
    assert_false(mount_open(&record));
    return 0;
}

static enum tay_file_error check(const char *path, const char *name)
{
    return mount_check(path, strlen(path), name);
}

static struct mount *add(const char *path, const char *name)
{
    assert_int_equal(check(path, name), TAY_FILE_OK);
    return mount_add(path, strlen(path), name, 0);
}

static void leads(const char *path, const char *mounted)
{
    assert_string_equal(mount_find(path, strlen(path))->told->path, mounted);
}

static void add_some(void)
{
    add("/boot/rom", "rom")->endpoint = 3;
    add("/temp", "memory")->endpoint = 4;
    add("/boot", "card")->endpoint = 5;
}

static void test_finds(void **state)
{
    (void)state;
    leads("/", "");
    leads("/temp/x", "");
    add_some();
    leads("/temp", "/temp");
    leads("/temp/", "/temp");
    leads("/temp/a/b", "/temp");
    leads("/tempx", "");
    leads("/tem", "");
    leads("/boot/ro", "/boot");
    leads("/boot/rom/x", "/boot/rom");
    leads("/boot/rom", "/boot/rom");
    leads("/boot/roms", "/boot");
    assert_int_equal(mount_at_path("/temp", 5)->endpoint, 4);
    assert_null(mount_at_path("/temp/a", 7));
    assert_null(mount_at_path("/", 1));
}

static void test_removes(void **state)
{
    (void)state;
    add_some();
    uint64_t number = mount_at_path("/boot", 5)->told->number;
    assert_int_equal(mount_get(number)->endpoint, 5);
    mount_remove(mount_get(number));
    assert_null(mount_get(number));
    leads("/boot/ro", "");
    leads("/boot/rom", "/boot/rom");
    assert_int_not_equal(add("/boot", "card")->told->number, number);
    assert_int_equal(mount_get(MOUNT_OWN)->told->path_bytes, 0);
    assert_non_null(mount_at(3));
    assert_null(mount_at(4));
}

static void test_refuses(void **state)
{
    static const char *const wrong[] = {"", "/", "tmp", "/temp/", "/a//b", "/a/../b"};
    char path[TAY_VFS_MOUNT_PATH_BYTES + 2];
    (void)state;
    add_some();
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(check(wrong[i], "new"), TAY_FILE_EINVAL);
    }
    assert_int_equal(check("/temp", "new"), TAY_FILE_EBUSY);
    assert_int_equal(check("/new", "card"), TAY_FILE_EBUSY);
    assert_int_equal(check("/new", ""), TAY_FILE_EINVAL);
    assert_int_equal(check("/new", "012345678901234567890123"), TAY_FILE_ENAMETOOLONG);
    memset(path, 'x', sizeof path);
    path[0] = '/';
    assert_int_equal(mount_check(path, sizeof path - 2, "new"), TAY_FILE_OK);
    assert_int_equal(mount_check(path, sizeof path - 1, "new"), TAY_FILE_ENAMETOOLONG);
    for (unsigned i = 4; i < MOUNTS_MAX; i++) {
        const char name[] = {'/', (char)('a' + i), '\0'};
        add(name, name + 1);
    }
    assert_int_equal(check("/z", "z"), TAY_FILE_ENFILE);
}

static void test_is_kept(void **state)
{
    (void)state;
    add_some();
    mount_remove(mount_at_path("/temp", 5));
    uint64_t number = mount_at_path("/boot", 5)->told->number;
    assert_true(mount_open(&record));
    leads("/boot/rom/x", "/boot/rom");
    leads("/temp", "");
    assert_string_equal(mount_get(number)->told->name, "card");
    assert_int_equal(mount_get(number)->endpoint, TAY_CAP_NULL);
    assert_true(add("/temp", "memory")->told->number > number);
}

/* What clients see of it: the same, and whether it has changed since. */
static void test_is_shown(void **state)
{
    static const char *const paths[] = {"/",      "/temp",       "/temp/a",
                                        "/tempx", "/boot/rom/x", "/boot/r"};
    struct tay_vfs_place place;
    (void)state;
    uint64_t changes = record.table.changes;
    assert_true(changes % 2 == 0);
    add_some();
    assert_true(record.table.changes % 2 == 0 && record.table.changes > changes);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const struct tay_vfs_mount *told = mount_find(paths[i], strlen(paths[i]))->told;
        assert_true(tay_vfs_look_up(&record.table, paths[i], strlen(paths[i]), &place));
        assert_true(place.mount == told->number && place.path_bytes == told->path_bytes);
    }
    changes = record.table.changes;
    mount_remove(mount_at_path("/boot/rom", 9));
    assert_true(record.table.changes % 2 == 0 && record.table.changes > changes);
    assert_true(tay_vfs_look_up(&record.table, "/boot/rom/x", 11, &place) && place.path_bytes == 5);
    record.table.changes++; /* the server has ended in the middle of a change */
    assert_false(tay_vfs_look_up(&record.table, "/boot/rom/x", 11, &place));
    changes = record.table.changes;
    assert_true(mount_open(&record));
    assert_true(record.table.changes > changes);
    assert_true(tay_vfs_look_up(&record.table, "/boot/rom/x", 11, &place) && place.path_bytes == 5);
    record.table.mount[3].path_bytes = 100000;
    record.table.places = 17;
    assert_false(tay_vfs_look_up(&record.table, "/boot/rom/x", 11, &place));
}

/* Whatever bit is wrong: what was mounted, or nothing that is kept. */
static void test_is_damaged(void **state)
{
    struct mount_record good;
    (void)state;
    add_some();
    good = record;
    for (size_t bit = 0; bit < 8 * sizeof good; bit++) {
        if (bit / 8 == offsetof(struct mount_record, table.mount[5])) {
            bit = 8 * offsetof(struct mount_record, magic); /* no more mounts */
        }
        record = good;
        ((unsigned char *)&record)[bit / 8] ^= (unsigned char)(1u << bit % 8);
        bool is_kept = mount_open(&record);
        for (unsigned i = 1; i < 4; i++) {
            const struct tay_vfs_mount *told = &record.table.mount[i], *was = &good.table.mount[i];
            assert_true(is_kept ? told->number == was->number && told->flags == was->flags &&
                                      strcmp(told->path, was->path) == 0 &&
                                      strcmp(told->name, was->name) == 0
                                : told->number == 0);
        }
        struct mount *mount;
        for (unsigned i = 1; (mount = mount_at(i)) != NULL; i++) {
            const struct tay_vfs_mount *told = mount->told;
            assert_int_equal(strlen(told->path), told->path_bytes);
            assert_true(tay_path_is_normal(told->path, told->path_bytes));
            assert_ptr_equal(mount_at_path(told->path, told->path_bytes), mount);
            assert_ptr_equal(mount_get(told->number), mount);
        }
        assert_string_equal(mount_at(0)->told->path, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_finds, begin),
        cmocka_unit_test_setup(test_removes, begin),
        cmocka_unit_test_setup(test_refuses, begin),
        cmocka_unit_test_setup(test_is_kept, begin),
        cmocka_unit_test_setup(test_is_shown, begin),
        cmocka_unit_test_setup(test_is_damaged, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
