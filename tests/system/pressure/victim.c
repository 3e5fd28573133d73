/* SPDX-License-Identifier: MIT */
/*
 * More important than the attacker: its wake-ups must not get later by it, and its memory stays.
 * The counter is an instruction counter under -icount shift=0: one instruction is one nanosecond.
 */
#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define PERIOD_NS (500 * TAY_NS_PER_US)
#define ROUNDS 150u
#define LATER_NS_MAX 10000u
#define WORDS 0x4000u

static struct tay_alarm alarm;
static uint32_t memory[WORDS];

static uint32_t pattern(uint32_t n)
{
    return n * UINT32_C(2654435761); /* Knuth, "The Art of Computer Programming", 6.4 */
}

/* How late the latest of many wake-ups is. */
static tay_time_t worst_latency(void)
{
    tay_time_t worst_ns = 0;
    tay_time_t due_ns = tay_time_now();
    for (unsigned i = 0; i < ROUNDS; i++) {
        /* Not in step with anybody's slices. */
        due_ns += PERIOD_NS + pattern(i) % (PERIOD_NS / 4);
        enum tay_status status = tay_alarm_sleep_until(&alarm, due_ns);
        tay_time_t now_ns = tay_time_now();
        if (status != TAY_OK) {
            arena_fail("victim", "alarm", status);
        }
        worst_ns = now_ns - due_ns > worst_ns ? now_ns - due_ns : worst_ns;
    }
    return worst_ns;
}

static void check_memory(void)
{
    for (uint32_t n = 0; n < WORDS; n++) {
        if (memory[n] != pattern(n)) {
            arena_fail("victim", "its memory has changed", TAY_EIO);
        }
    }
}

int main(void)
{
    const struct arena *arena = arena_map("victim");
    enum tay_status status = tay_alarm_create(&alarm);
    if (status != TAY_OK) {
        arena_fail("victim", "alarm", status);
    }
    for (uint32_t n = 0; n < WORDS; n++) {
        memory[n] = pattern(n);
    }
    tay_time_t unloaded_ns = worst_latency();
    arena_signal("victim", "start");
    tay_time_t attacked_ns = worst_latency(); /* while it grows */
    arena_await("victim", "full");
    tay_time_t loaded_ns = worst_latency();
    loaded_ns = attacked_ns > loaded_ns ? attacked_ns : loaded_ns;
    check_memory();
    printf("victim: woken up at most %lu ns late, under attack %lu\n", (unsigned long)unloaded_ns,
           (unsigned long)loaded_ns);
    if (loaded_ns > unloaded_ns + LATER_NS_MAX) {
        arena_fail("victim", "that is too late", TAY_ETIMEDOUT);
    }
    arena_signal("victim", "go");
    arena_await("victim", "done");
    if (arena->failed != 0) {
        return EXIT_FAILURE;
    }
    check_memory();
    status = tay_object_destroy(tay_startup_cap("attacker"));
    if (status != TAY_OK) {
        arena_fail("victim", "attacker", status);
    }
    printf("victim: unharmed\n");
    return EXIT_SUCCESS;
}
