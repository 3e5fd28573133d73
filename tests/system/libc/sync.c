/* SPDX-License-Identifier: MIT */
/*
 * What threads wait for each other by: each kind is tried alone for its answers, and then
 * contended.
 */
#include "expect.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/time.h>
#include <thread.h>
#include <unistd.h>

#define THREADS 4
#define ROUNDS 500
#define NS_PER_MS 1000000L

/* So much from now, by CLOCK_REALTIME. */
static struct timespec in_ms(long ms)
{
    struct timespec time;
    EXPECT(clock_gettime(CLOCK_REALTIME, &time) == 0);
    time.tv_nsec += ms * NS_PER_MS;
    time.tv_sec += time.tv_nsec / (1000 * NS_PER_MS);
    time.tv_nsec %= 1000 * NS_PER_MS;
    return time;
}

static void run(void *(*start)(void *), void *argument)
{
    pthread_t thread[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        EXPECT(pthread_create(&thread[i], NULL, start, argument) == 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        EXPECT(pthread_join(thread[i], NULL) == 0);
    }
}

/* What one thread alone gets. */
static void *run_alone(void *(*start)(void *), void *argument)
{
    pthread_t thread;
    void *result;
    EXPECT(pthread_create(&thread, NULL, start, argument) == 0);
    EXPECT(pthread_join(thread, &result) == 0);
    return result;
}

/* Mutexes -----------------------------------------------------------------------------------------
 */

static void *try_mutex(void *argument)
{
    pthread_mutex_t *mutex = argument;
    struct timespec soon = in_ms(2);
    struct timespec wrong = {.tv_nsec = 1000 * NS_PER_MS};
    EXPECT(pthread_mutex_trylock(mutex) == EBUSY);
    EXPECT(pthread_mutex_timedlock(mutex, &wrong) == EINVAL);
    return (void *)(intptr_t)pthread_mutex_timedlock(mutex, &soon);
}

static void *unlock_mutex(void *argument)
{
    return (void *)(intptr_t)pthread_mutex_unlock(argument);
}

static pthread_mutex_t make_mutex(int type)
{
    pthread_mutex_t mutex;
    pthread_mutexattr_t attr;
    EXPECT(pthread_mutexattr_init(&attr) == 0 && pthread_mutexattr_settype(&attr, 77) == EINVAL);
    EXPECT(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED) == ENOTSUP);
    EXPECT(pthread_mutexattr_settype(&attr, type) == 0 && pthread_mutex_init(&mutex, &attr) == 0);
    return mutex;
}

static void mutexes_answer(void)
{
    pthread_mutex_t normal = PTHREAD_MUTEX_INITIALIZER;
    EXPECT(pthread_mutex_lock(&normal) == 0 && pthread_mutex_destroy(&normal) == EBUSY);
    EXPECT(run_alone(try_mutex, &normal) == (void *)ETIMEDOUT);
    EXPECT(pthread_mutex_unlock(&normal) == 0 && pthread_mutex_destroy(&normal) == 0);

    pthread_mutex_t recursive = make_mutex(PTHREAD_MUTEX_RECURSIVE);
    EXPECT(pthread_mutex_lock(&recursive) == 0 && pthread_mutex_lock(&recursive) == 0);
    EXPECT(pthread_mutex_trylock(&recursive) == 0 && pthread_mutex_unlock(&recursive) == 0);
    EXPECT(pthread_mutex_unlock(&recursive) == 0);
    EXPECT(run_alone(try_mutex, &recursive) == (void *)ETIMEDOUT);
    EXPECT(run_alone(unlock_mutex, &recursive) == (void *)EPERM);
    EXPECT(pthread_mutex_unlock(&recursive) == 0 && pthread_mutex_unlock(&recursive) == EPERM);

    pthread_mutex_t checking = make_mutex(PTHREAD_MUTEX_ERRORCHECK);
    EXPECT(pthread_mutex_unlock(&checking) == EPERM && pthread_mutex_lock(&checking) == 0);
    EXPECT(pthread_mutex_lock(&checking) == EDEADLK && pthread_mutex_trylock(&checking) == EBUSY);
    EXPECT(run_alone(unlock_mutex, &checking) == (void *)EPERM);
    EXPECT(pthread_mutex_unlock(&checking) == 0 && pthread_mutex_destroy(&checking) == 0);
    printf("sync: mutexes answer\n");
}

