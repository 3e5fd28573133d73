/* SPDX-License-Identifier: MIT */
/*
 * The memory file system.
 */
#include "subject.h"

#include "model.h"
#include "tree.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>

#define BYTES (48 * STORE_BLOCK_BYTES)

const unsigned subject_seeds = 60;

static struct tay_file_session sessions[MODEL_SESSIONS];
static struct tree tree;
static void *memory;
static uint32_t free_at_first;

static int64_t now(void)
{
    return 0;
}

void subject_begin(struct tay_file_system *system, unsigned seed)
{
    (void)seed;
    memory = calloc(1, BYTES);
    memset(sessions, 0, sizeof sessions);
    system->session = sessions;
    system->session_count = MODEL_SESSIONS;
    tree = (struct tree){.now = now};
    assert_true(tree_open(&tree, system, memory, BYTES));
    free_at_first = tree.store.free_count;
}

void subject_end(struct tay_file_system *system)
{
    (void)system;
    assert_int_equal(tree.store.free_count, free_at_first);
    assert_int_equal(tree.node_count, 1);
    free(memory);
}

bool subject_is_full(void)
{
    return tree.store.free_count < 8;
}

void subject_disturb(struct tay_file_system *system)
{
    (void)system;
}
