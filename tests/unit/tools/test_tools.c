/* SPDX-License-Identifier: MIT */
/*
 * The parts of the tools that are functions of their arguments alone.
 */
#include "date_text.h"
#include "ending.h"
#include "fields.h"
#include "listing.h"
#include "number.h"
#include "options.h"
#include "signal_name.h"
#include "tree.h"
#include "unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_options_come_in_order(void **state)
{
    static char *words[] = {"tool", "-ab", "-n5", "-n", "6", "-7", "-", "-a"};
    struct options options = {.count = COUNT(words), .word = words, .next = 1};
    (void)state;
    assert_int_equal(options_next(&options, "abn:#"), 'a');
    assert_int_equal(options_next(&options, "abn:#"), 'b');
    assert_int_equal(options_next(&options, "abn:#"), 'n');
    assert_string_equal(options.value, "5");
    assert_int_equal(options_next(&options, "abn:#"), 'n');
    assert_string_equal(options.value, "6");
    assert_int_equal(options_next(&options, "abn:#"), '#');
    assert_string_equal(options.value, "7");
    assert_int_equal(options_next(&options, "abn:#"), 0);
    assert_int_equal(options.next, 6); /* a lone dash is an operand, and so is what follows it */
}

static void test_two_dashes_end_options(void **state)
{
    static char *words[] = {"tool", "-a", "--", "-b"};
    struct options options = {.count = COUNT(words), .word = words, .next = 1};
    (void)state;
    assert_int_equal(options_next(&options, "ab"), 'a');
    assert_int_equal(options_next(&options, "ab"), 0);
    assert_int_equal(options.next, 3);
}

static void test_numbers(void **state)
{
    static const char *const wrong[] = {"", "x", "1x", " 1", "-1", "+1", "99999999999999999999"};
    uint64_t number;
    (void)state;
    assert_true(number_read("18446744073709551615", UINT64_MAX, &number));
    assert_true(number == UINT64_MAX);
    assert_false(number_read("18446744073709551616", UINT64_MAX, &number));
    assert_true(number_read("7", 7, &number));
    assert_false(number_read("8", 7, &number));
    assert_false(number_read("1", 0, &number));
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(number_read(wrong[i], UINT64_MAX, &number));
    }
    assert_true(number_read_bytes("3k", &number) && number == 3072);
    assert_true(number_read_bytes("2G", &number) && number == (uint64_t)2 << 30);
    assert_false(number_read_bytes("9999999999999999K", &number));
    assert_false(number_read_bytes("1KB", &number));
    assert_false(number_read_bytes("K", &number));
}

static void test_durations(void **state)
{
    static const struct {
        const char *text;
        uint64_t ns;
    } right[] = {{"0", 0},
                 {"1", 1000000000},
                 {"1.5", 1500000000},
                 {".25m", 15000000000},
                 {"2.", 2000000000},
                 {"1h", UINT64_C(3600000000000)},
                 {"0.0000000019", 1},
                 {"1d", UINT64_C(86400000000000)},
                 {"99999999999999999999999", UINT64_MAX},
                 {"18446744073d", UINT64_MAX}};
    static const char *const wrong[] = {"", ".", "s", "-1", "1.2.3", "1x", "1sm", "1 s"};
    uint64_t ns;
    (void)state;
    for (size_t i = 0; i < COUNT(right); i++) {
        assert_true(number_read_duration(right[i].text, &ns));
        assert_true(ns == right[i].ns);
    }
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(number_read_duration(wrong[i], &ns));
    }
}

static void test_sizes_are_rounded_up(void **state)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } sizes[] = {{0, "0"},
                 {1023, "1023"},
                 {1024, "1.0K"},
                 {1025, "1.1K"},
                 {9 * 1024 + 1000, "10K"},
                 {10 * 1024, "10K"},
                 {10 * 1024 + 1, "11K"},
                 {1023 * 1024, "1023K"},
                 {1023 * 1024 + 1, "1.0M"},
                 {UINT64_C(1) << 30, "1.0G"},
                 {UINT64_MAX, "16E"}};
    char text[NUMBER_SIZE_BYTES];
    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        number_size(sizes[i].bytes, text);
        assert_string_equal(text, sizes[i].text);
    }
}

