/* SPDX-License-Identifier: MIT */
/*
 * POSIX threads that hand numbers on: by a semaphore, a condition, a barrier, a reader-writer lock
 * and values of keys. The second one ends by a deadline that nobody meets.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

_Static_assert(PTHREAD_KEYS_MAX == 128 && PTHREAD_STACK_MIN == 8192 && sizeof(sem_t) == 4,
               "the SDK's types and limits, not the computer's");

#define TURNS 4u
#define DAYS 20454 /* from 1970 to 2026-01-01, when each machine begins */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static pthread_key_t key;
static sem_t taken;
static unsigned number; /* 0: it was taken */
static unsigned destroyed;
static unsigned sum;

static void note_end(void *value)
{
    destroyed += *(unsigned *)value;
}

static void prepare(void)
{
    if (pthread_key_create(&key, note_end) != 0 || sem_init(&taken, 0, 0) != 0 ||
        pthread_barrier_init(&barrier, NULL, 2) != 0) {
        abort();
    }
}

/* Adds up what it gets until it gets a 0, which comes last. */
static void *take(void *argument)
{
    unsigned *value = argument;
    pthread_once(&once, prepare);
    *value = 7;
    pthread_setspecific(key, value);
    pthread_barrier_wait(&barrier);
    for (unsigned turn = 0; turn < TURNS; turn++) {
        pthread_mutex_lock(&mutex);
        while (number == 0) {
            pthread_cond_wait(&changed, &mutex);
        }
        pthread_rwlock_wrlock(&rwlock);
        sum += number;
        pthread_rwlock_unlock(&rwlock);
        number = 0;
        pthread_mutex_unlock(&mutex);
        sem_post(&taken);
    }
    return pthread_getspecific(key);
}

static void give_all(void)
{
    for (unsigned turn = 1; turn <= TURNS; turn++) {
        pthread_mutex_lock(&mutex);
        number = turn;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&mutex);
        while (sem_wait(&taken) != 0) {
            sched_yield();
        }
    }
}

/* Waits for what nobody does. */
static int wait_in_vain(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec++;
    pthread_mutex_lock(&mutex);
    int error = pthread_cond_timedwait(&changed, &mutex, &until);
    pthread_mutex_unlock(&mutex);
    return error;
}

static int map_something(void)
{
    char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        return -1;
    }
    page[4095] = 1;
    return munmap(page, 4096);
}

int main(void)
{
    static unsigned value;
    pthread_t thread;
    void *result = NULL;
    pthread_once(&once, prepare);
    if (pthread_create(&thread, NULL, take, &value) != 0) {
        printf("poster: nobody to hand numbers to\n");
        return EXIT_FAILURE;
    }
    pthread_barrier_wait(&barrier);
    give_all();
    pthread_join(thread, &result);
    int vain = wait_in_vain();
    int mapped = map_something();
    printf("poster: sum %u, destroyed %u, %s, mapped %d, %s\n", sum, destroyed,
           vain == ETIMEDOUT ? "in vain" : "?", mapped,
           time(NULL) / (24 * 60 * 60) == DAYS ? "2026" : "?");
    return sum == 10 && result == &value && vain == ETIMEDOUT && mapped == 0 ? EXIT_SUCCESS
                                                                             : EXIT_FAILURE;
}