static struct {
    pthread_mutex_t mutex;
    volatile unsigned count; /* not atomic: it is the mutex that keeps it right */
} counter = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void *count(void *argument)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        EXPECT(pthread_mutex_lock(&counter.mutex) == 0);
        unsigned before = counter.count;
        if (i % 16 == 0) {
            sched_yield(); /* so that the others find it locked, on one core, too */
        }
        counter.count = before + 1;
        EXPECT(pthread_mutex_unlock(&counter.mutex) == 0);
    }
    return argument;
}

static void mutexes_exclude(void)
{
    run(count, NULL);
    EXPECT(counter.count == THREADS * ROUNDS);
    printf("sync: mutexes exclude\n");
}

/* Conditions, semaphores: a ring of places, filled and emptied
 * ------------------------------------- */

#define PLACES 3

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t not_full;
    pthread_cond_t not_empty;
    unsigned place[PLACES];
    unsigned put;
    unsigned taken;
} ring = {.mutex = PTHREAD_MUTEX_INITIALIZER,
          .not_full = PTHREAD_COND_INITIALIZER,
          .not_empty = PTHREAD_COND_INITIALIZER};

static void *take_from_ring(void *argument)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&ring.mutex);
        while (ring.put == ring.taken) {
            EXPECT(pthread_cond_wait(&ring.not_empty, &ring.mutex) == 0);
        }
        sum += ring.place[ring.taken++ % PLACES];
        pthread_cond_signal(&ring.not_full);
        pthread_mutex_unlock(&ring.mutex);
    }
    (void)argument;
    return (void *)(uintptr_t)sum;
}

static void put_into_ring(unsigned value)
{
    pthread_mutex_lock(&ring.mutex);
    while (ring.put - ring.taken == PLACES) {
        EXPECT(pthread_cond_wait(&ring.not_full, &ring.mutex) == 0);
    }
    ring.place[ring.put++ % PLACES] = value;
    pthread_cond_signal(&ring.not_empty);
    pthread_mutex_unlock(&ring.mutex);
}

static void conditions_hand_over(void)
{
    pthread_t thread[2];
    void *sum[2];
    for (unsigned i = 0; i < 2; i++) {
        EXPECT(pthread_create(&thread[i], NULL, take_from_ring, NULL) == 0);
    }
    for (unsigned i = 0; i < 2 * ROUNDS; i++) {
        put_into_ring(i);
    }
    for (unsigned i = 0; i < 2; i++) {
        EXPECT(pthread_join(thread[i], &sum[i]) == 0);
    }
    EXPECT((uintptr_t)sum[0] + (uintptr_t)sum[1] == 2 * ROUNDS * (2 * ROUNDS - 1) / 2);
    printf("sync: conditions hand over\n");
}

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
    unsigned waiting;
    bool go;
} gate = {.mutex = PTHREAD_MUTEX_INITIALIZER, .condition = PTHREAD_COND_INITIALIZER};

static void *wait_at_gate(void *argument)
{
    pthread_mutex_lock(&gate.mutex);
    gate.waiting++;
    while (!gate.go) {
        pthread_cond_wait(&gate.condition, &gate.mutex);
    }
    gate.waiting--;
    pthread_mutex_unlock(&gate.mutex);
    return argument;
}

