/* SPDX-License-Identifier: MIT */
/** @file
 * POSIX threads (POSIX.1-2008), as far as docs/c-library.md says.
 *
 * Functions return 0 or an error number, and do not set errno. None blocks but those that say so,
 * and a wait of theirs that is cancelled (thread_cancel) goes on. Nothing that is not contended
 * takes a trap. Threads that wait are woken by priority, then by age; nobody inherits a priority.
 * What a pointer points to is one object, which stays the caller's.
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

#undef PTHREAD_STACK_MIN
#define PTHREAD_STACK_MIN 8192      /**< the least stack, in bytes */
#define PTHREAD_STACK_DEFAULT 32768 /**< the usual one; all of it is paid for at once */
#undef PTHREAD_KEYS_MAX
#define PTHREAD_KEYS_MAX 128 /**< keys that a process can have */
#undef PTHREAD_DESTRUCTOR_ITERATIONS
#define PTHREAD_DESTRUCTOR_ITERATIONS 4 /**< how often destructors may set values again */

/** A thread; compare with pthread_equal. */
typedef uintptr_t pthread_t;

/** A key of values of threads: pthread_key_create. */
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
 * Makes a thread that calls run(argument), and ends with what that returns.
 *
 * @param thread_out written before the thread runs
 * @param run called once, on the new stack
 * @param argument handed to run; not looked at
 * @param attr NULL: joinable, PTHREAD_STACK_DEFAULT, a guard of one page, the caller's priority
 * @return 0; EAGAIN: the account cannot pay, or the process has no free handles; EPERM: the
 * priority is above what the process may have. Then there is no thread.
 */
int pthread_create(pthread_t *thread_out, const pthread_attr_t *attr, void *(*run)(void *),
                   void *argument);

/**
 * Waits for a thread's end and gives its memory back.
 *
 * @param thread not to be used any more, if it returns 0
 * @param result_out NULL, or where what the thread ended with goes
 * @return 0; EDEADLK: it is the caller; EINVAL: it is detached, or another one joins it; EAGAIN:
 *         the account cannot pay for waiting, or there is no free handle
 * @note Blocks.
 */
int pthread_join(pthread_t thread, void **result_out);

/**
 * Says that nobody will join a thread: its memory is given back at its end.
 *
 * @param thread not to be used any more
 * @return 0; EINVAL: it is detached, or another one joins it
 */
int pthread_detach(pthread_t thread);

/**
 * Ends the calling thread: cleanup handlers, C++ objects of the thread, values of keys. The last
 * thread's end is exit(0).
 *
 * @param result for who joins it
 */
__attribute__((noreturn)) void pthread_exit(void *result);

/**
 * The calling thread.
 *
 * @return valid until it has been joined or, if it is detached, has ended
 */
pthread_t pthread_self(void);

/**
 * Whether two threads are the same.
 *
 * @param one,other threads
 * @return 0: they are not
 */
int pthread_equal(pthread_t one, pthread_t other);

/**
 * Sets or tells the priority of a thread, of SCHED_RR, which is the one policy that there is.
 *
 * @param thread one that is valid
 * @param policy SCHED_RR
 * @param param its sched_priority is 0, the lowest, to 63
 * @param priority 0, the lowest, to 63
 * @param policy_out written if it returns 0
 * @param param_out written if it returns 0
 * @return 0; EINVAL: another policy, or no such priority; EPERM: above what the process may have
 */
int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *param);
int pthread_getschedparam(pthread_t thread, int *policy_out, struct sched_param *param_out);
int pthread_setschedprio(pthread_t thread, int priority);

/**
 * Attributes of a thread that is to be made.
 *
 * @param attr set by pthread_attr_init; destroying it does nothing
 * @param state PTHREAD_CREATE_JOINABLE, or PTHREAD_CREATE_DETACHED
 * @param bytes of a stack PTHREAD_STACK_MIN up, of a guard 0 up; both at most 1 GiB
 * @param inherit PTHREAD_INHERIT_SCHED: the creator's priority, or PTHREAD_EXPLICIT_SCHED
 * @param policy SCHED_RR
 * @param param its sched_priority is 0, the lowest, to 63
 * @param state_out,bytes_out,inherit_out,policy_out,param_out written
 * @return 0; EINVAL: out of range; ENOTSUP: another policy
 */
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

