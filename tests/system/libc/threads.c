/* SPDX-License-Identifier: MIT */
/*
 * Threads: their life, what each has of its own, and that the C library serves many at once.
 */
#include "expect.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <unistd.h>

#define THREADS 4
#define ROUNDS 300
#define PIECES 8

static _Thread_local int with_value = 42;
static _Thread_local char zeroed[100];
static pthread_barrier_t together;

static size_t used_bytes(void)
{
    size_t budget;
    size_t used;
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget, &used) == TAY_OK);
    return used;
}

static unsigned used_slots(void)
{
    tay_word_t threads;
    tay_word_t slots;
    size_t mapped;
    EXPECT(tay_process_query(TAY_CAP_SELF, &threads, &slots, &mapped) == TAY_OK);
    return (unsigned)slots;
}

static void *use_own(void *argument)
{
    int number = (int)(intptr_t)argument;
    EXPECT(with_value == 42 && zeroed[0] == 0 && zeroed[99] == 0);
    with_value = number;
    errno = number;
    memset(zeroed, number, sizeof zeroed);
    pthread_barrier_wait(&together);
    EXPECT(with_value == number && errno == number && zeroed[99] == number);
    return argument;
}

static void each_has_its_own(void)
{
    pthread_t thread[THREADS];
    errno = ERANGE;
    EXPECT(pthread_barrier_init(&together, NULL, THREADS) == 0);
    for (intptr_t i = 0; i < THREADS; i++) {
        EXPECT(pthread_create(&thread[i], NULL, use_own, (void *)(i + 1)) == 0);
    }
    for (intptr_t i = 0; i < THREADS; i++) {
        void *result;
        EXPECT(pthread_join(thread[i], &result) == 0 && result == (void *)(i + 1));
    }
    EXPECT(errno == ERANGE && with_value == 42 && zeroed[0] == 0);
    EXPECT(pthread_barrier_destroy(&together) == 0);
    printf("threads: each has its own data and errno\n");
}

/* malloc ------------------------------------------------------------------------------------------
 */

static void *churn(void *argument)
{
    unsigned char mark = (unsigned char)(intptr_t)argument;
    unsigned random = mark;
    unsigned char *piece[PIECES] = {NULL};
    size_t bytes[PIECES] = {0};
    for (unsigned round = 0; round < ROUNDS; round++) {
        random = random * 1103515245 + 12345;
        unsigned at = random >> 16 & (PIECES - 1);
        for (size_t i = 0; i < bytes[at]; i++) {
            EXPECT(piece[at][i] == mark);
        }
        bytes[at] = random >> 20 & 0x3ff;
        piece[at] = realloc(piece[at], bytes[at] + 1);
        EXPECT(piece[at] != NULL && (uintptr_t)piece[at] % 16 == 0);
        memset(piece[at], mark, bytes[at]);
    }
    for (unsigned i = 0; i < PIECES; i++) {
        free(piece[i]);
    }
    return NULL;
}

/* Each line is one call or is held together by flockfile; converse.py and init see whole lines. */
static void *print(void *argument)
{
    int number = (int)(intptr_t)argument;
    for (int i = 0; i < 5; i++) {
        printf("threads: line %d of %d: %.3f %s\n", i, number, sqrt(number), "0123456789");
        flockfile(stdout);
        fputs("threads: ", stdout);
        printf("piece by piece ");
        printf("by %d\n", number);
        funlockfile(stdout);
    }
    return churn(argument);
}

static void the_library_serves_many(void)
{
    pthread_t thread[THREADS];
    for (intptr_t i = 0; i < THREADS; i++) {
        EXPECT(pthread_create(&thread[i], NULL, print, (void *)(i + 1)) == 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        EXPECT(pthread_join(thread[i], NULL) == 0);
    }
    printf("threads: the library serves many\n");
}

/* Ends --------------------------------------------------------------------------------------------
 */

static void *return_argument(void *argument)
{
    return argument;
}

static int cleaned;

static void clean(void *argument)
{
    cleaned = cleaned * 10 + (int)(intptr_t)argument;
}

static void *exit_in_the_middle(void *argument)
{
    pthread_cleanup_push(clean, (void *)2);
    pthread_cleanup_push(clean, (void *)1);
    pthread_exit(argument);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void *fill_and_detach_itself(void *argument)
{
    char stack[5000];
    memset(stack, 7, sizeof stack);
    EXPECT(stack[(intptr_t)argument] == 7);
    EXPECT(pthread_detach(pthread_self()) == 0 && pthread_detach(pthread_self()) == EINVAL);
    return NULL;
}

static unsigned thread_count(void)
{
    tay_word_t threads;
    tay_word_t slots;
    size_t mapped;
    EXPECT(tay_process_query(TAY_CAP_SELF, &threads, &slots, &mapped) == TAY_OK);
    return (unsigned)threads;
}

static void threads_end(void)
{
    pthread_t thread;
    void *result;
    pthread_attr_t attr;
    EXPECT(pthread_create(&thread, NULL, exit_in_the_middle, (void *)5) == 0);
    EXPECT(pthread_join(thread, &result) == 0 && result == (void *)5 && cleaned == 12);
    EXPECT(pthread_join(pthread_self(), NULL) == EDEADLK);

    EXPECT(pthread_attr_init(&attr) == 0);
    EXPECT(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN - 1) == EINVAL);
    EXPECT(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN) == 0);
    for (intptr_t i = 0; i < 20; i++) { /* more than would fit if they were not given back */
        EXPECT(pthread_create(&thread, &attr, fill_and_detach_itself, (void *)i) == 0);
    }
    while (thread_count() > 1) { /* a new one gives back what ended */
        usleep(1000);
        EXPECT(pthread_create(&thread, &attr, return_argument, NULL) == 0);
        EXPECT(pthread_join(thread, NULL) == 0);
    }
    size_t used = used_bytes();
    unsigned slots = used_slots();
    for (intptr_t i = 0; i < 20; i++) {
        EXPECT(pthread_create(&thread, NULL, return_argument, (void *)i) == 0);
        EXPECT(pthread_join(thread, &result) == 0 && result == (void *)i);
    }
    EXPECT(used_bytes() == used && used_slots() == slots);
    printf("threads: ended ones give everything back\n");
}