static void test_last_names(void **state)
{
    static const struct {
        const char *path, *base;
        bool is_special;
    } paths[] = {{"a", "a", false},     {"a/b", "b", false}, {"/a//b///", "b", false},
                 {"/", "/", true},      {"///", "/", true},  {"..", "..", true},
                 {"a/..", "..", true},  {"a/./", ".", true}, {"...", "...", false},
                 {"a/.b", ".b", false}, {"", "", false}};
    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        char *base = tree_base(paths[i].path);
        assert_string_equal(base, paths[i].base);
        assert_int_equal(tree_is_special(paths[i].path), paths[i].is_special);
        free(base);
    }
    char *joined = tree_join("/", "x");
    assert_string_equal(joined, "/x");
    free(joined);
}

static void test_endings(void **state)
{
    static const char text[] = "1\n22\n\n4";
    struct ending ending = {0};
    (void)state;
    static const size_t starts[] = {7, 6, 5, 2, 0, 0};
    for (size_t lines = 0; lines < COUNT(starts); lines++) {
        ending.count = lines;
        assert_int_equal(ending_start(&ending, text, 7), starts[lines]);
    }
    assert_true(ending_read(&ending, "2"));
    assert_int_equal(ending_start(&ending, "a\nb\n", 4), 0);
    assert_int_equal(ending_start(&ending, "a\nb\nc\n", 6), 2);
    assert_true(ending_read(&ending, "+3") && ending.from_start);
    assert_false(ending_read(&ending, "++3"));
    assert_false(ending_read(&ending, ""));
}

static struct field_line piece(const char *key_text, const char *text, int separator)
{
    struct field_key key;
    struct field_line line = {text, strlen(text)};
    assert_true(field_key_read(&key, key_text));
    return field_find(&key, &line, separator);
}

static void test_keys_find_fields(void **state)
{
    static const struct {
        const char *key, *text;
        int separator;
        const char *found;
    } cases[] = {{"1", "a b", -1, "a b"},
                 {"1,1", "a b", -1, "a"},
                 {"2", "a  b c", -1, "  b c"},
                 {"2,2", "a  b c", -1, "  b"},
                 {"2b", "a  b c", -1, "b c"},
                 {"2.2,2.3", "a bcd", -1, "bc"},
                 {"2", "a:b:c", ':', "b:c"},
                 {"2,2", "a::c", ':', ""},
                 {"3,3", "a::c", ':', "c"},
                 {"9", "a b", -1, ""},
                 {"1.5", "abc", -1, ""},
                 {"2,1", "a b", -1, ""},
                 {"1.2,1.2", "abc", -1, "b"},
                 {"4,4", "a:b:c:", ':', ""},
                 {"99999999999999999999", "a", -1, ""}};
    static const char *const wrong[] = {"", "0", "1.0", "x", "1,", "1,0", "1,2x", "1.", "-1"};
    struct field_key key;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct field_line found = piece(cases[i].key, cases[i].text, cases[i].separator);
        assert_int_equal(found.length_bytes, strlen(cases[i].found));
        assert_memory_equal(found.text, cases[i].found, found.length_bytes);
    }
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(field_key_read(&key, wrong[i]));
    }
}

