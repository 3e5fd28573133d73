/* SPDX-License-Identifier: MIT */
/*
 * The balanced tree against a model: a sorted array of the same nodes.
 */
#include "unit.h"

#include <lib/tree.h>
#include <machine.h>
#include <string.h>

#define NODES 300u

static struct tree tree;
static struct tree_node node[NODES];
static struct tree_node *model[NODES];
static size_t model_count;
static uint64_t random_state;

static unsigned random_below(unsigned limit)
{
    return (unsigned)(machine_random(&random_state) >> 32) % limit;
}

static int set_up(void **state)
{
    (void)state;
    tree_init(&tree);
    memset(node, 0, sizeof node);
    model_count = 0;
    random_state = 11;
    return 0;
}

/* Behind equal keys. */
static void insert(struct tree_node *new_node)
{
    size_t at = model_count;
    while (at > 0 && model[at - 1]->key > new_node->key) {
        model[at] = model[at - 1];
        at--;
    }
    model[at] = new_node;
    model_count++;
    tree_insert(&tree, new_node);
}

static void remove_at(size_t at)
{
    tree_remove(&tree, model[at]);
    assert_false(tree_node_is_linked(model[at]));
    memmove(&model[at], &model[at + 1], (model_count - at - 1) * sizeof model[0]);
    model_count--;
}

static unsigned check_height(const struct tree_node *at, const struct tree_node *parent)
{
    if (at == NULL) {
        return 0;
    }
    assert_ptr_equal(at->parent, parent);
    unsigned left = check_height(at->child[0], at), right = check_height(at->child[1], at);
    assert_true(left <= right + 1 && right <= left + 1);
    assert_int_equal(at->height, (left > right ? left : right) + 1);
    return at->height;
}

static void check(void)
{
    check_height(tree.root, NULL);
    struct tree_node *at = tree_first(&tree);
    struct tree_node *last = NULL;
    for (size_t i = 0; i < model_count; i++) {
        assert_ptr_equal(at, model[i]);
        assert_ptr_equal(tree_previous(at), last);
        last = at;
        at = tree_next(at);
    }
    assert_null(at);
}

static void check_floor(uint64_t key)
{
    struct tree_node *expected = NULL;
    for (size_t i = 0; i < model_count && model[i]->key <= key; i++) {
        expected = model[i];
    }
    assert_ptr_equal(tree_floor(&tree, key), expected);
}

static void test_empty(void **state)
{
    (void)state;
    assert_null(tree_first(&tree));
    assert_null(tree_floor(&tree, UINT64_MAX));
    insert(&node[0]);
    check();
    remove_at(0);
    check();
    assert_null(tree.root);
}

static void test_ascending_and_descending(void **state)
{
    (void)state;
    for (unsigned i = 0; i < NODES; i++) {
        node[i].key = i < NODES / 2 ? 2 * i : 2 * (NODES - i) + 1;
        insert(&node[i]);
        check();
    }
    assert_true(tree.root->height <= 11); /* 1.44 log2(300) */
    while (model_count > 0) {
        remove_at(model_count / 2); /* inner nodes, mostly */
        check();
    }
}

/* Few keys, so that many are equal, and the extremes. */
static void test_random(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        struct tree_node *any = &node[random_below(NODES)];
        if (tree_node_is_linked(any)) {
            size_t at = 0;
            while (model[at] != any) {
                at++;
            }
            remove_at(at);
        } else {
            unsigned key = random_below(100);
            any->key = key == 0 ? UINT64_MAX : key - 1;
            insert(any);
        }
        check_floor(random_below(100));
        if (i % 20 == 0) {
            check();
            check_floor(UINT64_MAX);
            check_floor(0);
        }
    }
    assert_true(model_count > NODES / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_empty, set_up),
        cmocka_unit_test_setup(test_ascending_and_descending, set_up),
        cmocka_unit_test_setup(test_random, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
