/* SPDX-License-Identifier: MIT */
/*
 * Clocks and sleeping.
 */
#include "expect.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/time.h>
#include <sys/times.h>
#include <tay/time.h>
#include <unistd.h>

#define NS_PER_MS 1000000L
#define NS_PER_S 1000000000L

/* Between these the build was: 2025-01-01 and 2100-01-01. */
#define EARLIEST 1735689600
#define LATEST 4102444800

static int64_t read_ns(clockid_t clock)
{
    struct timespec time;
    EXPECT(clock_gettime(clock, &time) == 0 && time.tv_nsec >= 0 && time.tv_nsec < NS_PER_S);
    return time.tv_sec * NS_PER_S + time.tv_nsec;
}

static void clocks_go_on(void)
{
    struct timespec time;
    int64_t before = read_ns(CLOCK_MONOTONIC);
    EXPECT(before > 0 && before <= (int64_t)tay_time_now());
    EXPECT(read_ns(CLOCK_MONOTONIC) >= before);
    EXPECT(clock_getres(CLOCK_MONOTONIC, &time) == 0);
    EXPECT(time.tv_sec == 0 && time.tv_nsec > 0 && time.tv_nsec < 1000);
    EXPECT(clock_gettime((clockid_t)99, &time) == -1 && errno == EINVAL);
    EXPECT(clock_settime(CLOCK_MONOTONIC, &time) == -1 && errno == EINVAL);
    printf("clocks: the monotonic one goes on\n");
}

static void real_time_begins_at_the_build(void)
{
    struct timeval timeval;
    int64_t real = read_ns(CLOCK_REALTIME);
    EXPECT(real / NS_PER_S > EARLIEST && real / NS_PER_S < LATEST);
    time_t now = time(NULL);
    EXPECT(now >= real / NS_PER_S && now <= real / NS_PER_S + 60);
    EXPECT(gettimeofday(&timeval, NULL) == 0 && timeval.tv_sec >= now);

    struct timespec set = {.tv_sec = 951782400, .tv_nsec = 5}; /* 2000-02-29 00:00:00 */
    EXPECT(clock_settime(CLOCK_REALTIME, &set) == 0);
    now = time(NULL);
    struct tm broken;
    EXPECT(gmtime_r(&now, &broken) == &broken && broken.tm_mon == 1 && broken.tm_mday == 29);
    char text[40];
    EXPECT(strftime(text, sizeof text, "%Y-%m-%d %H", &broken) == 13);
    EXPECT(strcmp(text, "2000-02-29 00") == 0);
    EXPECT(mktime(&broken) == now && difftime(now, set.tv_sec) < 60);
    set.tv_nsec = NS_PER_S;
    EXPECT(clock_settime(CLOCK_REALTIME, &set) == -1 && errno == EINVAL);
    EXPECT(read_ns(CLOCK_MONOTONIC) < set.tv_sec * NS_PER_S); /* nobody sets that one */
    printf("clocks: the real one begins at the build, and can be set\n");
}

static void sleepers_wake_in_time(void)
{
    struct timespec span = {.tv_nsec = 3 * NS_PER_MS};
    int64_t before = read_ns(CLOCK_MONOTONIC);
    EXPECT(nanosleep(&span, NULL) == 0);
    EXPECT(read_ns(CLOCK_MONOTONIC) - before >= 3 * NS_PER_MS);
    before = read_ns(CLOCK_MONOTONIC);
    EXPECT(usleep(2000) == 0 && read_ns(CLOCK_MONOTONIC) - before >= 2 * NS_PER_MS);

    int64_t until = read_ns(CLOCK_REALTIME) + 2 * NS_PER_MS;
    struct timespec time = {.tv_sec = until / NS_PER_S, .tv_nsec = until % NS_PER_S};
    EXPECT(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &time, NULL) == 0);
    EXPECT(read_ns(CLOCK_REALTIME) >= until);
    EXPECT(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &time, NULL) == 0); /* it has passed */
    EXPECT(clock_nanosleep(CLOCK_MONOTONIC, 0, &span, NULL) == 0);
    span.tv_nsec = -1;
    EXPECT(clock_nanosleep(CLOCK_MONOTONIC, 0, &span, NULL) == EINVAL);
    EXPECT(nanosleep(&span, NULL) == -1 && errno == EINVAL);
    EXPECT(sleep(0) == 0);
    printf("clocks: sleepers wake in time\n");
}

static void *sleep_a_day(void *argument)
{
    struct timespec tomorrow;
    EXPECT(clock_gettime(CLOCK_REALTIME, &tomorrow) == 0);
    tomorrow.tv_sec += 86400;
    EXPECT(sem_post(argument) == 0);
    EXPECT(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &tomorrow, NULL) == 0);
    return NULL;
}

/* Whoever sleeps by the real time hears of its being set. */
static void a_day_passes_at_once(void)
{
    pthread_t thread;
    sem_t begun;
    struct timespec time;
    EXPECT(sem_init(&begun, 0, 0) == 0);
    EXPECT(pthread_create(&thread, NULL, sleep_a_day, &begun) == 0 && sem_wait(&begun) == 0);
    usleep(2000); /* it sleeps by now, or sees the new time as it begins to */
    EXPECT(clock_gettime(CLOCK_REALTIME, &time) == 0);
    time.tv_sec += 86401;
    EXPECT(clock_settime(CLOCK_REALTIME, &time) == 0);
    EXPECT(pthread_join(thread, NULL) == 0);
    EXPECT(read_ns(CLOCK_MONOTONIC) < 3600 * NS_PER_S);
    printf("clocks: a day passes at once\n");
}

static void *work(void *argument)
{
    for (volatile unsigned i = 0; i < 3000000; i++) {
    }
    EXPECT(read_ns(CLOCK_THREAD_CPUTIME_ID) > 0);
    return argument;
}

/* What ended threads ran stays counted. */
static void running_is_counted(void)
{
    pthread_t thread;
    clock_t before = clock();
    EXPECT(pthread_create(&thread, NULL, work, NULL) == 0 && pthread_join(thread, NULL) == 0);
    clock_t worked = clock();
    EXPECT(before >= 0 && worked > before);
    int64_t own = read_ns(CLOCK_THREAD_CPUTIME_ID);
    EXPECT(own > 0 && own <= read_ns(CLOCK_THREAD_CPUTIME_ID));
    EXPECT(own <= read_ns(CLOCK_MONOTONIC));
    printf("clocks: running is counted\n");
}

int main(void)
{
    clocks_go_on();
    real_time_begins_at_the_build();
    sleepers_wake_in_time();
    a_day_passes_at_once();
    running_is_counted();
    return 0;
}