/**
 * Mutexes.
 *
 * @param mutex set by pthread_mutex_init or an initializer
 * @param attr NULL: a normal one
 * @param clock CLOCK_REALTIME, which is that of timedlock, or CLOCK_MONOTONIC
 * @param until a time of the clock, not a span
 * @return 0; EBUSY: destroying or trying one that is locked; EDEADLK: an error-checking one is the
 *         caller's already; EAGAIN: a recursive one has been locked UINT_MAX times; EPERM:
 * unlocking another thread's, of those two kinds; ETIMEDOUT; EINVAL: no such time or clock
 * @note lock, timedlock and clocklock block while another thread has it. A normal one that the
 *       caller has locked it waits for, too.
 */
int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr);
int pthread_mutex_destroy(pthread_mutex_t *mutex);
int pthread_mutex_lock(pthread_mutex_t *mutex);
int pthread_mutex_trylock(pthread_mutex_t *mutex);
int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until);
int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until);
int pthread_mutex_unlock(pthread_mutex_t *mutex);

/**
 * Attributes of a mutex.
 *
 * @param attr set by pthread_mutexattr_init; destroying it does nothing
 * @param type PTHREAD_MUTEX_NORMAL, _RECURSIVE, _ERRORCHECK or _DEFAULT
 * @param shared PTHREAD_PROCESS_PRIVATE
 * @param type_out,shared_out written
 * @return 0; EINVAL: no such type or value; ENOTSUP: shared with other processes
 */
int pthread_mutexattr_init(pthread_mutexattr_t *attr);
int pthread_mutexattr_destroy(pthread_mutexattr_t *attr);
int pthread_mutexattr_settype(pthread_mutexattr_t *attr, int type);
int pthread_mutexattr_gettype(const pthread_mutexattr_t *attr, int *type_out);
int pthread_mutexattr_setpshared(pthread_mutexattr_t *attr, int shared);
int pthread_mutexattr_getpshared(const pthread_mutexattr_t *attr, int *shared_out);

/**
 * Conditions.
 *
 * @param condition set by pthread_cond_init or an initializer; destroying it does nothing
 * @param attr NULL: timedwait goes by CLOCK_REALTIME
 * @param mutex locked by the caller, once or more; let go while it waits, and locked again so
 *              whatever is returned, but for EPERM and EINVAL
 * @param clock CLOCK_REALTIME or CLOCK_MONOTONIC
 * @param until a time of the clock, not a span
 * @return 0; ETIMEDOUT; EINVAL: no such time or clock; EPERM: the mutex has owners, and is not the
 *         caller's
 * @note Those that wait block, and may return without a signal. Signalling takes no trap where
 *       nobody waits.
 */
int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attr);
int pthread_cond_destroy(pthread_cond_t *condition);
int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *until);
int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                           const struct timespec *until);
int pthread_cond_signal(pthread_cond_t *condition);
int pthread_cond_broadcast(pthread_cond_t *condition);

/**
 * Attributes of a condition.
 *
 * @param attr set by pthread_condattr_init; destroying it does nothing
 * @param clock by which timedwait goes: CLOCK_REALTIME or CLOCK_MONOTONIC
 * @param shared PTHREAD_PROCESS_PRIVATE
 * @param clock_out,shared_out written
 * @return 0; EINVAL: no such clock or value; ENOTSUP: shared with other processes
 */
int pthread_condattr_init(pthread_condattr_t *attr);
int pthread_condattr_destroy(pthread_condattr_t *attr);
int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock);
int pthread_condattr_getclock(const pthread_condattr_t *attr, clockid_t *clock_out);
int pthread_condattr_setpshared(pthread_condattr_t *attr, int shared);
int pthread_condattr_getpshared(const pthread_condattr_t *attr, int *shared_out);

/**
 * Locks of readers and a writer. A writer that waits keeps new readers out, so a reader must not
 * lock it again.
 *
 * @param lock set by pthread_rwlock_init or an initializer
 * @param attr NULL, or set by pthread_rwlockattr_init
 * @param until a time of CLOCK_REALTIME, not a span
 * @return 0; EBUSY: destroying one that is locked, or trying one that cannot be had; EDEADLK: the
 *         caller is the writer; EPERM: unlocking what is not locked, or another thread's writing;
 *         ETIMEDOUT; EINVAL: no such time
 * @note Those that lock block, but for those that try.
 */
int pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attr);
int pthread_rwlock_destroy(pthread_rwlock_t *lock);
int pthread_rwlock_rdlock(pthread_rwlock_t *lock);
int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock);
int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *until);
int pthread_rwlock_wrlock(pthread_rwlock_t *lock);
int pthread_rwlock_trywrlock(pthread_rwlock_t *lock);
int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *until);
int pthread_rwlock_unlock(pthread_rwlock_t *lock);

