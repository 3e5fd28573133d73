/* SPDX-License-Identifier: MIT */
/*
 * From one to four pairs of a client, here, and a server in another address space, that all call at
 * once: what a round trip costs, all cores together, is counted between marks. The client is
 * pinned, and the server runs where its caller does.
 */
#include "bench.h"
#include <mark.h>

/* Also in pairs.py. */
#define MARK_BEGIN 30 /* and one more for each pair */
#define MARK_END 40
#define CALLS ((size_t)2000)

#define PAIRS 4u
#define PRIORITY 9u
#define STACK_BYTES 4096u

static tay_cap_t server[PAIRS], begin[PAIRS], ended;
static char stacks[PAIRS][STACK_BYTES] __attribute__((aligned(16)));

static void enter(tay_word_t number, tay_cap_t self)
{
    tay_word_t bits;
    (void)self;
    for (;;) {
        EXPECT(tay_trap_wait(begin[number], 0, 0, &bits) == TAY_OK);
        EXPECT(bench_calls(server[number], CALLS) == TAY_OK);
        EXPECT(tay_trap_notify(ended, (tay_word_t)1 << number) == TAY_OK);
    }
}

static void start(unsigned number)
{
    static const char *const names[PAIRS] = {"echo1", "echo2", "echo3", "echo4"};
    tay_cap_t thread;
    server[number] = tay_startup_cap(names[number]);
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &begin[number]) == TAY_OK);
    EXPECT(tay_thread_create(TAY_CAP_SELF, (tay_ua_t)enter, (tay_ua_t)stacks[number] + STACK_BYTES,
                             number, PRIORITY, &thread) == TAY_OK);
    EXPECT(tay_thread_set_affinity(thread, number) == TAY_OK);
    EXPECT(tay_thread_start(thread) == TAY_OK);
}

/* A batch of calls by so many pairs at once. */
static void run(unsigned count)
{
    tay_word_t bits, all = 0;
    for (unsigned n = 0; n < count; n++) {
        EXPECT(tay_trap_notify(begin[n], 1) == TAY_OK);
    }
    while (all != ((tay_word_t)1 << count) - 1) {
        EXPECT(tay_trap_wait(ended, 0, 0, &bits) == TAY_OK);
        all |= bits;
    }
}

int main(void)
{
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &ended) == TAY_OK);
    for (unsigned n = 0; n < PAIRS; n++) {
        start(n);
    }
    run(PAIRS); /* to warm up */
    MARK(MARK_BEGIN + 1);
    run(1);
    MARK(MARK_END + 1);
    MARK(MARK_BEGIN + 2);
    run(2);
    MARK(MARK_END + 2);
    MARK(MARK_BEGIN + 3);
    run(3);
    MARK(MARK_END + 3);
    MARK(MARK_BEGIN + 4);
    run(4);
    MARK(MARK_END + 4);
    return EXIT_SUCCESS;
}
