/* SPDX-License-Identifier: MIT */
/*
 * As important as the attacker: it gets its share of the time.
 */
#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

/* How long it looks, in turns of one slice (10 ms) for everybody who runs. */
#define TURNS 2u
#define SLICE_NS (10 * TAY_NS_PER_MS)

/* Of what it should get, in percent. A server pays itself for what the kernel does between its
 * answer and its next receive: who calls one without end, and in vain, has turns of 11.6 ms, which
 * leaves 86.
 */
#define SHARE_MIN 80u

static tay_time_t own_time(void)
{
    tay_word_t state, priority;
    tay_time_t run_ns;
    enum tay_status status = tay_thread_query(tay_startup_thread(), &state, &priority, &run_ns);
    if (status != TAY_OK) {
        arena_fail("equal", "thread", status);
    }
    return run_ns;
}

int main(void)
{
    struct arena *arena = arena_map("equal");
    arena_await("equal", "go");
    tay_time_t begin_ns = tay_time_now(), run_ns = own_time();
    unsigned runners = __atomic_load_n(&arena->runners, __ATOMIC_RELAXED) + 1;
    tay_time_t end_ns = begin_ns + TURNS * SLICE_NS * runners;
    while (tay_time_now() < end_ns) {
    }
    run_ns = own_time() - run_ns;
    tay_time_t due_ns = (tay_time_now() - begin_ns) / runners;
    unsigned percent = (unsigned)(run_ns * 100 / due_ns);
    printf("equal: one of %u, has run for %u %% of its share\n", runners, percent);
    arena->failed = percent < SHARE_MIN;
    arena_signal("equal", "done");
    return arena->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
