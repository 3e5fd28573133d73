/* SPDX-License-Identifier: MIT */
/** @file
 * Threads of a program, with a stack, a guard below it, and thread-local data of their own.
 *
 *     static void *count(void *argument) { ... return argument; }
 *
 *     struct tay_thread *thread;
 *     void *result;
 *     enum tay_status status = tay_thread_spawn(NULL, count, &counter, &thread);
 *     if (status == TAY_OK) {
 *         status = tay_thread_join(thread, &result);
 *     }
 *
 * They are the threads of pthread.h, too: a pthread_t is the address of a struct tay_thread. What
 * tay_thread_create of tay/operations.h makes, in contrast, has neither a stack nor thread-local
 * data, and may call nothing here.
 *
 * The program ends when main returns, when somebody calls exit, or with its last thread. All
 * functions are thread-safe.
 */
#ifndef TAY_THREAD_H
#define TAY_THREAD_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A thread; its members are the library's own. It is valid until it has been joined or, if it is
 * detached, has ended. */
struct tay_thread;

#define TAY_THREAD_STACK_BYTES ((size_t)32768)          /**< the usual stack */
#define TAY_THREAD_STACK_BYTES_MIN ((size_t)8192)       /**< the least one */
#define TAY_THREAD_STACK_BYTES_MAX ((size_t)0x40000000) /**< the largest stack, and guard */
#define TAY_THREAD_GUARD_BYTES ((size_t)4096)           /**< the usual guard: a page */
#define TAY_THREAD_PRIORITY_OWN (~0u)                   /**< the priority of who makes it */

/** How to make a thread. */
struct tay_thread_plan {
    size_t stack_bytes; /**< TAY_THREAD_STACK_BYTES_MIN to _MAX; all of it is paid for at once */
    size_t guard_bytes; /**< below the stack, rounded up to pages; costs no memory; 0: no guard */
    unsigned priority;  /**< 0 to TAY_PRIORITY_MAX, or TAY_THREAD_PRIORITY_OWN */
    bool detached;      /**< nobody joins it: its memory is given back at its end */
};

/** The initializer of a plan: what NULL stands for. */
#define TAY_THREAD_PLAN                                                                            \
    {                                                                                              \
        TAY_THREAD_STACK_BYTES, TAY_THREAD_GUARD_BYTES, TAY_THREAD_PRIORITY_OWN, false             \
    }

/**
 * Makes a thread that calls a function, and ends with what that returns.
 *
 * @param plan NULL: TAY_THREAD_PLAN
 * @param run called once, on the new stack; compiled as programs of the SDK are
 * @param argument handed to run; not looked at
 * @param thread_out written before the thread runs, on TAY_OK
 * @return TAY_OK, or, and there is no thread:
 *   - TAY_EINVAL: stack or guard out of range, or the priority above the process's ceiling
 *   - TAY_ENOMEM: the account cannot pay for stack, record and kernel object, or there is no free
 *     range of addresses
 *   - TAY_EFULL: no free slots: a thread takes two, and the first one made a few more
 *   - TAY_EAGAIN: the process is being cloned
 * @note Does not block, but waits for a lock of the library. An overflow of the stack is the fault
 *       TAY_FAULT_STACK.
 */
TAY_MUST_CHECK enum tay_status tay_thread_spawn(const struct tay_thread_plan *plan,
                                                void *(*run)(void *), void *argument,
                                                struct tay_thread **thread_out);

/**
 * Waits for a thread's end, and gives all that it had back.
 *
 * @param thread neither detached nor joined before; not to be used any more on TAY_OK
 * @param result_out on TAY_OK: what its function returned, or tay_thread_exit was called with
 * @return TAY_OK; TAY_EINVAL: it is the caller; TAY_ESTATE: it is detached, or another thread joins
 *         it; TAY_ENOMEM, TAY_EFULL: the caller has nothing to wait on yet, and cannot pay for it
 *         or has no free slot
 * @note Blocks until the thread has ended. A caller that is cancelled (thread_cancel) goes on
 *       waiting.
 */
TAY_MUST_CHECK enum tay_status tay_thread_join(struct tay_thread *thread, void **result_out);

/**
 * Says that nobody will join a thread: all that it has is given back at its end, or now if it has
 * ended.
 *
 * @param thread neither detached nor joined before; not to be used any more
 * @return TAY_OK; TAY_ESTATE: it is detached already, or another thread joins it
 * @note Does not block.
 */
TAY_MUST_CHECK enum tay_status tay_thread_detach(struct tay_thread *thread);

/**
 * Ends the calling thread: objects of C++ and values of keys that it has end first. Cleanup
 * handlers of pthread.h are run by pthread_exit only.
 *
 * @param result for who joins it
 * @note Does not return. The last thread's end is exit(0).
 */
__attribute__((noreturn)) void tay_thread_exit(void *result);

/**
 * The calling thread.
 *
 * @return valid as long as it runs; the first thread has one, too
 */
struct tay_thread *tay_thread_self(void);

/**
 * The capability of a thread, for the operations on threads: tay_thread_set_affinity pins it to a
 * core, tay_thread_cancel ends what it is blocked in, tay_thread_query tells its time.
 *
 * @param thread valid
 * @return its handle, with every right; the library's own: not to be closed, destroyed, or handed
 *         on by moving it
 * @note Does not block.
 */
tay_cap_t tay_thread_handle(const struct tay_thread *thread);

/**
 * Sets the base priority of a thread, by which it runs and is woken from locks. What
 * tay_thread_set_priority sets, locks do not hear of.
 *
 * @param thread valid
 * @param priority 0 to TAY_PRIORITY_MAX
 * @return TAY_OK; TAY_EINVAL: above the process's ceiling
 * @note Does not block. One that waits for a lock already keeps its place there.
 */
TAY_MUST_CHECK enum tay_status tay_thread_change_priority(struct tay_thread *thread,
                                                          unsigned priority);

/**
 * Lets the calling thread sleep until a time; needs no alarm (tay/time.h), and no timer.
 *
 * @param deadline_ns since boot; one that has passed returns at once
 * @return TAY_OK, not before the deadline; TAY_ECANCELED: a signal was handled (signal.h),
 *         unless its handler lets go on what it interrupts; TAY_ENOMEM, TAY_EFULL: as for
 * tay_thread_join
 * @note Blocks.
 */
TAY_MUST_CHECK enum tay_status tay_thread_sleep_until(tay_time_t deadline_ns);

#ifdef __cplusplus
}
#endif

#endif