static void test_numbers_of_any_length_have_an_order(void **state)
{
    static const char *const rising[] = {"-100000000000000000000001",
                                         "-99999999999999999999999",
                                         "-1.5",
                                         "-1",
                                         "-.5",
                                         "x",
                                         "0.00000000000000000001",
                                         "0.1",
                                         "00.2",
                                         "1",
                                         " 1.05",
                                         "2x",
                                         "10",
                                         "99999999999999999999999",
                                         "100000000000000000000000"};
    struct field_order order = {.is_numeric = true};
    (void)state;
    for (size_t i = 0; i < COUNT(rising); i++) {
        for (size_t j = 0; j < COUNT(rising); j++) {
            struct field_line left = {rising[i], strlen(rising[i])};
            struct field_line right = {rising[j], strlen(rising[j])};
            int compared = field_compare(&order, &left, &right);
            assert_int_equal((compared > 0) - (compared < 0), (i > j) - (i < j));
        }
    }
    struct field_line zero = {"-0.0", 4};
    struct field_line nothing = {"", 0};
    assert_int_equal(field_compare(&order, &zero, &nothing), 0);
}

static void test_columns_fit(void **state)
{
    struct listed files[7];
    static char *const names[] = {"a", "bb", "ccc", "dddd", "e", "f", "ggggggg"};
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        files[i] = (struct listed){.name = names[i]};
    }
    assert_int_equal(listing_columns(files, 7, 80, false), 7);
    assert_int_equal(listing_columns(files, 7, 1, false), 1);
    assert_int_equal(listing_columns(files, 0, 80, false), 0);
    assert_int_equal(listing_columns(files, 7, 32, false), 7);
    assert_int_equal(listing_columns(files, 7, 31, false), 4);
}

static void test_modes(void **state)
{
    char text[LISTING_MODE_BYTES];
    (void)state;
    listing_mode(S_IFDIR | 0751, text);
    assert_string_equal(text, "drwxr-x--x");
    listing_mode(S_IFCHR | 0, text);
    assert_string_equal(text, "c---------");
}

static void test_dates(void **state)
{
    static const struct {
        const char *text;
        time_t date;
    } right[] = {{"@0", 0},
                 {"@4294967295", 4294967295},
                 {"1970-01-01", 0},
                 {"2000-02-29", 951782400},
                 {"2024-02-29T12:34:56", 1709210096},
                 {"2024-02-29 12:34", 1709210040},
                 {"00:01", 60},
                 {"23:59:59", 86399}};
    static const char *const wrong[] = {"",           "@",          "@-1",        "@x",
                                        "2023-02-29", "1969-12-31", "2024-1-1",   "2024-01-01 ",
                                        "24:00",      "12:60",      "12:30:60",   "2024-04-31",
                                        "2024-13-01", "1",          "12:3",       "2024-01-01 1:00",
                                        "12",         "12:30:",     "2024-01-01T"};
    time_t date;
    (void)state;
    setenv("TZ", "UTC0", 1);
    for (size_t i = 0; i < COUNT(right); i++) {
        assert_true(date_text_read(right[i].text, 0, &date));
        assert_int_equal(date, right[i].date);
    }
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(date_text_read(wrong[i], 0, &date));
    }
}

static void test_signals(void **state)
{
    int signal;
    (void)state;
    assert_true(signal_name_read("TERM", &signal) && signal == SIGTERM);
    assert_true(signal_name_read("sigkill", &signal) && signal == SIGKILL);
    assert_true(signal_name_read("9", &signal) && signal == 9);
    assert_true(signal_name_read("0", &signal) && signal == 0);
    assert_false(signal_name_read("32", &signal));
    assert_false(signal_name_read("SIG", &signal));
    assert_false(signal_name_read("", &signal));
    assert_string_equal(signal_name(SIGHUP), "HUP");
    assert_null(signal_name(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options_come_in_order),
        cmocka_unit_test(test_two_dashes_end_options),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_sizes_are_rounded_up),
        cmocka_unit_test(test_last_names),
        cmocka_unit_test(test_endings),
        cmocka_unit_test(test_keys_find_fields),
        cmocka_unit_test(test_numbers_of_any_length_have_an_order),
        cmocka_unit_test(test_columns_fit),
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_signals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
