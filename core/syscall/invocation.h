/* SPDX-License-Identifier: MIT */
/*
 * One call on a kernel object: who calls, with what, and what comes back.
 *
 * The dispatcher fills it in, checks the capability, and unpacks the arguments as the operation's
 * row says; nobody else checks capabilities. A handler checks what is left, in the order of its
 * row's FAILS, and then commits without failing.
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

struct invocation {
    struct thread *caller;
    struct process *process; /* the caller's */
    struct slot *self;       /* the capability called; NULL: what null stands for */
    struct object *object;   /* what it names; NULL: the call in hand */
    struct hal_context *context;
    unsigned in;  /* the next argument word */
    unsigned out; /* the next result word */
};

/* Marks of an operation. */
#define OPERATION_OWN 1u
#define OPERATION_IN_HAND 2u
#define OPERATION_STEPS 4u
#define OPERATION_LEND_READ 8u
#define OPERATION_LEND_WRITE 16u

struct operation {
    enum tay_status (*run)(struct invocation *call);
    uint8_t object; /* 0: any */
    uint8_t right;
    uint8_t marks;
    uint32_t flags; /* of the info word: TAY_INFO_OBJECT or 0 */
};

/* The lent range, whole or empty; checked to lie in user space by whoever reads through it. */
struct user_range {
    tay_ua_t address;
    size_t length_bytes;
};
struct user_range invocation_lent_read(const struct invocation *call);
struct user_range invocation_lent_write(const struct invocation *call);

/* The client whose call is named, by a reply capability or (NULL) as the call in hand: NULL, and
 * why, if there is none. */
struct thread *invocation_client(const struct invocation *call, const struct reply *reply,
                                 enum tay_status *status);

/* Runs the call that stands in a thread's registers: the status, or STATUS_RESTART. */
enum tay_status invocation_run(struct thread *caller);

#endif
