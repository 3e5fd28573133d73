/* SPDX-License-Identifier: MIT */
/*
 * Paths: what joining makes of them, and that it makes nothing that is not normal.
 */
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/protocol/vfs.h>

static void join(const char *base, const char *path, const char *wanted)
{
    char joined[TAY_FILE_PATH_BYTES + 1];
    size_t bytes = 0;
    assert_int_equal(tay_path_join(base, path, joined, &bytes), TAY_FILE_OK);
    assert_string_equal(joined, wanted);
    assert_int_equal(bytes, strlen(wanted));
    assert_true(tay_path_is_normal(joined, bytes));
}

static void test_joins(void **state)
{
    (void)state;
    join("/", "a", "/a");
    join("/a", "b", "/a/b");
    join("/a/b", "/c", "/c");
    join("/a/b", "/c/de/f", "/c/de/f");
    join("/a/b", "/c/de/", "/c/de/");
    join("/a/b", "/c//de", "/c/de");
    join("/a/b", "/c/.d/e", "/c/.d/e");
    join("/a/b", "/c/../d", "/d");
    join("/a/b", "/c/.", "/c/");
    join("/a/b", "..", "/a/");
    join("/a/b", "../..", "/");
    join("/a/b", "../../../..", "/");
    join("/a", "./b//c/./d", "/a/b/c/d");
    join("/", "//a//b/", "/a/b/");
    join("/a", ".", "/a/");
    join("/a/b", "../c/", "/a/c/");
    join("/a/b", "x/../y", "/a/b/y");
    join("/", "...", "/...");
    join("/", "..a/.b", "/..a/.b");
    join("/", "/", "/");
}

static void test_refuses(void **state)
{
    (void)state;
    char joined[TAY_FILE_PATH_BYTES + 1], name[TAY_FILE_NAME_BYTES + 2];
    char longest[TAY_FILE_PATH_BYTES + 2];
    size_t bytes;
    assert_int_equal(tay_path_join("/", "", joined, &bytes), TAY_FILE_ENOENT);
    memset(name, 'n', sizeof name);
    name[TAY_FILE_NAME_BYTES] = '\0';
    assert_int_equal(tay_path_join("/", name, joined, &bytes), TAY_FILE_OK);
    name[TAY_FILE_NAME_BYTES] = 'n';
    name[TAY_FILE_NAME_BYTES + 1] = '\0';
    assert_int_equal(tay_path_join("/", name, joined, &bytes), TAY_FILE_ENAMETOOLONG);
    name[0] = '/';
    assert_int_equal(tay_path_join("/", name, joined, &bytes), TAY_FILE_OK);
    assert_int_equal(bytes, TAY_FILE_NAME_BYTES + 1);
    memset(longest, 'n', sizeof longest);
    longest[0] = '/';
    longest[TAY_FILE_NAME_BYTES + 2] = '\0';
    assert_int_equal(tay_path_join("/", longest, joined, &bytes), TAY_FILE_ENAMETOOLONG);
    for (size_t i = 0; i < sizeof longest; i++) {
        longest[i] = i % 2 == 0 ? '/' : 'x';
    }
    longest[TAY_FILE_PATH_BYTES + 1] = '\0';
    assert_int_equal(tay_path_join("/", longest, joined, &bytes), TAY_FILE_ENAMETOOLONG);
    longest[TAY_FILE_PATH_BYTES - 1] = '\0';
    assert_int_equal(tay_path_join("/", longest, joined, &bytes), TAY_FILE_OK);
    char more[TAY_FILE_PATH_BYTES + 1];
    assert_int_equal(tay_path_join(joined, "y", more, &bytes), TAY_FILE_ENAMETOOLONG);
}

static void test_normal(void **state)
{
    static const char *const normal[] = {"/", "/a", "/a/", "/a/b", "/..."};
    static const char *const others[] = {"", "a", "//", "/a//b", "/.", "/a/..", "/./a", "a/b"};
    (void)state;
    for (size_t i = 0; i < sizeof normal / sizeof normal[0]; i++) {
        assert_true(tay_path_is_normal(normal[i], strlen(normal[i])));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(tay_path_is_normal(others[i], strlen(others[i])));
    }
    assert_false(tay_path_is_normal("/a\0b", 4));
}

/* Any text: what comes out is normal, and joined once more stays as it is. */
static void test_random(void **state)
{
    static const char letters[] = "/../.a";
    char path[64], joined[TAY_FILE_PATH_BYTES + 1], again[TAY_FILE_PATH_BYTES + 1];
    unsigned seed = 1;
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        size_t length = 1, bytes, same;
        for (size_t i = 0; i < sizeof path - 1; i++) {
            seed = seed * 1103515245u + 12345u;
            path[i] = letters[(seed >> 16) % (sizeof letters - 1)];
        }
        length += seed % (sizeof path - 2);
        path[length] = '\0';
        assert_int_equal(tay_path_join("/a/b", path, joined, &bytes), TAY_FILE_OK);
        assert_true(tay_path_is_normal(joined, bytes));
        assert_int_equal(tay_path_join("/x", joined, again, &same), TAY_FILE_OK);
        assert_string_equal(joined, again);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_joins),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_normal),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