/* A thread that cannot be paid for leaves nothing. */
static void threads_fail(void)
{
    pthread_t thread;
    pthread_attr_t attr;
    struct sched_param param = {.sched_priority = TAY_PRIORITY_MAX};
    size_t used = used_bytes();
    unsigned slots = used_slots();
    EXPECT(pthread_attr_init(&attr) == 0);
    EXPECT(pthread_attr_setstacksize(&attr, 64 << 20) == 0);
    EXPECT(pthread_create(&thread, &attr, return_argument, NULL) == EAGAIN);
    EXPECT(pthread_attr_init(&attr) == 0);
    EXPECT(pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED) == 0);
    EXPECT(pthread_attr_setschedparam(&attr, &param) == 0);
    EXPECT(pthread_create(&thread, &attr, return_argument, NULL) == EPERM);
    EXPECT(used_bytes() == used && used_slots() == slots);
    printf("threads: a thread that cannot be made leaves nothing\n");
}

/* The memory below a stack is a guard. */
static void *measure_guard(void *argument)
{
    pthread_attr_t *attr = argument;
    size_t stack_bytes;
    size_t guard_bytes;
    tay_ua_t start;
    size_t length;
    tay_word_t flags;
    size_t offset;
    EXPECT(pthread_attr_getstacksize(attr, &stack_bytes) == 0);
    EXPECT(pthread_attr_getguardsize(attr, &guard_bytes) == 0 && guard_bytes == 4096);
    tay_ua_t here = (tay_ua_t)&start;
    EXPECT(tay_space_query(TAY_CAP_SELF, here, &start, &length, &flags, &offset) == TAY_OK);
    EXPECT(start <= here && length >= stack_bytes && (flags & TAY_MAP_WRITE) != 0);
    EXPECT(tay_space_query(TAY_CAP_SELF, start - 1, &start, &length, &flags, &offset) == TAY_OK);
    EXPECT((flags & TAY_MAP_GUARD) != 0 && length == guard_bytes);
    return NULL;
}

static void stacks_have_guards(void)
{
    pthread_t thread;
    pthread_attr_t attr;
    EXPECT(pthread_attr_init(&attr) == 0);
    EXPECT(pthread_create(&thread, &attr, measure_guard, &attr) == 0);
    EXPECT(pthread_join(thread, NULL) == 0);
    printf("threads: stacks have guards\n");
}

/* Clones are made while other threads are in the library: in each there is one thread, which finds
 * nothing held and can make others. The others pause: counted, a core that never does keeps those
 * that wait for the kernel's lock from their turn for long. */
static uint32_t stop_using;

static void *use_library(void *argument)
{
    while (__atomic_load_n(&stop_using, __ATOMIC_RELAXED) == 0) {
        for (unsigned i = 0; i < 10; i++) {
            char *text = malloc(100);
            EXPECT(text != NULL && snprintf(text, 100, "%.3f", 1.5) == 5);
            free(text);
        }
        usleep(50);
    }
    return argument;
}

static void be_a_clone(void)
{
    pthread_t thread;
    void *result;
    EXPECT(thread_count() == 1);
    EXPECT(pthread_create(&thread, NULL, churn, (void *)5) == 0);
    churn((void *)6);
    EXPECT(pthread_join(thread, &result) == 0 && result == NULL && usleep(1000) == 0);
    exit(EXIT_SUCCESS);
}

static void clones_begin_anew(void)
{
    pthread_t thread[2];
    tay_cap_t session;
    tay_pid_t child;
    unsigned status;
    EXPECT(tay_proc_join(tay_startup_cap("proc"), &session) == TAY_OK);
    for (unsigned i = 0; i < 2; i++) {
        EXPECT(pthread_create(&thread[i], NULL, use_library, NULL) == 0);
    }
    for (unsigned i = 0; i < 5; i++) {
        EXPECT(tay_proc_fork(session, &child) == TAY_OK);
        if (child == 0) {
            be_a_clone();
        }
        EXPECT(tay_proc_wait(session, child, &child, &status) == TAY_OK && status == 0);
    }
    __atomic_store_n(&stop_using, 1, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < 2; i++) {
        EXPECT(pthread_join(thread[i], NULL) == 0);
    }
    printf("threads: clones begin anew\n");
}

static pthread_t first;

static void *outlive(void *argument)
{
    void *result;
    EXPECT(pthread_join(first, &result) == 0 && result == (void *)9);
    printf("threads: the first one has ended, and the last one ends the program\n");
    return argument;
}

int main(void)
{
    pthread_t thread;
    each_has_its_own();
    the_library_serves_many();
    threads_end();
    threads_fail();
    stacks_have_guards();
    clones_begin_anew();
    first = pthread_self();
    EXPECT(pthread_create(&thread, NULL, outlive, NULL) == 0);
    EXPECT(pthread_detach(thread) == 0);
    pthread_exit((void *)9);
}
