/* SPDX-License-Identifier: MIT */
/*
 * Threads and memory of a program.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/lock.h>
#include <tay/mapping.h>
#include <tay/operations.h>
#include <tay/status.h>
#include <tay/thread.h>
#include <tay/time.h>

static void must(enum tay_status status)
{
    if (status != TAY_OK) {
        printf("pages: %s\n", tay_status_text(status));
        exit(EXIT_FAILURE);
    }
}

/* [thread] */
static tay_lock_t lock;
static unsigned sum;

static void *add(void *argument)
{
    const unsigned *number = argument;
    tay_lock_acquire(&lock);
    sum += *number;
    tay_lock_release(&lock);
    return argument;
}

static void add_by_two(void)
{
    struct tay_thread_plan plan = TAY_THREAD_PLAN;
    struct tay_thread *thread[2];
    unsigned number[2] = {40, 2};
    plan.stack_bytes = 16384;
    for (int i = 0; i < 2; i++) {
        must(tay_thread_spawn(&plan, add, &number[i], &thread[i]));
    }
    for (int i = 0; i < 2; i++) {
        void *result;
        must(tay_thread_join(thread[i], &result));
    }
}
/* [thread] */

/* [memory] */
static void share(void)
{
    struct tay_mapping board;
    struct tay_mapping view;
    tay_cap_t to_read;
    must(tay_mapping_create_shared(sizeof sum, &board)); /* rounded up to a page */
    must(tay_cap_copy(board.memory, TAY_RIGHT_READ | TAY_RIGHT_GRANT, &to_read));

    /* to_read goes to another program in a call; that program does: */
    must(tay_mapping_open(to_read, TAY_MAP_READ, &view));

    *(volatile unsigned *)board.address = sum;
    printf("pages: the other one reads %u\n", *(const volatile unsigned *)view.address);
    must(tay_mapping_close(&view));
    must(tay_mapping_close(&board));
}
/* [memory] */

/* [sleep] */
static void tick(void)
{
    tay_time_t next_ns = tay_time_now();
    for (int i = 0; i < 3; i++) {
        next_ns += 5 * TAY_NS_PER_MS; /* from the last time, not from now: no drift */
        must(tay_thread_sleep_until(next_ns));
    }
}
/* [sleep] */

int main(void)
{
    add_by_two();
    share();
    tick();
    return 0;
}