static void conditions_wake_all(void)
{
    pthread_t thread[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        EXPECT(pthread_create(&thread[i], NULL, wait_at_gate, NULL) == 0);
    }
    pthread_mutex_lock(&gate.mutex);
    while (gate.waiting < THREADS) {
        struct timespec soon = in_ms(1);
        EXPECT(pthread_cond_timedwait(&gate.condition, &gate.mutex, &soon) == ETIMEDOUT);
    }
    gate.go = true;
    pthread_cond_broadcast(&gate.condition);
    pthread_mutex_unlock(&gate.mutex);
    for (unsigned i = 0; i < THREADS; i++) {
        EXPECT(pthread_join(thread[i], NULL) == 0);
    }
    EXPECT(gate.waiting == 0);

    /* The mutex must be the caller's, and comes back as deep as it was. */
    pthread_mutex_t recursive = make_mutex(PTHREAD_MUTEX_RECURSIVE);
    struct timespec past = in_ms(0);
    EXPECT(pthread_cond_timedwait(&gate.condition, &recursive, &past) == EPERM);
    pthread_mutex_lock(&recursive);
    pthread_mutex_lock(&recursive);
    EXPECT(pthread_cond_timedwait(&gate.condition, &recursive, &past) == ETIMEDOUT);
    EXPECT(pthread_mutex_unlock(&recursive) == 0 && pthread_mutex_unlock(&recursive) == 0);
    EXPECT(pthread_mutex_unlock(&recursive) == EPERM);
    printf("sync: conditions wake all\n");
}

static sem_t full;
static sem_t empty;
static unsigned letter;

static void *answer_letters(void *argument)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        EXPECT(sem_wait(&full) == 0 && letter == 2 * i);
        letter++;
        EXPECT(sem_post(&empty) == 0);
    }
    return argument;
}

static void semaphores_count(void)
{
    int value;
    struct timespec soon = in_ms(2);
    EXPECT(sem_init(&full, 1, 0) == -1 && errno == ENOTSUP);
    EXPECT(sem_init(&full, 0, 1U << 31) == -1 && errno == EINVAL);
    EXPECT(sem_init(&full, 0, SEM_VALUE_MAX) == 0);
    EXPECT(sem_post(&full) == -1 && errno == EOVERFLOW && sem_destroy(&full) == 0);
    EXPECT(sem_init(&full, 0, 2) == 0 && sem_wait(&full) == 0 && sem_trywait(&full) == 0);
    EXPECT(sem_trywait(&full) == -1 && errno == EAGAIN);
    EXPECT(sem_getvalue(&full, &value) == 0 && value == 0);
    EXPECT(sem_timedwait(&full, &soon) == -1 && errno == ETIMEDOUT);
    EXPECT(sem_init(&empty, 0, 0) == 0);
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, answer_letters, NULL) == 0);
    for (unsigned i = 0; i < ROUNDS; i++) {
        letter = 2 * i;
        EXPECT(sem_post(&full) == 0 && sem_wait(&empty) == 0 && letter == 2 * i + 1);
    }
    EXPECT(pthread_join(thread, NULL) == 0);
    printf("sync: semaphores count\n");
}

/* Readers and writers
 * ------------------------------------------------------------------------------ */

static pthread_rwlock_t shelf = PTHREAD_RWLOCK_INITIALIZER;
static volatile unsigned left_page;
static volatile unsigned right_page;
static unsigned readers_now;
static unsigned readers_most;

static void read_pages(void)
{
    EXPECT(pthread_rwlock_rdlock(&shelf) == 0);
    unsigned now = __atomic_add_fetch(&readers_now, 1, __ATOMIC_RELAXED);
    if (now > readers_most) {
        readers_most = now;
    }
    unsigned left = left_page;
    sched_yield();
    EXPECT(left == right_page);
    __atomic_sub_fetch(&readers_now, 1, __ATOMIC_RELAXED);
    EXPECT(pthread_rwlock_unlock(&shelf) == 0);
}

static void *read_and_write(void *argument)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        if (i % 8 != 0) {
            read_pages();
            continue;
        }
        EXPECT(pthread_rwlock_wrlock(&shelf) == 0);
        left_page = left_page + 1;
        sched_yield();
        right_page = right_page + 1;
        EXPECT(pthread_rwlock_unlock(&shelf) == 0);
    }
    return argument;
}

static void *try_read(void *argument)
{
    (void)argument;
    struct timespec soon = in_ms(2);
    EXPECT(pthread_rwlock_trywrlock(&shelf) == EBUSY);
    EXPECT(pthread_rwlock_timedwrlock(&shelf, &soon) == ETIMEDOUT);
    int error = pthread_rwlock_tryrdlock(&shelf);
    EXPECT(error != 0 || pthread_rwlock_unlock(&shelf) == 0);
    return (void *)(intptr_t)error;
}