/**
 * Attributes of a lock of readers and a writer.
 *
 * @param attr set by pthread_rwlockattr_init; destroying it does nothing
 * @param shared PTHREAD_PROCESS_PRIVATE
 * @param shared_out written
 * @return 0; EINVAL: no such value; ENOTSUP: shared with other processes
 */
int pthread_rwlockattr_init(pthread_rwlockattr_t *attr);
int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attr);
int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attr, int shared);
int pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *attr, int *shared_out);

/**
 * Barriers.
 *
 * @param barrier set by pthread_barrier_init
 * @param attr NULL, or set by pthread_barrierattr_init
 * @param count of threads that wait for each other, at least 1
 * @return 0, of a wait also PTHREAD_BARRIER_SERIAL_THREAD, to one of them; EINVAL: a count of 0;
 *         EBUSY: destroying one at which threads wait
 * @note Waiting blocks until `count` threads wait; destroying, until those that were let go have
 *       left it.
 */
int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attr,
                         unsigned count);
int pthread_barrier_destroy(pthread_barrier_t *barrier);
int pthread_barrier_wait(pthread_barrier_t *barrier);

/**
 * Attributes of a barrier.
 *
 * @param attr set by pthread_barrierattr_init; destroying it does nothing
 * @param shared PTHREAD_PROCESS_PRIVATE
 * @param shared_out written
 * @return 0; EINVAL: no such value; ENOTSUP: shared with other processes
 */
int pthread_barrierattr_init(pthread_barrierattr_t *attr);
int pthread_barrierattr_destroy(pthread_barrierattr_t *attr);
int pthread_barrierattr_setpshared(pthread_barrierattr_t *attr, int shared);
int pthread_barrierattr_getpshared(const pthread_barrierattr_t *attr, int *shared_out);

/**
 * Calls a function once, whoever comes first.
 *
 * @param once begins with PTHREAD_ONCE_INIT
 * @param initialize what is called; it must not come here with the same `once`
 * @return 0
 * @note Blocks while another thread is in `initialize`.
 */
int pthread_once(pthread_once_t *once, void (*initialize)(void));

/**
 * Values that each thread has for itself.
 *
 * @param key_out written if it returns 0; the values of all threads are NULL
 * @param destructor NULL, or what a thread calls at its end with a value that is not NULL
 * @param key made by pthread_key_create; deleting it calls no destructor
 * @param value not looked at
 * @return 0; EAGAIN: there are PTHREAD_KEYS_MAX keys; EINVAL: no such key; ENOMEM: no memory for
 *         the thread's values
 */
int pthread_key_create(pthread_key_t *key_out, void (*destructor)(void *));
int pthread_key_delete(pthread_key_t key);
int pthread_setspecific(pthread_key_t key, const void *value);

/**
 * The calling thread's value.
 *
 * @param key made by pthread_key_create
 * @return NULL also if it has set none, or there is no such key
 */
void *pthread_getspecific(pthread_key_t key);

/** What pthread_cleanup_push puts on the stack. */
struct pthread_cleanup {
    void (*run)(void *);           /**< the handler */
    void *argument;                /**< what it is called with */
    struct pthread_cleanup *outer; /**< pushed before */
};

/**
 * Of the macros below: puts a handler on the calling thread's list, and takes it off.
 *
 * @param cleanup stays where it is until it is taken off, the last one first
 * @param execute not 0: the handler is called then
 */
void pthread_cleanup_enter(struct pthread_cleanup *cleanup);
void pthread_cleanup_leave(const struct pthread_cleanup *cleanup, int execute);

/**
 * Names functions that fork calls: the first ones before it, the last one first; the others after
 * it, in the order in which they were named.
 *
 * @param prepare before; NULL: none
 * @param parent after it, in the parent; NULL: none
 * @param child after it, in the child; NULL: none
 * @return 0; ENOMEM; errno is left alone
 */
int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));

/**
 * A pair in one block: what is to be done if the thread exits in between.
 *
 * @param function the handler
 * @param value what it is called with
 */
#define pthread_cleanup_push(function, value)                                                      \
    do {                                                                                           \
        struct pthread_cleanup cleanup_of_block = {(function), (value), NULL};                     \
    pthread_cleanup_enter(&cleanup_of_block)

/**
 * The other one of the pair.
 *
 * @param execute not 0: the handler is called at the end of the block, too
 */
#define pthread_cleanup_pop(execute)                                                               \
    pthread_cleanup_leave(&cleanup_of_block, (execute));                                           \
    }                                                                                              \
    while (0)

#ifdef __cplusplus
}
#endif

#endif
