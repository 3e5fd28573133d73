/* SPDX-License-Identifier: MIT */
/** @file
 * POSIX threads (POSIX.1-2008), as far as docs/c-library.md says.
 *
 * Functions return 0 or an error number, and do not set errno. Nothing that is not contended takes
 * a trap. Threads that wait are woken by priority, then by age; nobody inherits a priority.
 * Everything is private to the process: PTHREAD_PROCESS_SHARED is ENOTSUP. There are no
 * cancellation and no signals.
 */
#ifndef TAY_PTHREAD_H
#define TAY_PTHREAD_H

#pragma GCC system_header /* pairs of cleanup in each other have variables of one name */

#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What attributes are set to; names and meanings are those of POSIX. */
#define PTHREAD_CREATE_JOINABLE 0
#define PTHREAD_CREATE_DETACHED 1
#define PTHREAD_INHERIT_SCHED 0
#define PTHREAD_EXPLICIT_SCHED 1
#define PTHREAD_PROCESS_PRIVATE 0
#define PTHREAD_PROCESS_SHARED 1
#define PTHREAD_MUTEX_NORMAL 0
#define PTHREAD_MUTEX_RECURSIVE 1
#define PTHREAD_MUTEX_ERRORCHECK 2
#define PTHREAD_MUTEX_DEFAULT PTHREAD_MUTEX_NORMAL
#define PTHREAD_BARRIER_SERIAL_THREAD (-1)

/** The least and the usual stack of a thread, in bytes. All of it is paid for when it is created.
 */
#undef PTHREAD_STACK_MIN
#define PTHREAD_STACK_MIN 8192
#define PTHREAD_STACK_DEFAULT 32768
#undef PTHREAD_KEYS_MAX
#define PTHREAD_KEYS_MAX 128
#undef PTHREAD_DESTRUCTOR_ITERATIONS
#define PTHREAD_DESTRUCTOR_ITERATIONS 4

/** A thread; compare with pthread_equal. */
typedef uintptr_t pthread_t;
typedef unsigned pthread_key_t;

/* The members of these are the library's own. */

typedef struct {
    size_t stack_bytes;
    size_t guard_bytes;
    int detach_state;
    int inherit_sched;
    int priority;
} pthread_attr_t;

typedef struct {
    int type;
} pthread_mutexattr_t;

typedef struct {
    uint32_t word;
    int type;
    uintptr_t owner; /* but of a normal one */
    unsigned depth;  /* of a recursive one */
} pthread_mutex_t;

typedef struct {
    clockid_t clock;
} pthread_condattr_t;

typedef struct {
    uint32_t sequence;
    clockid_t clock;
} pthread_cond_t;

typedef struct {
    int unused;
} pthread_rwlockattr_t;

typedef struct {
    uint32_t lock;     /* of what follows */
    uint32_t sequence; /* changes when those who wait shall look again */
    uint32_t readers;
    uint32_t writers_waiting;
    uintptr_t writer;
} pthread_rwlock_t;

typedef struct {
    int unused;
} pthread_barrierattr_t;

typedef struct {
    uint32_t lock;
    uint32_t round;
    uint32_t count;
    uint32_t arrived;
    uint32_t leaving;
} pthread_barrier_t;

typedef struct {
    uint32_t state;
} pthread_once_t;

/** What is set at compile time begins with these, as the functions of init would leave it. */
/* clang-format off */
#define PTHREAD_MUTEX_INITIALIZER { 0, PTHREAD_MUTEX_NORMAL, 0, 0 }
#define PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP { 0, PTHREAD_MUTEX_RECURSIVE, 0, 0 }
#define PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP { 0, PTHREAD_MUTEX_ERRORCHECK, 0, 0 }
#define PTHREAD_COND_INITIALIZER { 0, CLOCK_REALTIME }
#define PTHREAD_RWLOCK_INITIALIZER { 0, 0, 0, 0, 0 }
#define PTHREAD_ONCE_INIT { 0 }
/* clang-format on */

/**
 * Makes a thread that calls run(argument).
 *
 * @param thread_out written before the thread runs
 * @param attr NULL: joinable, PTHREAD_STACK_DEFAULT, a guard of one page, the caller's priority
 * @return 0; EAGAIN: the account cannot pay, or the process has no free handles; EPERM: the
 * priority is above what the process may have. Then there is no thread.
 */
int pthread_create(pthread_t *thread_out, const pthread_attr_t *attr, void *(*run)(void *),
                   void *argument);

/** Waits for a thread's end and gives its memory back. EDEADLK: it is the caller; EINVAL: it is
 * detached, or another one joins it; EAGAIN: the account cannot pay for waiting. */
int pthread_join(pthread_t thread, void **result_out);

/** The thread's memory is given back at its end. EINVAL: it is detached, or joined. */
int pthread_detach(pthread_t thread);

/** Ends the calling thread: cleanup handlers, C++ objects of the thread, values of keys. The last
 * thread's end is exit(0). */
__attribute__((noreturn)) void pthread_exit(void *result);

/** The calling thread, and whether two are the same (not 0: they are). They do not fail. */
pthread_t pthread_self(void);
int pthread_equal(pthread_t one, pthread_t other);

/** Priorities: of SCHED_RR, which is the one policy that there is. EINVAL: another policy, or no
 * such priority; EPERM: above what the process may have. */
int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *param);
int pthread_getschedparam(pthread_t thread, int *policy_out, struct sched_param *param_out);
int pthread_setschedprio(pthread_t thread, int priority);

