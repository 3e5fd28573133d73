/* SPDX-License-Identifier: MIT */
/*
 * What a device tree says of a machine: each fact is taken from its own node, and what makes no
 * sense is as if it were not there.
 */
#include "tree_maker.h"
#include "unit.h"

#include <machine.h>
#include <string.h>

static struct tree tree;
static struct machine machine;

static const uint32_t two = 0x02000000; /* big-endian */
static const uint32_t one = 0x01000000;
static const unsigned char wide[] = {0, 0, 0, 1, 0x40, 0, 0, 0, 0, 0, 0, 2, 0x80, 0, 0, 0};
static const unsigned char narrow[] = {0x40, 0, 0, 0, 0x08, 0, 0, 0};
static const unsigned char seed[] = {1, 2, 3, 4, 5, 6, 7, 8};

static int set_up(void **state)
{
    (void)state;
    memset(&machine, 0, sizeof machine);
    tree_start(&tree);
    tree_node(&tree, "");
    return 0;
}

static void leaf(const char *node, const char *name, const void *value, size_t bytes)
{
    tree_node(&tree, node);
    tree_property(&tree, name, value, bytes);
    tree_node_end(&tree);
}

static void read_tree(void)
{
    tree_node_end(&tree);
    tree_end(&tree);
    assert_true(machine_read(tree.blob, tree.bytes, &machine));
}

static void memory_by_two_cells_each(void **state)
{
    (void)state;
    tree_property(&tree, "#address-cells", &two, 4);
    tree_property(&tree, "#size-cells", &two, 4);
    leaf("memory@140000000", "reg", wide, sizeof wide);
    read_tree();
    assert_int_equal(machine.memory_pa, 0x140000000);
    assert_int_equal(machine.memory_bytes, 0x280000000);
}

static void memory_by_one_cell_each_and_the_first_node(void **state)
{
    (void)state;
    tree_property(&tree, "#address-cells", &one, 4);
    tree_property(&tree, "#size-cells", &one, 4);
    leaf("memory-controller@0", "reg", wide, sizeof wide);
    leaf("memory", "reg", narrow, sizeof narrow);
    leaf("memory@90000000", "reg", wide, sizeof wide);
    read_tree();
    assert_int_equal(machine.memory_pa, 0x40000000);
    assert_int_equal(machine.memory_bytes, 0x08000000);
}

/* Two cells and one, where the root does not say: this range is too short. */
static void a_short_range_is_none(void **state)
{
    (void)state;
    leaf("memory@0", "reg", narrow, sizeof narrow);
    read_tree();
    assert_int_equal(machine.memory_bytes, 0);
}

static void a_wild_number_of_cells_is_no_range(void **state)
{
    static const uint32_t wild = UINT32_MAX;

    (void)state;
    tree_property(&tree, "#address-cells", &wild, 4);
    leaf("memory@0", "reg", wide, sizeof wide);
    read_tree();
    assert_int_equal(machine.memory_bytes, 0);
}

static void which_gic_it_has(void **state)
{
    static const struct {
        const char *list;
        size_t bytes;
        unsigned version;
    } some[] = {
        {"arm,cortex-a15-gic", 19, 2},
        {"arm,gic-400\0arm,cortex-a15-gic", 31, 2},
        {"arm,gic-v3", 11, 3},
        {"some,gic\0arm,gic-v3", 20, 3},
        {"arm,gic-v3", 10, 0},
        {"arm,gic-v3-its", 15, 0},
        {"arm,gic", 8, 0},
        {"", 0, 0},
    };

    for (size_t n = 0; n < sizeof some / sizeof *some; n++) {
        (void)set_up(state);
        leaf("intc@8000000", "compatible", some[n].list, some[n].bytes);
        read_tree();
        assert_int_equal(machine.gic_version, some[n].version);
    }
}

static void how_the_firmware_is_called(void **state)
{
    static const struct {
        const char *node;
        const char *method;
        enum psci_conduit conduit;
    } some[] = {
        {"psci", "hvc", PSCI_HVC},   {"psci", "smc", PSCI_SMC},   {"psci", "hv", PSCI_NONE},
        {"psci", "hvcs", PSCI_NONE}, {"other", "hvc", PSCI_NONE},
    };

    for (size_t n = 0; n < sizeof some / sizeof *some; n++) {
        (void)set_up(state);
        leaf(some[n].node, "method", some[n].method, strlen(some[n].method) + 1);
        read_tree();
        assert_int_equal(machine.psci, some[n].conduit);
    }
}

static void what_was_chosen(void **state)
{
    (void)state;
    tree_node(&tree, "chosen");
    tree_property(&tree, "kaslr-seed", seed, sizeof seed);
    tree_text(&tree, "bootargs", "exit=semihosting");
    tree_node_end(&tree);
    read_tree();
    assert_true(machine.has_seed);
    assert_int_equal(machine.seed, 0x0102030405060708);
    assert_string_equal(machine.command_line, "exit=semihosting");
}

static void an_empty_tree_says_nothing(void **state)
{
    (void)state;
    read_tree();
    assert_int_equal(machine.memory_bytes, 0);
    assert_int_equal(machine.gic_version, 0);
    assert_int_equal(machine.psci, PSCI_NONE);
    assert_false(machine.has_seed);
    assert_string_equal(machine.command_line, "");
}

static void what_is_no_tree_is_refused(void **state)
{
    (void)state;
    tree_end(&tree);
    tree_set(&tree, TREE_MAGIC, 0);
    assert_false(machine_read(tree.blob, tree.bytes, &machine));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(memory_by_two_cells_each, set_up),
        cmocka_unit_test_setup(memory_by_one_cell_each_and_the_first_node, set_up),
        cmocka_unit_test_setup(a_short_range_is_none, set_up),
        cmocka_unit_test_setup(a_wild_number_of_cells_is_no_range, set_up),
        cmocka_unit_test_setup(which_gic_it_has, set_up),
        cmocka_unit_test_setup(how_the_firmware_is_called, set_up),
        cmocka_unit_test_setup(what_was_chosen, set_up),
        cmocka_unit_test_setup(an_empty_tree_says_nothing, set_up),
        cmocka_unit_test_setup(what_is_no_tree_is_refused, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
