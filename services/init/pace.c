/* SPDX-License-Identifier: MIT */
/*
 * Init's priority. Invariant: outside of pace_begin and pace_end it is the highest. A second thread
 * does nothing but to raise it again when a timer says that it is time.
 */
#include "pace.h"

#include <tay/operations.h>
#include <tay/trap.h>

#define LATE_BIT 1u
#define STACK_BYTES 2048

/* Above all that it watches, so that it hears of each. */
#define OWN_PRIORITY TAY_PRIORITY_MAX

static tay_cap_t worker; /* the thread that works */
static tay_cap_t late;
static tay_cap_t timer;
static char stack[STACK_BYTES] __attribute__((aligned(16)));

static void set_priority(tay_word_t priority)
{
    enum tay_status status = tay_thread_set_priority(worker, priority);
    (void)status; /* it is below the ceiling */
}

/* It has no thread-local data, and calls nothing that needs some. */
static void raise_when_late(void)
{
    tay_word_t bits;
    while (tay_trap_wait(late, 0, 0, &bits) == TAY_OK) {
        set_priority(OWN_PRIORITY);
    }
    for (;;) {
        tay_trap_yield(); /* not reached: the notification is init's own */
    }
}

enum tay_status pace_open(tay_cap_t thread)
{
    tay_cap_t watcher = TAY_CAP_NULL;
    worker = thread;
    enum tay_status status = tay_thread_set_priority(worker, OWN_PRIORITY);
    if (status == TAY_OK) {
        status = tay_notification_create(TAY_OWN_ACCOUNT, &late);
    }
    if (status == TAY_OK) {
        status = tay_timer_create(TAY_OWN_ACCOUNT, late, LATE_BIT, &timer);
    }
    if (status == TAY_OK) {
        status = tay_thread_create(TAY_CAP_SELF, (tay_ua_t)raise_when_late,
                                   (tay_ua_t)(stack + sizeof stack), 0, OWN_PRIORITY, &watcher);
    }
    return status == TAY_OK ? tay_thread_start(watcher) : status;
}

static void set_timer(tay_time_t deadline_ns)
{
    enum tay_status status = tay_timer_set(timer, deadline_ns, 0);
    (void)status; /* without a period nothing can be wrong */
}

void pace_begin(unsigned priority)
{
    if (priority + 1 < OWN_PRIORITY) {
        set_timer(tay_time_now() + PACE_PATIENCE_NS);
        set_priority(priority + 1);
    }
}

void pace_end(void)
{
    set_priority(OWN_PRIORITY);
    set_timer(TAY_TIME_NEVER);
}

tay_time_t pace_own_time(void)
{
    tay_word_t state, priority;
    tay_time_t run_ns = 0;
    enum tay_status status = tay_thread_query(worker, &state, &priority, &run_ns);
    (void)status; /* its own */
    return run_ns;
}
