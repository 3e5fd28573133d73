/* SPDX-License-Identifier: MIT */
/*
 * Timeouts, for each core ordered by time. Invariant: next_ns is the smallest key in the tree.
 */
#include <sched/timeout.h>

#include <hal/core.h>
#include <hal/time.h>
#include <sched/scheduler.h>

/* Timeouts that one interrupt serves; with more, the timer fires again at once. */
#define EXPIRE_BATCH 8

static struct timeouts {
    struct tree tree;
    tay_time_t next_ns;
    uint64_t next_ticks; /* the same time */
} timeouts[HAL_CORES_MAX];

static void set_next(struct timeouts *of_core, tay_time_t next_ns)
{
    of_core->next_ns = next_ns;
    of_core->next_ticks = next_ns == TAY_TIME_NEVER ? UINT64_MAX : hal_clock_from_ns(next_ns);
}

static void find_next(struct timeouts *of_core)
{
    struct tree_node *first = tree_first(&of_core->tree);
    tay_time_t next_ns = first == NULL ? TAY_TIME_NEVER : first->key;
    if (next_ns != of_core->next_ns) {
        set_next(of_core, next_ns);
    }
}

void timeout_init(void)
{
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        tree_init(&timeouts[n].tree);
        set_next(&timeouts[n], TAY_TIME_NEVER);
    }
}

void timeout_arm(struct timeout *timeout, tay_time_t deadline_ns)
{
    timeout->core = hal_core_self();
    struct timeouts *of_core = &timeouts[timeout->core];
    timeout->node.key = deadline_ns;
    tree_insert(&of_core->tree, &timeout->node);
    if (deadline_ns < of_core->next_ns) {
        set_next(of_core, deadline_ns);
        scheduler_look(); /* the timer is to be set */
    }
}

void timeout_disarm(struct timeout *timeout)
{
    if (tree_node_is_linked(&timeout->node)) {
        struct timeouts *of_core = &timeouts[timeout->core];
        tree_remove(&of_core->tree, &timeout->node);
        find_next(of_core);
        scheduler_look();
    }
}

void timeout_expire(tay_time_t now_ns)
{
    struct timeouts *of_core = &timeouts[hal_core_self()];
    for (unsigned i = 0; i < EXPIRE_BATCH && of_core->next_ns <= now_ns; i++) {
        struct timeout *timeout = container_of(tree_first(&of_core->tree), struct timeout, node);
        timeout_disarm(timeout);
        timeout->expire(timeout);
    }
}

uint64_t timeout_next(void)
{
    return timeouts[hal_core_self()].next_ticks;
}
