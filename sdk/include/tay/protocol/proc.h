/* SPDX-License-Identifier: MIT */
/** @file
 * The proc protocol: processes with numbers, which can clone themselves and wait for each other.
 *
 * A program joins proc once, with a capability to itself, and gets a session that stands for it. A
 * fork makes a clone of it that has a session of its own under the same handle. proc supervises the
 * clones that it made: it hears of their ends, and keeps the status for the parent until that has
 * asked for it, or is gone itself. A clone that faults is reported on the log and ended. After
 * TAY_EPEER proc has been started again and knows nobody.
 *
 *     label          words in                       words out
 *     TAY_PROC_JOIN  0: process (a capability)      0: session (a capability), 1: process number
 *     TAY_PROC_FORK  0: the session's own handle    0: the child's number; in the child 0
 *     TAY_PROC_WAIT  0: a child's number, 0: any;   0: the child's number, 1: its exit status
 *                    1: 1: do not wait, 0: wait
 *     TAY_PROC_KILL  0: a child's number            -
 *     TAY_PROC_SELF  -                              0: own number, 1: the parent's, 0: none
 *
 * Errors besides those of any call: TAY_ENOSYS: another label; TAY_ESTATE: JOIN by a session, or
 * the others by the endpoint; TAY_EINVAL: no process in JOIN, no such handle in FORK, a flag in
 * WAIT; TAY_ENOENT: no such child; TAY_EAGAIN: WAIT without waiting, and it still runs, or more
 * processes than proc has room for; TAY_ENOMEM: the caller's account cannot pay for a child.
 */
#ifndef TAY_PROTOCOL_PROC_H
#define TAY_PROTOCOL_PROC_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_proc_label {
    TAY_PROC_JOIN = 1,
    TAY_PROC_FORK = 2,
    TAY_PROC_WAIT = 3,
    TAY_PROC_KILL = 4,
    TAY_PROC_SELF = 5,
};

/** The number of a process: from 1, never used twice while proc runs. */
typedef uint32_t tay_pid_t;

/**
 * Joins proc.
 *
 * @param endpoint of proc, right SEND
 * @param session_out written on TAY_OK; the caller's account pays for it
 * @return TAY_OK, or what tay_call and the protocol answer
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_status tay_proc_join(tay_cap_t endpoint, tay_cap_t *session_out);

/**
 * Makes a clone of the caller, in which only the calling thread goes on.
 *
 * The clone has a copy of the caller's memory, but shares what is mapped shared, and has its
 * capabilities under the same handles; other threads, timers and replies are not there. Its
 * session of proc is its own.
 *
 * @param session of the caller
 * @param child_out on TAY_OK: the child's number, in the child 0
 * @return TAY_OK, or what tay_call and the protocol answer
 * @note The cost does not grow with the memory that has been touched, but for a small part for each
 *       2 MiB.
 */
TAY_MUST_CHECK enum tay_status tay_proc_fork(tay_cap_t session, tay_pid_t *child_out);

/**
 * Waits until a child has ended.
 *
 * @param session of the parent
 * @param child its number; 0: any child
 * @param child_out on TAY_OK: its number, which is forgotten
 * @param exit_status_out on TAY_OK: 0 to 255, TAY_EXIT_FAULT, or TAY_EXIT_DESTROYED
 * @return TAY_OK, TAY_ENOENT: there is no such child, or what tay_call answers
 */
TAY_MUST_CHECK enum tay_status tay_proc_wait(tay_cap_t session, tay_pid_t child,
                                             tay_pid_t *child_out, unsigned *exit_status_out);

/** As tay_proc_wait, but TAY_EAGAIN while no such child has ended. */
TAY_MUST_CHECK enum tay_status tay_proc_poll(tay_cap_t session, tay_pid_t child,
                                             tay_pid_t *child_out, unsigned *exit_status_out);

/** Destroys a child. Its end can be waited for as any other. TAY_ENOENT: there is no such child. */
TAY_MUST_CHECK enum tay_status tay_proc_kill(tay_cap_t session, tay_pid_t child);

/** Tells the caller's own number, and its parent's, 0 if it has none. */
TAY_MUST_CHECK enum tay_status tay_proc_self(tay_cap_t session, tay_pid_t *self_out,
                                             tay_pid_t *parent_out);

#ifdef __cplusplus
}
#endif

#endif
