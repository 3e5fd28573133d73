/* SPDX-License-Identifier: MIT */
/*
 * The reader of device trees: finds the one property that it is about, and survives anything. Each
 * tree lies in memory of just its room, so that a read beyond it is found.
 */
#include "tree_maker.h"
#include "unit.h"

#include <dtb.h>
#include <stdlib.h>
#include <string.h>

#define LINE "exit=semihosting case=boot"
#define UNTOUCHED "untouched"
#define TEXT_BYTES 64

static struct tree tree;
static char text[TEXT_BYTES];

static int set_up(void **state)
{
    (void)state;
    tree_make(&tree, LINE);
    strcpy(text, UNTOUCHED);
    return 0;
}

/* Reads the first `room` bytes of the tree, to text[0 .. text_bytes). */
static bool read_tree(size_t room, size_t text_bytes)
{
    void *copy = malloc(room);
    bool found;

    assert_non_null(copy);
    memcpy(copy, tree.blob, room);
    found = dtb_command_line(copy, room, text, text_bytes);
    free(copy);
    return found;
}

static void expect_text(const char *expected)
{
    assert_true(read_tree(tree.bytes, sizeof text));
    assert_string_equal(text, expected);
}

static void expect_refused(void)
{
    assert_false(read_tree(tree.bytes, sizeof text));
    assert_string_equal(text, UNTOUCHED);
}

static void only_that_of_chosen_counts(void **state)
{
    (void)state;
    expect_text(LINE);
}

static void more_room_than_the_tree_is_fine(void **state)
{
    (void)state;
    assert_true(read_tree(TREE_BYTES, sizeof text));
    assert_string_equal(text, LINE);
}

static void newer_but_compatible_is_read(void **state)
{
    (void)state;
    tree_set(&tree, TREE_VERSION, 18);
    tree_set(&tree, TREE_COMPATIBLE, 17);
    expect_text(LINE);
}

static void without_a_property_the_line_is_empty(void **state)
{
    (void)state;
    tree_start(&tree);
    tree_node(&tree, "");
    tree_node(&tree, "chosen");
    tree_node_end(&tree);
    tree_node_end(&tree);
    tree_end(&tree);
    expect_text("");
}

static void an_empty_value_is_an_empty_line(void **state)
{
    (void)state;
    tree_start(&tree);
    tree_node(&tree, "");
    tree_node(&tree, "chosen");
    tree_property(&tree, "bootargs", NULL, 0);
    tree_node_end(&tree);
    tree_node_end(&tree);
    tree_end(&tree);
    expect_text("");
}

static void a_value_without_nul_ends_with_its_length(void **state)
{
    (void)state;
    tree_start(&tree);
    tree_node(&tree, "");
    tree_node(&tree, "chosen");
    tree_property(&tree, "bootargs", "12345678", 5);
    tree_word(&tree, 0x41414141);
    tree_end(&tree);
    expect_text("12345");
}

static void a_long_line_is_cut(void **state)
{
    (void)state;
    assert_true(read_tree(tree.bytes, 5));
    assert_string_equal(text, "exit");
    assert_true(read_tree(tree.bytes, 1));
    assert_string_equal(text, "");
}

static void what_is_no_tree_is_refused(void **state)
{
    static const struct {
        unsigned word;
        uint32_t value;
    } bad[] = {
        {TREE_MAGIC, 0xd00dfeee},   {TREE_MAGIC, 0},
        {TREE_VERSION, 16},         {TREE_COMPATIBLE, 18},
        {TREE_TOTAL, TREE_BYTES},   {TREE_TOTAL, UINT32_MAX},
        {TREE_STRUCT, TREE_BYTES},  {TREE_STRUCT, UINT32_MAX},
        {TREE_STRUCT_BYTES, 4096},  {TREE_STRUCT_BYTES, UINT32_MAX},
        {TREE_STRINGS, TREE_BYTES}, {TREE_STRINGS_BYTES, UINT32_MAX},
        {TREE_TOTAL, 40},           {TREE_STRUCT, 57},
    };

    (void)state;
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++) {
        tree_make(&tree, LINE);
        tree_set(&tree, bad[n].word, bad[n].value);
        expect_refused();
    }
}

