/* SPDX-License-Identifier: MIT */
/*
 * A thread pinned to each core. The threads use nothing of the C library, whose data they have not.
 */
#include "report.h"
#include "steps.h"

#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

#define CORES_MAX 4u
#define STACK_BYTES 0x2000u
#define PRIORITY 10u
#define ADDITIONS 20000u
#define MESSAGES 20000u
#define WAKES 50u
#define LIMIT_NS (20 * TAY_NS_PER_S)

static char stacks[CORES_MAX][STACK_BYTES] __attribute__((aligned(16)));
static tay_cap_t bell;             /* each thread sets the bit of its core when it is done */
static tay_cap_t call_bell;        /* what the partner of check_wake waits for */
static uint32_t ran_where;         /* bits of cores on which a thread found itself */
static uint64_t atomic_sum;        /* by exclusives */
static volatile uint64_t lock_sum; /* under the lock */
static bool lock;
static volatile uint32_t message; /* what the flag speaks of */
static uint32_t flag;
static uint32_t stale; /* messages older than their flag */

static void relax(void)
{
    __asm__ volatile("yield");
}

static void add_both(void)
{
    for (unsigned n = 0; n < ADDITIONS; n++) {
        __atomic_fetch_add(&atomic_sum, 1, __ATOMIC_RELAXED);
        while (__atomic_test_and_set(&lock, __ATOMIC_ACQUIRE)) {
            relax();
        }
        lock_sum = lock_sum + 1;
        __atomic_clear(&lock, __ATOMIC_RELEASE);
    }
}

static void work(tay_word_t core, tay_cap_t self)
{
    tay_word_t pinned, last;
    if (tay_thread_get_affinity(self, &pinned, &last) == TAY_OK && last == core) {
        __atomic_fetch_or(&ran_where, 1u << core, __ATOMIC_RELAXED);
    }
    add_both();
    for (;;) {
        enum tay_status status = tay_trap_notify(bell, (tay_word_t)1 << core);
        (void)status; /* who waits has a deadline */
        status = tay_trap_wait(call_bell, 0, 0, &last);
    }
}

/* Core 0 writes, the others read: by release and acquire a message is never older than its flag. */
static void pass_messages(tay_word_t core, tay_cap_t self)
{
    (void)self;
    for (uint32_t n = 1; n <= MESSAGES; n++) {
        if (core == 0) {
            message = n;
            __atomic_store_n(&flag, n, __ATOMIC_RELEASE);
        } else {
            uint32_t seen = __atomic_load_n(&flag, __ATOMIC_ACQUIRE);
            if (message < seen) {
                __atomic_fetch_add(&stale, 1, __ATOMIC_RELAXED);
            }
        }
        relax();
    }
    enum tay_status status = tay_trap_notify(bell, (tay_word_t)1 << core);
    tay_word_t bits;
    while (status == TAY_OK) {
        status = tay_trap_wait(call_bell, 0, 0, &bits);
    }
}

static void answer(tay_word_t core, tay_cap_t self)
{
    tay_word_t bits;
    (void)self;
    while (tay_trap_wait(call_bell, 0, 0, &bits) == TAY_OK &&
           tay_trap_notify(bell, (tay_word_t)1 << core) == TAY_OK) {
    }
}

static tay_cap_t start(void (*entry)(tay_word_t, tay_cap_t), tay_word_t core)
{
    tay_cap_t thread;
    if (tay_thread_create(TAY_CAP_SELF, (tay_ua_t)entry, (tay_ua_t)stacks[core] + STACK_BYTES, core,
                          PRIORITY, &thread) != TAY_OK) {
        return TAY_CAP_NULL;
    }
    if (tay_thread_set_affinity(thread, core) != TAY_OK || tay_thread_start(thread) != TAY_OK) {
        enum tay_status status = tay_object_destroy(thread);
        (void)status; /* it does not run, either way */
        return TAY_CAP_NULL;
    }
    return thread;
}

