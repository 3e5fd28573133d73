/* SPDX-License-Identifier: MIT */
/*
 * Timeouts, ordered by time. Invariant: next_ns is the smallest key in the tree.
 */
#include <sched/timeout.h>

/* Timeouts that one interrupt serves; with more, the timer fires again at once. */
#define EXPIRE_BATCH 8

static struct {
    struct tree tree;
    tay_time_t next_ns;
} timeouts;

static void find_next(void)
{
    struct tree_node *first = tree_first(&timeouts.tree);
    timeouts.next_ns = first == NULL ? TAY_TIME_NEVER : first->key;
}

void timeout_init(void)
{
    tree_init(&timeouts.tree);
    find_next();
}

void timeout_arm(struct timeout *timeout, tay_time_t deadline_ns)
{
    timeout->node.key = deadline_ns;
    tree_insert(&timeouts.tree, &timeout->node);
    if (deadline_ns < timeouts.next_ns) {
        timeouts.next_ns = deadline_ns;
    }
}

void timeout_disarm(struct timeout *timeout)
{
    if (tree_node_is_linked(&timeout->node)) {
        tree_remove(&timeouts.tree, &timeout->node);
        find_next();
    }
}

void timeout_expire(tay_time_t now_ns)
{
    for (unsigned i = 0; i < EXPIRE_BATCH && timeouts.next_ns <= now_ns; i++) {
        struct timeout *timeout = container_of(tree_first(&timeouts.tree), struct timeout, node);
        timeout_disarm(timeout);
        timeout->expire(timeout);
    }
}

tay_time_t timeout_next(void)
{
    return timeouts.next_ns;
}
