/* SPDX-License-Identifier: MIT */
/*
 * Signals for one thread: handlers run on it, whatever it does, and its mask is what holds them
 * back.
 */
#include "expect.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define THREADS 3
#define ROUNDS 30

static _Thread_local volatile sig_atomic_t seen; /* how often a handler ran on this thread */
static int handled;                              /* and on any; atomic */
static sem_t ready, never;
static volatile int stop, is_back;

static void note(int signal)
{
    (void)signal;
    seen++;
    __atomic_fetch_add(&handled, 1, __ATOMIC_RELAXED);
}

static sigset_t set_of(int number)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    return set;
}

/* Blocks, until that is interrupted. */
static void *block(void *nothing)
{
    sem_post(&ready);
    EXPECT(sem_wait(&never) == -1 && errno == EINTR && seen > 0);
    is_back = 1;
    return nothing;
}

/* Computes, for others all the time: no register may change under it. */
static void *compute(void *nothing)
{
    double sum = 0;
    unsigned long count = 0;
    sem_post(&ready);
    while (!stop) {
        sum += 0.5;
        count++;
        sched_yield();             /* lets other threads run on this core */
        __asm__ volatile("yield"); /* lets an emulator that counts go on with another core */
    }
    EXPECT(sum == 0.5 * (double)count);
    EXPECT(seen == ROUNDS);
    return nothing;
}

/* Holds the signal back, and waits for it with another mask. */
static void *suspend(void *nothing)
{
    sigset_t none, usr1 = set_of(SIGUSR1), pending;
    sigemptyset(&none);
    EXPECT(pthread_sigmask(SIG_BLOCK, &usr1, NULL) == 0);
    sem_post(&ready);
    struct timespec span = {.tv_nsec = 20000000};
    while (sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) == 0) {
        nanosleep(&span, NULL);
    }
    EXPECT(seen == 0 && sigsuspend(&none) == -1 && errno == EINTR && seen == 1);
    return nothing;
}

static pthread_t begin(void *(*run)(void *))
{
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, run, NULL) == 0 && sem_wait(&ready) == 0);
    return thread;
}

static void end(pthread_t thread)
{
    EXPECT(pthread_join(thread, NULL) == 0);
}

static void test_one_after_another(void)
{
    pthread_t thread = begin(block);
    while (!is_back) {
        EXPECT(pthread_kill(thread, SIGUSR1) == 0);
        usleep(20000);
    }
    end(thread);
    thread = begin(suspend);
    EXPECT(pthread_kill(thread, 0) == 0 && pthread_kill(thread, NSIG) == EINVAL);
    EXPECT(pthread_kill(thread, SIGUSR1) == 0);
    end(thread);
    EXPECT(seen == 0 && pthread_kill(pthread_self(), SIGUSR1) == 0 && seen == 1);
    printf("kill: a signal is for one thread\n");
}

static void test_many(void)
{
    pthread_t thread[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        thread[i] = begin(compute);
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        int wanted = __atomic_load_n(&handled, __ATOMIC_RELAXED) + THREADS;
        for (unsigned i = 0; i < THREADS; i++) {
            EXPECT(pthread_kill(thread[i], SIGUSR1) == 0);
        }
        while (__atomic_load_n(&handled, __ATOMIC_RELAXED) < wanted) {
            usleep(100);
        }
    }
    stop = 1;
    for (unsigned i = 0; i < THREADS; i++) {
        end(thread[i]);
    }
    printf("kill: threads that compute are interrupted, and go on\n");
}

int main(void)
{
    struct sigaction action = {.sa_handler = note};
    EXPECT(sigaction(SIGUSR1, &action, NULL) == 0);
    EXPECT(sem_init(&ready, 0, 0) == 0 && sem_init(&never, 0, 0) == 0);
    test_one_after_another();
    test_many();
    return EXIT_SUCCESS;
}
