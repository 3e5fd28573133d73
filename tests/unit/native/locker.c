/* SPDX-License-Identifier: MIT */
/*
 * Threads of tay/thread.h that count together under a lock, and each for itself: in its own
 * thread-local data, from what these begin with, and in its own errno.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/lock.h>
#include <tay/mapping.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/thread.h>
#include <tay/time.h>
#include <tay/trap.h>

#define THREADS 3u
#define TURNS 4u
#define OWN_AT_FIRST 100u

static tay_lock_t lock;
static unsigned together;
static _Thread_local unsigned own = OWN_AT_FIRST;
static _Thread_local struct {
    _Alignas(64) char text[70];
} line;

/* Gives way while it holds the lock, so that others find it taken. */
static void add_together(void)
{
    tay_lock_acquire(&lock);
    unsigned before = together;
    tay_trap_yield();
    together = before + 1;
    tay_lock_release(&lock);
}

/* Lends its thread-local data. */
static void say(const char *text)
{
    size_t written_bytes;
    enum tay_status status =
        tay_log_write(tay_startup_cap("log"), text, strlen(text), &written_bytes);
    (void)status; /* what is missing on the log is found there */
}

static void *count(void *argument)
{
    unsigned *result = malloc(sizeof *result);
    errno = (int)(uintptr_t)argument;
    for (unsigned turn = 0; turn < TURNS; turn++) {
        add_together();
        own++;
    }
    snprintf(line.text, sizeof line.text, "locker: thread %d counted %u\n", errno,
             own - OWN_AT_FIRST);
    say(line.text);
    if (result != NULL) {
        *result = errno == (int)(uintptr_t)argument && (uintptr_t)&line % 64 == 0 ? own : 0;
    }
    return result;
}

/* How many have counted as they should. */
static unsigned join_all(struct tay_thread **thread, unsigned begun)
{
    unsigned right = 0;
    for (unsigned n = 0; n < begun; n++) {
        void *result = NULL;
        if (tay_thread_join(thread[n], &result) == TAY_OK && result != NULL) {
            right += *(unsigned *)result == OWN_AT_FIRST + TURNS;
        }
        free(result);
    }
    return right;
}

int main(void)
{
    struct tay_thread *thread[THREADS];
    struct tay_mapping mapping;
    unsigned begun = 0;
    while (begun < THREADS && tay_thread_spawn(NULL, count, (void *)(uintptr_t)(begun + 1),
                                               &thread[begun]) == TAY_OK) {
        begun++;
    }
    unsigned right = join_all(thread, begun);
    if (begun < THREADS || right < THREADS) {
        printf("locker: %u threads, %u right\n", begun, right);
        return EXIT_FAILURE;
    }
    if (tay_thread_sleep_until(tay_time_now() + TAY_NS_PER_MS) != TAY_OK ||
        tay_mapping_create(1, &mapping) != TAY_OK || tay_mapping_close(&mapping) != TAY_OK) {
        return EXIT_FAILURE;
    }
    printf("locker: together %u, own %u, errno %d\n", together, own, errno);
    return together == THREADS * TURNS && own == OWN_AT_FIRST ? EXIT_SUCCESS : EXIT_FAILURE;
}