static void stop(tay_cap_t thread)
{
    enum tay_status status = tay_object_destroy(thread);
    (void)status; /* TAY_CAP_NULL: it was not started */
}

/* Waits until the bell has rung with all of these bits. */
static bool wait_for(tay_word_t wanted)
{
    tay_time_t deadline_ns = tay_time_now() + LIMIT_NS;
    tay_word_t bits;
    while (wanted != 0) {
        if (tay_trap_wait(bell, TAY_INFO_DEADLINE, deadline_ns, &bits) != TAY_OK) {
            return false;
        }
        wanted &= ~bits;
    }
    return true;
}

/* Runs a function on each core until each has said that it is done. */
static bool run_on_all(void (*entry)(tay_word_t, tay_cap_t), tay_word_t cores)
{
    tay_cap_t threads[CORES_MAX];
    for (tay_word_t core = 0; core < cores; core++) {
        threads[core] = start(entry, core);
    }
    bool done = wait_for(((tay_word_t)1 << cores) - 1);
    for (tay_word_t core = 0; core < cores; core++) {
        stop(threads[core]);
    }
    return done;
}

static void check_run(tay_word_t cores)
{
    bool done = run_on_all(work, cores);
    uint64_t wanted = (uint64_t)cores * ADDITIONS;
    report(STEP_CORES_RUN, done && ran_where == (1u << cores) - 1,
           "a thread pinned to each core runs there: cores 0x%lx", (unsigned long)ran_where);
    report(STEP_CORES_COUNT, done && atomic_sum == wanted && lock_sum == wanted,
           "%lu additions by exclusives count %lu, under a lock %lu", (unsigned long)wanted,
           (unsigned long)atomic_sum, (unsigned long)lock_sum);
}

static void check_order(tay_word_t cores)
{
    bool done = run_on_all(pass_messages, cores);
    report_hardware(STEP_CORES_ORDER, done && stale == 0 && flag == MESSAGES,
                    "of %lu messages by release and acquire %lu are older than their flag",
                    (unsigned long)flag, (unsigned long)stale);
}

/* Round trips from here to a sleeping thread on that core; the longest, in ns; 0: it failed. */
static tay_time_t round_trip_ns(tay_word_t core)
{
    tay_cap_t partner = start(answer, core);
    tay_time_t longest_ns = 1;
    for (unsigned n = 0; n < WAKES && longest_ns > 0; n++) {
        tay_time_t begin_ns = tay_time_now();
        if (partner == TAY_CAP_NULL || tay_trap_notify(call_bell, 1) != TAY_OK ||
            !wait_for((tay_word_t)1 << core)) {
            longest_ns = 0;
            break;
        }
        tay_time_t took_ns = tay_time_now() - begin_ns;
        longest_ns = took_ns > longest_ns ? took_ns : longest_ns;
    }
    stop(partner);
    return longest_ns;
}

static void check_wake(tay_word_t cores)
{
    tay_time_t longest_ns = 0;
    bool woken = tay_thread_set_affinity(tay_startup_thread(), 0) == TAY_OK;
    for (tay_word_t core = 0; core < cores && woken; core++) {
        tay_time_t took_ns = round_trip_ns(core);
        woken = took_ns > 0;
        longest_ns = took_ns > longest_ns ? took_ns : longest_ns;
    }
    woken = tay_thread_set_affinity(tay_startup_thread(), TAY_CORE_ANY) == TAY_OK && woken;
    report(STEP_CORES_WAKE, woken,
           "from core 0 to a sleeping thread on each core and back, at most %lu ticks",
           (unsigned long)(longest_ns * clock_frequency_hz() / TAY_NS_PER_S));
}

void cores_steps(tay_word_t cores)
{
    cores = cores < CORES_MAX ? cores : CORES_MAX;
    bell = tay_startup_cap("bell");
    if (tay_notification_create(TAY_OWN_ACCOUNT, &call_bell) != TAY_OK) {
        return; /* the steps are missing in the last line */
    }
    check_run(cores);
    check_order(cores);
    check_wake(cores);
}
