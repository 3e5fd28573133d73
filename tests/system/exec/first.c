/* SPDX-License-Identifier: MIT */
/*
 * A program that init started, and that becomes another one, while a thread of it waits for nothing
 * and another one reads from a pipe.
 */
#include "child.h"
#include <pthread.h>

static int ends[2];

static void *wait_for_ever(void *nothing)
{
    char byte;
    EXPECT(read(ends[0], &byte, 1) == 0); /* does not come back */
    exit(EXIT_FAILURE);
    return nothing;
}

int main(void)
{
    pthread_t thread;
    char number[16];
    child_write(TMP "/first");
    EXPECT(pipe(ends) == 0 && pthread_create(&thread, NULL, wait_for_ever, NULL) == 0);
    snprintf(number, sizeof number, "%ld", (long)getpid());
    EXPECT(execl(TMP "/first", "first", "number", number, "0", NULL) == 0);
    return EXIT_FAILURE;
}
