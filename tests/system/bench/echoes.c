/* SPDX-License-Identifier: MIT */
/*
 * The other side of the pairs: a thread for each endpoint, in assembly, of the clients' priority.
 */
#include "bench.h"

/* The threads use no stack, but must be given one. */
#define STACK ((tay_ua_t)4096)
#define PRIORITY 9

static void start(const char *name)
{
    tay_cap_t thread;
    EXPECT(tay_thread_create(TAY_CAP_SELF, (tay_ua_t)bench_echo, STACK, tay_startup_cap(name),
                             PRIORITY, &thread) == TAY_OK);
    EXPECT(tay_thread_start(thread) == TAY_OK);
}

int main(void)
{
    struct tay_message message = {0};
    start("echo1");
    start("echo2");
    start("echo3");
    start("echo4");
    tay_trap_recv(tay_startup_cap("nothing"), &message);
    return EXIT_FAILURE; /* nobody calls */
}
