/* SPDX-License-Identifier: MIT */
/*
 * Patterns of file names: what the host's C library says of them, for some cases by name and for
 * all short patterns of a few letters.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int tested_fnmatch(const char *pattern, const char *string, int flags);

static const int flag_sets[] = {
    0,
    FNM_PATHNAME,
    FNM_PERIOD,
    FNM_PATHNAME | FNM_PERIOD,
    FNM_NOESCAPE,
    FNM_CASEFOLD,
    FNM_PATHNAME | FNM_LEADING_DIR,
    FNM_LEADING_DIR,
};
#define FLAG_SETS (sizeof flag_sets / sizeof flag_sets[0])

static void compare(const char *pattern, const char *text)
{
    for (unsigned i = 0; i < FLAG_SETS; i++) {
        int wanted = fnmatch(pattern, text, flag_sets[i]);
        int got = tested_fnmatch(pattern, text, flag_sets[i]);
        if (got != wanted) {
            fail_msg("'%s', '%s', flags %#x: %d instead of %d", pattern, text,
                     (unsigned)flag_sets[i], got, wanted);
        }
    }
}

static void test_classes(void **state)
{
    static const char *const names[] = {"alnum", "alpha", "blank", "cntrl", "digit", "graph",
                                        "lower", "print", "punct", "space", "upper", "xdigit"};
    (void)state;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        char pattern[32], inverted[32], text[2] = "";
        snprintf(pattern, sizeof pattern, "[[:%s:]]", names[i]);
        snprintf(inverted, sizeof inverted, "[!_[:%s:]x]", names[i]);
        for (int byte = 1; byte < 128; byte++) {
            text[0] = (char)byte;
            compare(pattern, text);
            compare(inverted, text);
        }
    }
    assert_int_equal(tested_fnmatch("[[:alpha:]]*", "a.c", 0), 0);
    assert_int_equal(tested_fnmatch("[[:digit:]]*", "a.c", 0), FNM_NOMATCH);
}

/* What a sequence of single letters does not reach, or seldom. */
static void test_named(void **state)
{
    static const char *const patterns[] = {
        "*.[ch]",   "[]a]",        "[!]a]",   "[a-]",      "[-a]",  "[a-c-e]", "[\\]]", "[\\a-c]",
        "[[.a.]b]", "[[=a=]b]",    "[[.-.]]", "[a-[.c.]]", "[^a]",  "a[b",     "[",     "[]",
        "*a*b*c",   "*/b*",        "a/*/c",   "a\\*c",     "\\[a]", "?*?",     "**a",   "*.",
        "[A-Z]",    "[[:upper:]]", ".*",      "*/.*",      "[.]a",  "?a",      "/*",    "[b-a]",
    };
    static const char *const texts[] = {
        "",     "a",     "b",   "c",   "d",   "-",      "]",  "[",  "\\", "a.c", ".c",      "a/b",
        "a/.b", "a/b/c", "a*c", "abc", "[a]", "aabbcc", ".a", "/a", "B",  "Z",   "aXbXbXc", "a[b",
    };
    (void)state;
    for (unsigned i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        for (unsigned j = 0; j < sizeof texts / sizeof texts[0]; j++) {
            compare(patterns[i], texts[j]);
        }
    }
}

/* The word of so many letters with this number, in a counting with the letters as digits. */
static void spell(char *word, unsigned length, unsigned number, const char *letters)
{
    for (unsigned i = 0; i < length; i++) {
        word[i] = letters[number % strlen(letters)];
        number /= (unsigned)strlen(letters);
    }
    word[length] = '\0';
}

static void test_all_short(void **state)
{
    static const char pattern_letters[] = "ab*?./";
    static const char text_letters[] = "ab./";
    (void)state;
    char pattern[8], text[8];
    for (unsigned i = 0; i < 6 * 6 * 6 * 6; i++) {
        spell(pattern, 4, i, pattern_letters);
        for (unsigned j = 0; j < 4 * 4 * 4 * 4; j++) {
            spell(text, 4, j, text_letters);
            compare(pattern, text);
            compare(pattern, text + 2);
            compare(pattern + 1, text);
        }
    }
}

static void test_brackets(void **state)
{
    static const char letters[] = "a-c!\\";
    (void)state;
    char pattern[10] = "[";
    for (unsigned i = 0; i < 5 * 5 * 5 * 5; i++) {
        spell(pattern + 1, 4, i, letters);
        strcat(pattern, "]");
        for (char text[2] = "a"; text[0] <= 'd'; text[0]++) {
            compare(pattern, text);
        }
        compare(pattern, "-");
        compare(pattern, "!");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_named),
        cmocka_unit_test(test_all_short),
        cmocka_unit_test(test_brackets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