static void readers_share(void)
{
    EXPECT(pthread_rwlock_unlock(&shelf) == EPERM && pthread_rwlock_rdlock(&shelf) == 0);
    EXPECT(run_alone(try_read, NULL) == 0 && pthread_rwlock_destroy(&shelf) == EBUSY);
    EXPECT(pthread_rwlock_unlock(&shelf) == 0 && pthread_rwlock_wrlock(&shelf) == 0);
    EXPECT(run_alone(try_read, NULL) == (void *)EBUSY);
    EXPECT(pthread_rwlock_wrlock(&shelf) == EDEADLK && pthread_rwlock_unlock(&shelf) == 0);
    run(read_and_write, NULL);
    EXPECT(left_page == right_page && left_page == THREADS * ((ROUNDS + 7) / 8));
    EXPECT(readers_most > 1 && pthread_rwlock_destroy(&shelf) == 0);
    printf("sync: readers share, and writers do not\n");
}

/* Barriers, once, keys
 * ----------------------------------------------------------------------------- */

static pthread_barrier_t *barrier;
static unsigned arrivals;
static unsigned serial;

static void *pass_barriers(void *argument)
{
    for (unsigned round = 1; round <= 20; round++) {
        __atomic_add_fetch(&arrivals, 1, __ATOMIC_RELAXED);
        int result = pthread_barrier_wait(barrier);
        EXPECT(__atomic_load_n(&arrivals, __ATOMIC_RELAXED) >= round * THREADS);
        EXPECT(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
        if (result == PTHREAD_BARRIER_SERIAL_THREAD) {
            __atomic_add_fetch(&serial, 1, __ATOMIC_RELAXED);
        }
    }
    /* Whoever is the serial one takes the barrier away at once. */
    if (pthread_barrier_wait(barrier) == PTHREAD_BARRIER_SERIAL_THREAD) {
        EXPECT(pthread_barrier_destroy(barrier) == 0);
        memset(barrier, 0xee, sizeof *barrier);
        free(barrier);
    }
    return argument;
}

static void barriers_hold(void)
{
    barrier = malloc(sizeof *barrier);
    EXPECT(barrier != NULL && pthread_barrier_init(barrier, NULL, 0) == EINVAL);
    EXPECT(pthread_barrier_init(barrier, NULL, THREADS) == 0);
    run(pass_barriers, NULL);
    EXPECT(serial == 20);
    printf("sync: barriers hold\n");
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned initialized;

static void initialize(void)
{
    usleep(1000); /* so that the others come meanwhile */
    initialized++;
}

static void *use_once(void *argument)
{
    EXPECT(pthread_once(&once, initialize) == 0 && initialized == 1);
    return argument;
}

static pthread_key_t key;
static pthread_key_t other_key;
static unsigned destroyed;

static void destroy_value(void *value)
{
    __atomic_add_fetch(&destroyed, (unsigned)(uintptr_t)value, __ATOMIC_RELAXED);
    if (value == (void *)1) { /* a value that is set now is destroyed, too */
        EXPECT(pthread_getspecific(key) == NULL && pthread_setspecific(key, (void *)10) == 0);
    }
}

static void *set_values(void *argument)
{
    EXPECT(pthread_getspecific(key) == NULL);
    EXPECT(pthread_setspecific(key, (void *)1) == 0);
    EXPECT(pthread_setspecific(other_key, &key) == 0); /* has no destructor */
    EXPECT(pthread_getspecific(key) == (void *)1 && pthread_getspecific(other_key) == &key);
    return argument;
}

static void once_and_keys(void)
{
    run(use_once, NULL);
    EXPECT(pthread_key_create(&key, destroy_value) == 0);
    EXPECT(pthread_key_create(&other_key, NULL) == 0);
    EXPECT(pthread_setspecific(key, (void *)7) == 0);
    run(set_values, NULL);
    EXPECT(destroyed == THREADS * 11 && pthread_getspecific(key) == (void *)7);
    EXPECT(pthread_key_delete(key) == 0 && pthread_key_delete(key) == EINVAL);
    EXPECT(pthread_setspecific(key, NULL) == EINVAL && pthread_getspecific(key) == NULL);
    EXPECT(pthread_key_create(&key, NULL) == 0 && pthread_getspecific(key) == NULL);
    unsigned made = 2;
    while (pthread_key_create(&other_key, NULL) == 0) {
        made++;
    }
    EXPECT(made == PTHREAD_KEYS_MAX);
    printf("sync: once is once, and keys have values\n");
}

/* Priorities
 * --------------------------------------------------------------------------------------- */

static struct {
    pthread_mutex_t mutex;
    unsigned count;
    int priority[3];
} order = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* Looks into the library: nothing else tells that a thread waits for a mutex. */
static bool is_parked(pthread_t thread)
{
    return __atomic_load_n(&((struct tay_thread *)thread)->place, __ATOMIC_RELAXED) != NULL;
}

static void *enter_in_order(void *argument)
{
    struct sched_param param;
    int policy;
    EXPECT(pthread_getschedparam(pthread_self(), &policy, &param) == 0 && policy == SCHED_RR);
    EXPECT(param.sched_priority == (int)(intptr_t)argument);
    pthread_mutex_lock(&order.mutex);
    order.priority[order.count++] = param.sched_priority;
    pthread_mutex_unlock(&order.mutex);
    return argument;
}

static void the_most_important_is_first(void)
{
    static const int priorities[] = {1, 3, 2};
    struct sched_param param;
    pthread_t thread[3];
    pthread_attr_t attr;
    EXPECT(sched_getparam(0, &param) == 0 && param.sched_priority > 3);
    EXPECT(sched_get_priority_min(SCHED_RR) == 0 && sched_get_priority_max(SCHED_RR) == 63);
    EXPECT(pthread_attr_init(&attr) == 0);
    EXPECT(pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED) == 0);
    pthread_mutex_lock(&order.mutex);
    for (unsigned i = 0; i < 3; i++) {
        param.sched_priority = priorities[i];
        EXPECT(pthread_attr_setschedparam(&attr, &param) == 0);
        EXPECT(pthread_create(&thread[i], &attr, enter_in_order, (void *)(intptr_t)priorities[i]) ==
               0);
        while (!is_parked(thread[i])) {
            usleep(1000);
        }
    }
    pthread_mutex_unlock(&order.mutex);
    for (unsigned i = 0; i < 3; i++) {
        EXPECT(pthread_join(thread[i], NULL) == 0);
    }
    EXPECT(order.priority[0] == 3 && order.priority[1] == 2 && order.priority[2] == 1);
    EXPECT(pthread_setschedprio(pthread_self(), 64) == EINVAL);
    EXPECT(pthread_setschedprio(pthread_self(), 63) == EPERM);
    EXPECT(pthread_setschedprio(pthread_self(), 2) == 0);
    EXPECT(sched_getparam(0, &param) == 0 && param.sched_priority == 2);
    printf("sync: the most important is first\n");
}

/* In a program with one thread there is no notification yet: to wait would make one, which the
 * account would show, and to wake somebody by none ends the program. */
static void nothing_contended_is_nothing_asked(void)
{
    size_t before;
    size_t after;
    size_t budget;
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    sem_t semaphore;
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget, &before) == TAY_OK);
    EXPECT(sem_init(&semaphore, 0, 0) == 0);
    for (unsigned i = 0; i < 10; i++) {
        EXPECT(pthread_mutex_lock(&mutex) == 0 && pthread_mutex_unlock(&mutex) == 0);
        EXPECT(pthread_cond_signal(&condition) == 0 && pthread_cond_broadcast(&condition) == 0);
        EXPECT(pthread_rwlock_rdlock(&lock) == 0 && pthread_rwlock_unlock(&lock) == 0);
        EXPECT(pthread_rwlock_wrlock(&lock) == 0 && pthread_rwlock_unlock(&lock) == 0);
        EXPECT(sem_post(&semaphore) == 0 && sem_wait(&semaphore) == 0);
    }
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget, &after) == TAY_OK && after == before);
    printf("sync: nothing contended is nothing asked\n");
}

int main(void)
{
    nothing_contended_is_nothing_asked();
    mutexes_answer();
    mutexes_exclude();
    conditions_hand_over();
    conditions_wake_all();
    semaphores_count();
    readers_share();
    barriers_hold();
    once_and_keys();
    the_most_important_is_first();
    return 0;
}
