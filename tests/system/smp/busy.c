/* SPDX-License-Identifier: MIT */
/*
 * From one to four threads that compute, and trap only before and behind: each of k threads has a
 * core of its own for all that time, if there are k, or else its share of those that there are. How
 * long a thread has run and how long it took are measured by one clock, so that their proportion
 * does not depend on how fast the machine is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>
#include <tay/trap.h>

#define THREADS_MAX 4u
#define PRIORITY 9u
#define STACK_BYTES 4096u
#define BATCHES 40000u
#define BATCH 1000u   /* rounds of two instructions */
#define TOLERANCE 20u /* percent */

static struct busy {
    uint64_t count; /* batches; written by itself alone */
    unsigned seen;  /* how often it saw that another one's count had changed */
    tay_time_t run_ns, elapsed_ns;
} busy[THREADS_MAX];
static unsigned threads, ready;
static tay_cap_t bell;
static char stacks[THREADS_MAX][STACK_BYTES] __attribute__((aligned(16)));

static void must(const char *what, enum tay_status status)
{
    if (status != TAY_OK) {
        printf("busy: FAILED: %s: %s\n", what, tay_status_text(status));
        exit(EXIT_FAILURE);
    }
}

/* The hint lets an emulator that counts instructions go on with another core. */
static void compute(void)
{
    uint64_t rounds = BATCH;
    __asm__ volatile("0: subs %0, %0, #1\n\tb.ne 0b\n\tyield" : "+r"(rounds)::"cc");
}

static tay_time_t run_ns_of(tay_cap_t thread)
{
    tay_word_t state, priority;
    tay_time_t run_ns = 0;
    enum tay_status status = tay_thread_query(thread, &state, &priority, &run_ns);
    return status == TAY_OK ? run_ns : 0;
}

static void enter(tay_word_t number, tay_cap_t self)
{
    struct busy *mine = &busy[number];
    uint64_t last[THREADS_MAX] = {0};
    __atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&ready, __ATOMIC_SEQ_CST) < threads) {
        compute();
    }
    mine->run_ns = run_ns_of(self);
    mine->elapsed_ns = tay_time_now();
    for (uint64_t n = 1; n <= BATCHES; n++) {
        compute();
        __atomic_store_n(&mine->count, n, __ATOMIC_RELAXED);
        unsigned other = (unsigned)(number + n % threads) % threads;
        uint64_t count = __atomic_load_n(&busy[other].count, __ATOMIC_RELAXED);
        mine->seen += other != number && count != last[other];
        last[other] = count;
    }
    mine->elapsed_ns = tay_time_now() - mine->elapsed_ns;
    mine->run_ns = run_ns_of(self) - mine->run_ns;
    enum tay_status status = tay_trap_notify(bell, (tay_word_t)1 << number);
    status = tay_object_destroy(self);
    (void)status; /* not reached */
}

static void run(unsigned count)
{
    tay_word_t bits, ended = 0;
    tay_cap_t thread[THREADS_MAX];
    threads = count;
    ready = 0;
    for (unsigned n = 0; n < count; n++) {
        busy[n] = (struct busy){0};
        must("thread",
             tay_thread_create(TAY_CAP_SELF, (tay_ua_t)enter, (tay_ua_t)stacks[n] + STACK_BYTES, n,
                               PRIORITY, &thread[n]));
        must("start", tay_thread_start(thread[n]));
    }
    while (ended != ((tay_word_t)1 << count) - 1) {
        must("wait", tay_trap_wait(bell, 0, 0, &bits));
        ended |= bits;
    }
}

static bool is_about(uint64_t found, uint64_t due)
{
    return found * 100 >= due * (100 - TOLERANCE) && found * 100 <= due * (100 + TOLERANCE);
}

/* Whether each thread has had its share. */
static bool report(unsigned count, unsigned cores, tay_time_t alone_ns)
{
    unsigned due = count <= cores ? 100 : 100 * cores / count;
    bool good = true, at_once = true, summed = true;
    for (unsigned n = 0; n < count; n++) {
        unsigned share = (unsigned)(busy[n].run_ns * 100 / busy[n].elapsed_ns);
        printf("busy: thread %u of %u had a core for %u %% of %lu us, saw others move %u times\n",
               n + 1, count, share, (unsigned long)(busy[n].elapsed_ns / TAY_NS_PER_US),
               busy[n].seen);
        good = good && is_about(share, due);
        at_once = at_once && busy[n].seen >= BATCHES / 4;
        summed = summed && is_about(busy[n].elapsed_ns, alone_ns * count);
    }
    /* What can be said where time is the sum of all cores' instructions. */
    if (at_once && summed) {
        printf("busy: %u threads at once, time is the sum\n", count);
    }
    return good;
}

int main(void)
{
    tay_word_t cores;
    size_t total, unused, kernel;
    bool good = true;
    must("system", tay_system_query(tay_startup_cap("system"), &cores, &total, &unused, &kernel));
    must("bell", tay_notification_create(TAY_OWN_ACCOUNT, &bell));
    tay_time_t alone_ns = 0;
    for (unsigned count = 1; count <= THREADS_MAX; count++) {
        run(count);
        alone_ns = count == 1 ? busy[0].elapsed_ns : alone_ns;
        good = report(count, (unsigned)cores, alone_ns) && good;
    }
    printf("busy: %u cores: %s\n", (unsigned)cores, good ? "each had its share" : "FAILED");
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
