/* SPDX-License-Identifier: MIT */
/*
 * Capabilities, accounts, processes, timers, notifications: many of each.
 */
#include "stress.h"

#define COPIES 1900
#define DEPTH 30
#define WIDTH 100
#define TIMERS 500
#define THREADS 400

/* Each a copy of the one before, and each a copy of the first. */
static void capabilities(void)
{
    tay_cap_t first, last, copy;
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &first) == TAY_OK);
    last = first;
    for (unsigned n = 0; n < COPIES; n++) {
        EXPECT(tay_cap_copy(last, TAY_RIGHTS_ALL, &last) == TAY_OK);
        EXPECT(tay_cap_copy(first, TAY_RIGHTS_ALL, &copy) == TAY_OK);
    }
    EXPECT(tay_cap_revoke(first) == TAY_OK);
    for (unsigned n = 0; n < COPIES; n++) {
        EXPECT(tay_cap_copy(first, TAY_RIGHTS_ALL, &copy) == TAY_OK);
    }
    EXPECT(tay_object_destroy(first) == TAY_OK);
}

static void accounts(void)
{
    tay_cap_t first, last, child;
    EXPECT(tay_account_create(TAY_OWN_ACCOUNT, 8 * MIB, &first) == TAY_OK);
    last = first;
    for (unsigned n = 1; n < DEPTH; n++) {
        EXPECT(tay_account_create(last, 8 * MIB - n * 32 * PAGE, &last) == TAY_OK);
    }
    for (unsigned n = 0; n < WIDTH; n++) {
        EXPECT(tay_account_create(last, PAGE, &child) == TAY_OK);
        EXPECT(tay_notification_create(last, &child) == TAY_OK);
    }
    EXPECT(tay_object_destroy(first) == TAY_OK);
}

static tay_cap_t make_process(tay_word_t slots)
{
    tay_cap_t process;
    EXPECT(tay_process_create(TAY_OWN_ACCOUNT, 0, 0, slots, 0, &process) == TAY_OK);
    return process;
}

static void processes(void)
{
    tay_word_t handle;
    tay_cap_t thread;
    EXPECT(tay_object_destroy(make_process(TAY_SLOTS_MAX)) == TAY_OK);
    tay_cap_t process = make_process(TAY_SLOTS_MAX);
    for (unsigned n = 1; n < TAY_SLOTS_MAX; n++) {
        EXPECT(tay_process_give(process, process, 0, &handle) == TAY_OK);
    }
    EXPECT(tay_object_destroy(process) == TAY_OK);
    process = make_process(TAY_SLOTS_MAX);
    for (unsigned n = 0; n < THREADS; n++) {
        EXPECT(tay_thread_create(process, PAGE, PAGE, 0, 0, &thread) == TAY_OK);
    }
    EXPECT(tay_object_destroy(process) == TAY_OK);
}

static tay_cap_t bell;

static void wait_for_bell(tay_word_t number)
{
    tay_word_t bits;
    enum tay_status status = tay_trap_wait(bell, 0, 0, &bits);
    (void)status;
    (void)number;
}

static tay_time_t noon;

static void sleep_till_noon(tay_word_t number)
{
    tay_word_t bits;
    enum tay_status status = tay_trap_wait(bell, TAY_INFO_DEADLINE, noon, &bits);
    (void)status;
    (void)number;
}

static void notifications(void)
{
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &bell) == TAY_OK);
    crowd_start(CROWD, wait_for_bell, 40);
    EXPECT(tay_object_destroy(bell) == TAY_OK);
    crowd_end();
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &bell) == TAY_OK);
    crowd_start(CROWD, wait_for_bell, 40);
    crowd_end();
    noon = tay_time_now() + 400 * TAY_NS_PER_MS;
    crowd_start(CROWD, sleep_till_noon, 40);
    struct tay_alarm alarm;
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    EXPECT(tay_alarm_sleep_until(&alarm, noon + TAY_NS_PER_MS) == TAY_OK);
    crowd_end();
}

/* All at one time, each with a thread that waits. */
static void timers(void)
{
    struct tay_alarm alarm;
    tay_cap_t timer[TIMERS];
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &bell) == TAY_OK);
    noon = tay_time_now() + 100 * TAY_NS_PER_MS;
    crowd_start(TIMERS, wait_for_bell, 40);
    for (unsigned n = 0; n < TIMERS; n++) {
        EXPECT(tay_timer_create(TAY_OWN_ACCOUNT, bell, 1, &timer[n]) == TAY_OK);
        EXPECT(tay_timer_set(timer[n], noon, 0) == TAY_OK);
    }
    EXPECT(tay_alarm_sleep_until(&alarm, noon + TAY_NS_PER_MS) == TAY_OK);
    for (unsigned n = 0; n < TIMERS; n++) {
        EXPECT(tay_cap_close(timer[n]) == TAY_OK);
    }
    crowd_end();
}

void stress_objects(void)
{
    capabilities();
    accounts();
    processes();
    notifications();
    timers();
}
