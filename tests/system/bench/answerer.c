/* SPDX-License-Identifier: MIT */
/*
 * The other side of the calls: a thread for each endpoint, in assembly, and one that
 * waits for a bell.
 */
#include "bench.h"

/* The threads use no stack, but must be given one. */
#define STACK ((tay_ua_t)4096)
#define PRIORITY 10
#define PRIORITY_ABOVE 11

static void start(void (*entry)(void), const char *name, tay_word_t priority)
{
    tay_cap_t thread;
    EXPECT(tay_thread_create(TAY_CAP_SELF, (tay_ua_t)entry, STACK, tay_startup_cap(name), priority,
                             &thread) == TAY_OK);
    EXPECT(tay_thread_start(thread) == TAY_OK);
}

int main(void)
{
    struct tay_message message = {0};
    bench_read_buffer[0] = 1;
    start(bench_echo, "echo", PRIORITY);
    start(bench_pass, "pass", PRIORITY);
    start(bench_read, "read", PRIORITY);
    start(bench_yielder, "yielder", PRIORITY);
    start(bench_waiter, "bell", PRIORITY_ABOVE);
    tay_trap_recv(tay_startup_cap("nothing"), &message);
    return EXIT_FAILURE; /* nobody calls */
}
