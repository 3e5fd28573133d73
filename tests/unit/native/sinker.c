/* SPDX-License-Identifier: MIT */
/*
 * A second thread that calls itself until its stack ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/thread.h>

/* Not a tail call: the array is looked at behind the call. */
static unsigned sink(unsigned depth)
{
    volatile unsigned char taken[256];
    taken[depth % sizeof taken] = 1;
    return depth == 0 ? 0 : sink(depth + 1) + taken[0];
}

static void *run_second(void *argument)
{
    (void)argument;
    printf("sinker: sinks\n");
    printf("sinker: %u\n", sink(1));
    return NULL;
}

int main(void)
{
    struct tay_thread *thread;
    void *result;
    if (tay_thread_spawn(NULL, run_second, NULL, &thread) != TAY_OK ||
        tay_thread_join(thread, &result) != TAY_OK) {
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
