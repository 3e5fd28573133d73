/* SPDX-License-Identifier: MIT */
/*
 * One call on a kernel object: who calls, with what, and what comes back.
 *
 * The dispatcher checks the capability, and unpacks the arguments as the operation's row says;
 * nobody else checks capabilities. A handler checks what is left, in the order of its row's FAILS,
 * and then commits without failing. It writes its results, which go straight to the caller's
 * registers, last: until then a restart finds the arguments there.
 */
#ifndef SYSCALL_INVOCATION_H
#define SYSCALL_INVOCATION_H

#include <object/capability.h>
#include <process/process.h>
#include <sched/thread.h>

/* What a handler answers besides the statuses of the ABI. */
#define STATUS_RESTART ((enum tay_status)TAY_STATUS_COUNT) /* preempted: call the handler again */
#define STATUS_RESUMED                                                                             \
    ((enum tay_status)(TAY_STATUS_COUNT + 1)) /* the registers are other ones                      \
                                               */
#define STATUS_UNPAID                                                                              \
    ((enum tay_status)(TAY_STATUS_COUNT + 2)) /* TAY_ENOMEM, whatever is left to end */

struct reply;

/* The lent range, whole or empty; checked to lie in user space by whoever reads through it. */
struct user_range {
    tay_ua_t address;
    size_t length_bytes;
};
struct user_range invocation_lent_read(const struct thread *caller);
struct user_range invocation_lent_write(const struct thread *caller);

/* The client whose call is named, by a reply capability or (NULL) as the call in hand: NULL, and
 * why, if there is none. */
struct thread *invocation_client(const struct thread *caller, const struct reply *reply,
                                 enum tay_status *status);

/* Runs the call that stands in a thread's registers, on the capability that its handle names (NULL:
 * it names none): the status, or STATUS_RESTART. */
enum tay_status invocation_run(struct thread *caller, struct slot *self);

#endif
