/* SPDX-License-Identifier: MIT */
/*
 * Patterns.
 */
#include "unit.h"

#include "pattern.h"
#include "shell.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct shell shell = {.name = "test"};

static void expect(const char *pattern, const char *text, bool wanted)
{
    bool matches = pattern_matches(pattern, text, strlen(text));
    if (matches != wanted) {
        fail_msg("'%s' and '%s': %d", pattern, text, matches);
    }
}

static void test_matches(void **state)
{
    (void)state;
    expect("", "", true);
    expect("", "a", false);
    expect("*", "", true);
    expect("a*b*c", "aXbYbZc", true);
    expect("a*b*c", "aXbYbZ", false);
    expect("*a*", "bab", true);
    expect("?", "", false);
    expect("?", "\xc3\xa4", true);
    expect("??", "\xc3\xa4", false);
    expect("??", "\xff\xc3", true);
    expect("\\*", "*", true);
    expect("\\*", "a", false);
    expect("a\\", "a\\", true);
}

static void test_brackets(void **state)
{
    (void)state;
    expect("[abc]", "b", true);
    expect("[!abc]", "b", false);
    expect("[^abc]", "d", true);
    expect("[a-c]x", "bx", true);
    expect("[]]", "]", true);
    expect("[!]]", "]", false);
    expect("[a", "[a", true);
    expect("[", "[", true);
    expect("[a-]", "-", true);
    expect("[\\]]", "]", true);
    expect("[a\\-c]", "b", false);
    expect("[[:digit:][:alpha:]]", "7", true);
    expect("[[:digit:]]", "a", false);
    expect("[[:nonsense:]]", "a", false);
    expect("[\xc3\xa4-\xc3\xbc]", "\xc3\xb6", true);
    expect("[\xc3\xa4]", "\xc3\xb6", false);
}

/* Whether a pattern without brackets and backslashes matches, as simply as it can be said. */
static bool model(const char *pattern, const char *text)
{
    if (*pattern == '\0') {
        return *text == '\0';
    }
    if (*pattern == '*') {
        return model(pattern + 1, text) || (*text != '\0' && model(pattern, text + 1));
    }
    return *text != '\0' && (*pattern == '?' || *pattern == *text) && model(pattern + 1, text + 1);
}

static void test_against_model(void **state)
{
    (void)state;
    srand(1);
    for (int run = 0; run < 20000; run++) {
        char pattern[8] = "", text[10] = "";
        for (int i = rand() % 8; i-- > 0;) {
            pattern[i] = "ab?*"[rand() % 4];
        }
        for (int i = rand() % 10; i-- > 0;) {
            text[i] = "ab"[rand() % 2];
        }
        expect(pattern, text, model(pattern, text));
    }
}

/* Many stars take no more time than their number times the text's length. */
static void test_many_stars(void **state)
{
    char pattern[201] = "", text[20001] = "";
    (void)state;
    for (size_t i = 0; i < 200; i += 2) {
        memcpy(pattern + i, "a*", 2);
    }
    memset(text, 'a', 20000);
    expect(pattern, text, true);
    memcpy(pattern + 198, "bb", 3);
    expect(pattern, text, false);
}

static void test_special(void **state)
{
    (void)state;
    assert_true(pattern_is_special("a*"));
    assert_true(pattern_is_special("[a]"));
    assert_false(pattern_is_special("[a"));
    assert_false(pattern_is_special("a\\*\\?\\[b]"));
    assert_int_equal(pattern_count("a\xc3\xa4\xff"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matches),       cmocka_unit_test(test_brackets),
        cmocka_unit_test(test_against_model), cmocka_unit_test(test_many_stars),
        cmocka_unit_test(test_special),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