/* Attributes: EINVAL: out of range. */
int pthread_attr_init(pthread_attr_t *attr);
int pthread_attr_destroy(pthread_attr_t *attr);
int pthread_attr_setdetachstate(pthread_attr_t *attr, int state);
int pthread_attr_getdetachstate(const pthread_attr_t *attr, int *state_out);
int pthread_attr_setstacksize(pthread_attr_t *attr, size_t bytes);
int pthread_attr_getstacksize(const pthread_attr_t *attr, size_t *bytes_out);
int pthread_attr_setguardsize(pthread_attr_t *attr, size_t bytes);
int pthread_attr_getguardsize(const pthread_attr_t *attr, size_t *bytes_out);
int pthread_attr_setinheritsched(pthread_attr_t *attr, int inherit);
int pthread_attr_getinheritsched(const pthread_attr_t *attr, int *inherit_out);
int pthread_attr_setschedpolicy(pthread_attr_t *attr, int policy);
int pthread_attr_getschedpolicy(const pthread_attr_t *attr, int *policy_out);
int pthread_attr_setschedparam(pthread_attr_t *attr, const struct sched_param *param);
int pthread_attr_getschedparam(const pthread_attr_t *attr, struct sched_param *param_out);

/*
 * Mutexes. Destroying a locked one, or trying to lock it: EBUSY. Of an error-checking one: locking
 * it twice is EDEADLK; of that and of a recursive one: unlocking another thread's is EPERM. The
 * times are of CLOCK_REALTIME, or of the clock that is named: ETIMEDOUT; EINVAL: no such time or
 * clock.
 */
int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr);
int pthread_mutex_destroy(pthread_mutex_t *mutex);
int pthread_mutex_lock(pthread_mutex_t *mutex);
int pthread_mutex_trylock(pthread_mutex_t *mutex);
int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until);
int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until);
int pthread_mutex_unlock(pthread_mutex_t *mutex);
int pthread_mutexattr_init(pthread_mutexattr_t *attr);
int pthread_mutexattr_destroy(pthread_mutexattr_t *attr);
int pthread_mutexattr_settype(pthread_mutexattr_t *attr, int type);
int pthread_mutexattr_gettype(const pthread_mutexattr_t *attr, int *type_out);
int pthread_mutexattr_setpshared(pthread_mutexattr_t *attr, int shared);
int pthread_mutexattr_getpshared(const pthread_mutexattr_t *attr, int *shared_out);

/* Conditions. Waiting may end without a signal. */
int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attr);
int pthread_cond_destroy(pthread_cond_t *condition);
int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *until);
int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                           const struct timespec *until);
int pthread_cond_signal(pthread_cond_t *condition);
int pthread_cond_broadcast(pthread_cond_t *condition);
int pthread_condattr_init(pthread_condattr_t *attr);
int pthread_condattr_destroy(pthread_condattr_t *attr);
int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock);
int pthread_condattr_getclock(const pthread_condattr_t *attr, clockid_t *clock_out);
int pthread_condattr_setpshared(pthread_condattr_t *attr, int shared);
int pthread_condattr_getpshared(const pthread_condattr_t *attr, int *shared_out);

/* Locks of readers and a writer. A writer that waits keeps new readers out, so a reader must not
 * lock it again. EDEADLK: the caller is the writer; EPERM: unlocking what is not locked. */
int pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attr);
int pthread_rwlock_destroy(pthread_rwlock_t *lock);
int pthread_rwlock_rdlock(pthread_rwlock_t *lock);
int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock);
int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *until);
int pthread_rwlock_wrlock(pthread_rwlock_t *lock);
int pthread_rwlock_trywrlock(pthread_rwlock_t *lock);
int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *until);
int pthread_rwlock_unlock(pthread_rwlock_t *lock);
int pthread_rwlockattr_init(pthread_rwlockattr_t *attr);
int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attr);
int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attr, int shared);
int pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *attr, int *shared_out);

/* Barriers. EINVAL: a count of 0. Destroying one waits until those that it let go have left it;
 * EBUSY: threads wait there. */
int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attr,
                         unsigned count);
int pthread_barrier_destroy(pthread_barrier_t *barrier);
int pthread_barrier_wait(pthread_barrier_t *barrier);
int pthread_barrierattr_init(pthread_barrierattr_t *attr);
int pthread_barrierattr_destroy(pthread_barrierattr_t *attr);
int pthread_barrierattr_setpshared(pthread_barrierattr_t *attr, int shared);
int pthread_barrierattr_getpshared(const pthread_barrierattr_t *attr, int *shared_out);

/** Calls a function once, whoever comes first; the others wait until it has returned. */
int pthread_once(pthread_once_t *once, void (*initialize)(void));

/* Values of a thread. EAGAIN: there are PTHREAD_KEYS_MAX keys; EINVAL: no such key; ENOMEM. */
int pthread_key_create(pthread_key_t *key_out, void (*destructor)(void *));
int pthread_key_delete(pthread_key_t key);
int pthread_setspecific(pthread_key_t key, const void *value);
void *pthread_getspecific(pthread_key_t key);

/** What pthread_cleanup_push puts on the stack. */
struct pthread_cleanup {
    void (*run)(void *);
    void *argument;
    struct pthread_cleanup *outer;
};

/** Of the macros below: puts a handler on the calling thread's list, and takes it off. */
void pthread_cleanup_enter(struct pthread_cleanup *cleanup);
void pthread_cleanup_leave(const struct pthread_cleanup *cleanup, int execute);

/** A pair in one block: what is to be done if the thread exits in between. */
#define pthread_cleanup_push(function, value)                                                      \
    do {                                                                                           \
        struct pthread_cleanup cleanup_of_block = {(function), (value), NULL};                     \
    pthread_cleanup_enter(&cleanup_of_block)
#define pthread_cleanup_pop(execute)                                                               \
    pthread_cleanup_leave(&cleanup_of_block, (execute));                                           \
    }                                                                                              \
    while (0)

#ifdef __cplusplus
}
#endif

#endif
