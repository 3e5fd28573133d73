/* SPDX-License-Identifier: MIT */
/*
 * Runs code of which it is known how many instructions it has: writes to fresh pages, then from one
 * to four threads with the same loop, who begin it once each has a core if there are so many.
 * shares.py compares.
 */
#include "counted.h"

#include <expect.h>
#include <mark.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

#define THREADS_MAX 4u
#define PRIORITY 9u
#define STACK_BYTES 4096u
#define PAGES ((size_t)64)
#define PAGE_BYTES ((size_t)4096)
#define ROUNDS UINT64_C(1000000)
#define LOOK_NS (2 * TAY_NS_PER_MS) /* less than a time slice */

static tay_cap_t bell, thread[THREADS_MAX];
static unsigned begun; /* 1: the threads may go on */
static char stacks[THREADS_MAX][STACK_BYTES] __attribute__((aligned(16)));

static void enter(tay_word_t number, tay_cap_t self)
{
    while (__atomic_load_n(&begun, __ATOMIC_ACQUIRE) == 0) {
        __asm__ volatile("yield"); /* an emulator goes on with another core */
    }
    counted_loop(ROUNDS);
    EXPECT(tay_trap_notify(bell, (tay_word_t)1 << number) == TAY_OK);
    (void)tay_object_destroy(self);
}

static tay_time_t run_ns_of(unsigned number)
{
    tay_word_t state, priority;
    tay_time_t run_ns;
    EXPECT(tay_thread_query(thread[number], &state, &priority, &run_ns) == TAY_OK);
    return run_ns;
}

/* Whether each thread has run for most of a time that is too short for any to have run in turns. */
static bool each_has_a_core(unsigned count)
{
    tay_word_t bits;
    tay_time_t run_ns[THREADS_MAX], begin = tay_time_now();
    for (unsigned n = 0; n < count; n++) {
        run_ns[n] = run_ns_of(n);
    }
    EXPECT(tay_trap_wait(bell, TAY_INFO_DEADLINE, begin + LOOK_NS, &bits) == TAY_ETIMEDOUT);
    bool each = true;
    for (unsigned n = 0; n < count; n++) {
        each = each && run_ns_of(n) - run_ns[n] >= LOOK_NS / 2;
    }
    return each && tay_time_now() - begin < 2 * LOOK_NS;
}

static void run(unsigned count)
{
    tay_word_t bits, ended = 0;
    begun = 0;
    for (unsigned n = 0; n < count; n++) {
        EXPECT(tay_thread_create(TAY_CAP_SELF, (tay_ua_t)enter, (tay_ua_t)stacks[n] + STACK_BYTES,
                                 n, PRIORITY, &thread[n]) == TAY_OK);
        EXPECT(tay_thread_start(thread[n]) == TAY_OK);
    }
    while (!each_has_a_core(count)) {
    }
    __atomic_store_n(&begun, 1, __ATOMIC_RELEASE);
    while (ended != ((tay_word_t)1 << count) - 1) {
        EXPECT(tay_trap_wait(bell, 0, 0, &bits) == TAY_OK);
        ended |= bits;
    }
}

/* Each write comes to a page that is not there yet. */
static void touch(void)
{
    tay_ua_t pages;
    EXPECT(tay_space_map(TAY_CAP_SELF, 0, 0, PAGES * PAGE_BYTES, 0, TAY_MAP_READ | TAY_MAP_WRITE,
                         &pages) == TAY_OK);
    MARK(MARK_TOUCH_BEGIN);
    counted_touch((char *)pages, PAGES);
    MARK(MARK_TOUCH_END);
}

int main(void)
{
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &bell) == TAY_OK);
    touch();
    MARK(MARK_BUSY_BEGIN + 1);
    run(1);
    MARK(MARK_BUSY_END + 1);
    MARK(MARK_BUSY_BEGIN + 2);
    run(2);
    MARK(MARK_BUSY_END + 2);
    MARK(MARK_BUSY_BEGIN + 3);
    run(3);
    MARK(MARK_BUSY_END + 3);
    MARK(MARK_BUSY_BEGIN + 4);
    run(4);
    MARK(MARK_BUSY_END + 4);
    return EXIT_SUCCESS;
}
