/* SPDX-License-Identifier: MIT */
/*
 * The mount table: the longest path of whole names that a path begins with.
 */
#include "mount.h"
#include "unit.h"
#include <string.h>

static void leads(const char *path, unsigned number)
{
    assert_int_equal(mount_find(path, strlen(path)), number);
}

static void test_finds(void **state)
{
    (void)state;
    leads("/", MOUNT_OWN);
    leads("/temp/x", MOUNT_OWN);
    assert_null(mount_add("/boot/rom", 3));
    assert_null(mount_add("/temp", 4));
    assert_null(mount_add("/boot", 5));
    leads("/temp", 2);
    leads("/temp/", 2);
    leads("/temp/a/b", 2);
    leads("/tempx", MOUNT_OWN);
    leads("/tem", MOUNT_OWN);
    leads("/boot/ro", 3);
    leads("/boot/rom/x", 1);
    leads("/boot/rom", 1);
    leads("/boot/roms", 3);
    assert_int_equal(mount_get(2)->path_bytes, 5);
    assert_int_equal(mount_get(2)->endpoint, 4);
    assert_null(mount_get(4));
}

static void test_refuses(void **state)
{
    static const char *const wrong[] = {"", "/", "tmp", "/temp/", "/a//b", "/a/../b", "/temp"};
    static char paths[MOUNTS_MAX][4];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_non_null(mount_add(wrong[i], 1));
    }
    for (unsigned i = 4; i < MOUNTS_MAX; i++) {
        paths[i][0] = '/';
        paths[i][1] = (char)('a' + i);
        assert_null(mount_add(paths[i], 1));
    }
    assert_non_null(mount_add("/z", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds),
        cmocka_unit_test(test_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