static void less_room_than_the_tree_is_refused(void **state)
{
    (void)state;
    for (size_t room = 1; room < tree.bytes; room++) {
        assert_false(read_tree(room, sizeof text));
        assert_string_equal(text, UNTOUCHED);
    }
}

/* Where the nodes make no sense the reader ends; what it has not found then is not there. */
static void broken_nodes_end_the_search(void **state)
{
    (void)state;
    tree_start(&tree);
    tree_node_end(&tree); /* of nothing */
    tree_node(&tree, "chosen");
    tree_text(&tree, "bootargs", LINE);
    tree_end(&tree);
    expect_text("");

    tree_start(&tree);
    tree_node(&tree, "");
    tree_word(&tree, 77); /* no token */
    tree_node(&tree, "chosen");
    tree_text(&tree, "bootargs", LINE);
    tree_end(&tree);
    expect_text("");

    tree_start(&tree);
    tree_node(&tree, "");
    tree_node(&tree, "chosen");
    tree_word(&tree, 3); /* a property longer than all that is left */
    tree_word(&tree, UINT32_MAX);
    tree_word(&tree, 0);
    tree_text(&tree, "bootargs", LINE);
    tree_end(&tree);
    expect_text("");

    tree_start(&tree);
    tree_node(&tree, "");
    tree_node(&tree, "chosen");
    tree_word(&tree, 3); /* a name that lies nowhere */
    tree_word(&tree, 0);
    tree_word(&tree, UINT32_MAX);
    tree_text(&tree, "bootargs", LINE);
    tree_end(&tree);
    expect_text(LINE);
}

/* A block that is cut off anywhere: the value that lies before is found, nothing is read behind. */
static void a_structure_that_is_cut_off_is_survived(void **state)
{
    uint32_t whole = tree_get(&tree, TREE_STRUCT_BYTES);

    (void)state;
    for (uint32_t bytes = 0; bytes < whole; bytes++) {
        tree_set(&tree, TREE_STRUCT_BYTES, bytes);
        assert_true(read_tree(tree.bytes, sizeof text));
        assert_true(strcmp(text, "") == 0 || strcmp(text, LINE) == 0);
    }
    /* And names. */
    tree_set(&tree, TREE_STRUCT_BYTES, whole);
    for (uint32_t bytes = 0; bytes < tree_get(&tree, TREE_STRINGS_BYTES); bytes++) {
        struct tree kept = tree;

        tree_set(&tree, TREE_STRINGS_BYTES, bytes);
        assert_true(read_tree(tree.bytes, sizeof text));
        assert_true(strcmp(text, "") == 0 || strcmp(text, LINE) == 0);
        tree = kept;
    }
}

static void any_byte_may_be_any_other(void **state)
{
    static const unsigned char values[] = {0x00, 0x01, 0x03, 0x7f, 0x80, 0xff};

    (void)state;
    for (size_t at = 0; at < tree.bytes; at++) {
        unsigned char kept = tree.blob[at];

        for (size_t n = 0; n < sizeof values; n++) {
            tree.blob[at] = values[n];
            (void)read_tree(tree.bytes, sizeof text);
            assert_non_null(memchr(text, '\0', sizeof text));
        }
        tree.blob[at] = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(only_that_of_chosen_counts, set_up),
        cmocka_unit_test_setup(more_room_than_the_tree_is_fine, set_up),
        cmocka_unit_test_setup(newer_but_compatible_is_read, set_up),
        cmocka_unit_test_setup(without_a_property_the_line_is_empty, set_up),
        cmocka_unit_test_setup(an_empty_value_is_an_empty_line, set_up),
        cmocka_unit_test_setup(a_value_without_nul_ends_with_its_length, set_up),
        cmocka_unit_test_setup(a_long_line_is_cut, set_up),
        cmocka_unit_test_setup(what_is_no_tree_is_refused, set_up),
        cmocka_unit_test_setup(less_room_than_the_tree_is_refused, set_up),
        cmocka_unit_test_setup(broken_nodes_end_the_search, set_up),
        cmocka_unit_test_setup(a_structure_that_is_cut_off_is_survived, set_up),
        cmocka_unit_test_setup(any_byte_may_be_any_other, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
