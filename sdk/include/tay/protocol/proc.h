/* SPDX-License-Identifier: MIT */
/** @file
 * The proc protocol: processes with numbers, which clone themselves, wait for each other, and send
 * each other signals.
 *
 * A program joins proc once, with a capability to itself, and gets a session that stands for it. A
 * fork makes a clone of it that has a session of its own under the same handle. proc supervises the
 * clones that it made: it hears of their ends, and keeps the status for the parent until that has
 * asked for it, or is gone itself. A clone that faults is reported on the log and ended. After
 * TAY_EPEER proc has been started again and knows nobody.
 *
 * A process is in a group of processes, its parent's at first. Those that come from one program
 * that joined are a family: signals, groups and the terminal are matters of a family alone.
 *
 * A process that catches signals (TAY_PROC_CATCH) gets each as an interrupt of the thread that it
 * named (thread_interrupt), with bit n of the cause set for signal n, and acts on it itself. One
 * that does not is ended by a signal, or, by SIGCHLD, SIGCONT, SIGURG and SIGWINCH, left alone.
 * SIGKILL always ends it. No process can be stopped.
 *
 * A program that joins with its account founds a family whose members start programs. It takes two
 * calls: CREATE makes an empty process on that account, and its session; the caller fills it, by
 * the kernel's operations and a capability that it has until START, which lets it begin: as a
 * child, or in the place of the caller, whose number, parent, children, group and alarm it then
 * has, and whose process ends. What is created and not started ends with who created it.
 *
 *     label            words in                       words out
 *     TAY_PROC_JOIN    0: process, 1: its account,    0: session (a capability), 1: process number
 *                      or 0 (capabilities)
 *                      2: the highest priority for
 *                      what the family starts
 *     TAY_PROC_FORK    0: the session's own handle    0: the child's number; in the child 0
 *     TAY_PROC_WAIT    0: a child's number, 0: any,   0: the child's number, 1: its exit status
 *                      -n: any of group n;
 *                      1: 1: do not wait, 0: wait
 *     TAY_PROC_KILL    0: a process's number, 0: the  -
 *                      caller's group, -1: the family
 *                      but the caller, -n: group n;
 *                      1: the signal, 0: none is sent
 *     TAY_PROC_SELF    -                              0: own number, 1: the parent's, 0: none
 *     TAY_PROC_CATCH   0: the handle of a thread of   -
 *                      the caller's, 0: none;
 *                      1: 1: keep what comes, until
 *                      the next CATCH
 *     TAY_PROC_GROUP   0: a process's number, 0: own; 0: the group that it is in now
 *                      1: 0: only ask, else a group
 *                      for it
 *     TAY_PROC_ALARM   0: when to send SIGALRM, ns    0: when it would have been sent, 0: never
 *                      since boot, 0: never
 *     TAY_PROC_FRONT   0: 0: only ask, else the       0: the group at the terminal, 0: none
 *                      group at the terminal from now
 *     TAY_PROC_TERMINAL  -                            0: a notification (a capability) by whose
 *                                                     bits a terminal sends the group at it
 *                                                     signals: enum tay_proc_terminal
 *     TAY_PROC_CREATE  0: slots, 1: priority          0: process (a capability), 1: the handle that
 *                                                     its session has in its own table, 2: number
 *     TAY_PROC_START   lent: struct tay_proc_start    0: the process's number
 *
 * Errors besides those of any call: TAY_ENOSYS: another label, or a signal that would stop a
 * process, or CREATE in a family without an account; TAY_ESTATE: JOIN by a session, or the others
 * by the endpoint; TAY_EINVAL: no process in JOIN, no account, or a priority that it may not have;
 * no such handle in FORK or CATCH, a flag in WAIT, a number that is no signal, a group that is
 * neither there nor to be begun by the process itself, slots or a priority in CREATE, an address or
 * a flag in START; TAY_ENOENT: no such child, process or group; TAY_ERIGHT: a process of another
 * family, or in GROUP one that is neither the caller nor its child; TAY_EAGAIN: WAIT without
 * waiting, and it still runs, or more processes than proc has room for; TAY_ENOMEM: the caller's
 * account cannot pay for a child.
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
    TAY_PROC_JOIN = 1,      /**< begins a session */
    TAY_PROC_FORK = 2,      /**< clones the caller */
    TAY_PROC_WAIT = 3,      /**< for the end of a child */
    TAY_PROC_KILL = 4,      /**< sends a signal */
    TAY_PROC_SELF = 5,      /**< tells numbers */
    TAY_PROC_CATCH = 6,     /**< lets signals interrupt a thread */
    TAY_PROC_GROUP = 7,     /**< asks for a group, or changes it */
    TAY_PROC_ALARM = 8,     /**< orders SIGALRM */
    TAY_PROC_FRONT = 9,     /**< asks which group is at the terminal, or changes it */
    TAY_PROC_TERMINAL = 10, /**< what a terminal is to signal */
    TAY_PROC_CREATE = 11,   /**< makes an empty process */
    TAY_PROC_START = 12,    /**< lets it begin */
};

/** What the bits of a terminal's notification say. */
enum tay_proc_terminal {
    TAY_PROC_TERMINAL_INTERRUPT = 1, /**< Ctrl-C: SIGINT */
    TAY_PROC_TERMINAL_QUIT = 2,      /**< Ctrl-Backslash: SIGQUIT */
    TAY_PROC_TERMINAL_HANGUP = 4,    /**< it is gone: SIGHUP */
};

/** The number of a process, or of a group, which is its first process's: from 2, never used twice
 * while proc runs. */
typedef uint32_t tay_pid_t;

/** What is added to the number of the signal that ended a process, in its exit status. */
#define TAY_PROC_EXIT_SIGNAL 0x200u

/** Signals are numbers from 1 to this. */
#define TAY_PROC_SIGNAL_MAX 31u

/** A process that was created and not started. */
struct tay_proc_new {
    tay_cap_t process; /**< to fill it by, every right; stale once it has been started */
    tay_cap_t session; /**< of proc, in the new process's own table */
    tay_pid_t number;  /**< what it is started by, and as a child its number */
};

/** Group of a process that is started: one of its own. No group has this number. */
#define TAY_PROC_OWN_GROUP 1u

/** Bytes of a process's name, as the trace of processes shows it, its NUL included. */
#define TAY_PROC_NAME_BYTES 16

/** How a process is to begin. */
struct tay_proc_start {
    uint64_t entry_ua; /**< its first instruction */
    uint64_t stack_ua; /**< its first stack pointer, a multiple of 16 */
    uint64_t argument; /**< what its entry is given */
    tay_pid_t number;  /**< as tay_proc_create told it */
    uint32_t in_place; /**< 1: in the place of the caller; 0: as its child */
    tay_pid_t group;   /**< 0: the caller's; TAY_PROC_OWN_GROUP; or the number of one */
    uint32_t held;     /**< bit n: signal n waits until the process calls tay_proc_catch */
    uint32_t ignored;  /**< bit n: signal n does nothing until then */
    uint32_t waiting;  /**< bit n: signal n has come already */
    /** What it is called where its end is told of; a NUL ends it, unless it is full. It is shown,
     * and means nothing. */
    char name[TAY_PROC_NAME_BYTES];
};

/** Signals that do nothing to a process that does not catch them, bit n for signal n: SIGURG,
 * SIGCONT, SIGCHLD, SIGWINCH. */
#define TAY_PROC_SIGNALS_IGNORED (1u << 16 | 1u << 19 | 1u << 20 | 1u << 28)

/** Signals that would stop a process, which cannot be: SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU. */
#define TAY_PROC_SIGNALS_STOPPING (1u << 17 | 1u << 18 | 1u << 21 | 1u << 22)

/**
 * Whether a signal is one of some.
 *
 * @param signal 0 to TAY_PROC_SIGNAL_MAX
 * @param signals TAY_PROC_SIGNALS_IGNORED, TAY_PROC_SIGNALS_STOPPING
 * @return whether its bit is set
 */
static inline bool tay_proc_signal_is(unsigned signal, uint32_t signals)
{
    return signal <= TAY_PROC_SIGNAL_MAX && (signals >> signal & 1u) != 0;
}

/**
 * Joins proc.
 *
 * @param endpoint of proc, right SEND
 * @param session_out written on TAY_OK; the caller's account pays for it
 * @return TAY_OK; TAY_EAGAIN: proc has no room for more processes; TAY_ENOMEM: the account cannot
 *         pay; TAY_EFULL: no free slot in the caller's table, or none in proc's; TAY_ESTATE: the
 *         handle is a session; TAY_EIO: an answer that is none of proc's; TAY_EHANDLE, TAY_ETYPE,
 *         TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_status tay_proc_join(tay_cap_t endpoint, tay_cap_t *session_out);

/**
 * Joins proc, and founds a family whose members may start programs.
 *
 * @param endpoint of proc, right SEND
 * @param account that pays for what they start, rights MANAGE and GRANT: the caller's own
 * @param priority the highest of what they start; not above what the caller's process may have
 * @param session_out written on TAY_OK; the caller's account pays for it
 * @return TAY_OK; as tay_proc_join; and TAY_EINVAL: no account with MANAGE, or a priority above
 *         what the process may have
 */
TAY_MUST_CHECK enum tay_status tay_proc_found(tay_cap_t endpoint, tay_cap_t account,
                                              unsigned priority, tay_cap_t *session_out);

/**
 * Makes a clone of the caller, in which only the calling thread goes on.
 *
 * The clone has a copy of the caller's memory, but shares what is mapped shared, and has its
 * capabilities under the same handles; other threads, timers and replies are not there. Its
 * session of proc is its own. No signal is due in it. If the caller catches signals, those for the
 * clone are held back, but for SIGKILL, until it calls tay_proc_catch itself.
 *
 * @param session of the caller
 * @param child_out on TAY_OK: the child's number, in the child 0
 * @return TAY_OK; TAY_EAGAIN: proc has no room for more processes, another thread clones the
 *         caller, or signals come without end; TAY_ENOMEM: the account cannot pay for the clone;
 *         TAY_EFULL: no free slots; TAY_EINVAL: the session is another program's; TAY_ESTATE: the
 *         handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_EPEER: as tay_call
 * @note The cost does not grow with the memory that has been touched, but for a small part for each
 *       2 MiB.
 */
TAY_MUST_CHECK enum tay_status tay_proc_fork(tay_cap_t session, tay_pid_t *child_out);

/**
 * Waits until a child has ended.
 *
 * @param session of the parent
 * @param child its number; 0: any child; -n: any child in group n
 * @param child_out on TAY_OK: its number, which is forgotten
 * @param exit_status_out on TAY_OK: 0 to 255, TAY_EXIT_FAULT, TAY_EXIT_DESTROYED, or
 *                        TAY_PROC_EXIT_SIGNAL and the number of a signal
 * @return TAY_OK; TAY_ENOENT: there is no such child; TAY_EAGAIN: another thread of the caller
 *         waits already, or a signal came in between; TAY_EFULL: proc has no room for one more that
 *         waits; TAY_ECANCELED: the caller's thread was interrupted; TAY_ESTATE: the handle is the
 *         endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_wait(tay_cap_t session, int64_t child, tay_pid_t *child_out,
                                             unsigned *exit_status_out);

/**
 * As tay_proc_wait, but does not wait for the end of a child.
 *
 * @param session of the parent
 * @param child its number; 0: any child; -n: any child in group n
 * @param child_out on TAY_OK: its number, which is forgotten
 * @param exit_status_out as of tay_proc_wait
 * @return TAY_OK; TAY_EAGAIN: no such child has ended, or a signal came in between; TAY_ENOENT:
 *         there is no such child; TAY_ECANCELED: the caller's thread was interrupted; TAY_ESTATE:
 *         the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_poll(tay_cap_t session, int64_t child, tay_pid_t *child_out,
                                             unsigned *exit_status_out);

/**
 * Sends a signal.
 *
 * @param session of the caller
 * @param target a process's number; 0: the caller's group; -1: the caller's family but for the
 *               caller; -n: group n
 * @param signal 0: only looks whether there is somebody
 * @return TAY_OK: there was one to whom it was sent; TAY_ENOENT: there is no such process or group;
 *         TAY_ERIGHT: it is of another family, or the session lacks SEND; TAY_EINVAL: no such
 *         signal, or no such target can be; TAY_ENOSYS: the signal would stop a process;
 *         TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_kill(tay_cap_t session, int64_t target, unsigned signal);

/**
 * Tells the caller's own number, and its parent's.
 *
 * @param session of the caller
 * @param self_out written on TAY_OK
 * @param parent_out written on TAY_OK; 0: it has none
 * @return TAY_OK; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_self(tay_cap_t session, tay_pid_t *self_out,
                                             tay_pid_t *parent_out);

/**
 * Lets signals interrupt a thread, from now on.
 *
 * @param session of the caller
 * @param thread a handle of the caller's, right MANAGE, with a save area, in a process with an
 *               upcall entry (thread_set_save_area, process_set_upcall); TAY_CAP_NULL: signals do
 *               to the process what they do by themselves
 * @return TAY_OK; TAY_EINVAL: there is no such thread, or the handle lacks MANAGE, and no thread is
 *         interrupted from now on; TAY_EAGAIN: proc has no free slot for it, and the same;
 *         TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_EPEER: as
 *         tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_catch(tay_cap_t session, tay_cap_t thread);

/**
 * Keeps signals for the caller back, but for SIGKILL, until it calls tay_proc_catch: what
 * tay_proc_start in its place hands on.
 *
 * @param session of the caller
 * @return TAY_OK; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_hold(tay_cap_t session);

/**
 * Makes an empty process on the family's account.
 *
 * @param session of the caller
 * @param slots of its capability table: see process_create
 * @param priority of its first thread, and the highest of any
 * @param new_out written on TAY_OK. Who does not start it destroys it.
 * @return TAY_OK; TAY_ENOSYS: the family has no account; TAY_EINVAL: slots that process_create
 *         refuses, or a priority above the family's; TAY_ENOMEM: the account cannot pay;
 *         TAY_EAGAIN: proc has no room for more processes, or signals come without end; TAY_EFULL:
 *         no room in the caller's table; TAY_EIO: an answer that is none of proc's; TAY_ESTATE: the
 *         handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_create(tay_cap_t session, unsigned slots, unsigned priority,
                                               struct tay_proc_new *new_out);

/**
 * Lets a process begin.
 *
 * @param session of the caller
 * @param start how
 * @param number_out on TAY_OK: its number. In the place of the caller it does not return, unless
 * the caller is no child of proc's: then it is no process of proc's any more, and tay_proc_wait for
 * this number tells how the one in its place ended.
 * @return TAY_OK; else the process is not started: TAY_ENOENT: the caller has created none of this
 *         number, or it is gone; TAY_EINVAL: no such flag, signals or group, or an address that
 *         thread_create refuses; TAY_ENOMEM: the account cannot pay for the thread; TAY_EAGAIN:
 *         proc has no free slot, or signals come without end; TAY_ESTATE: the handle is the
 *         endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_start(tay_cap_t session, const struct tay_proc_start *start,
                                              tay_pid_t *number_out);

/**
 * Tells which group a process is in.
 *
 * @param session of the caller
 * @param process its number; 0: the caller's own
 * @param change_to 0: leaves it there; else puts it there before
 * @param group_out on TAY_OK: the group
 * @return TAY_OK; TAY_ENOENT: there is no such process; TAY_ERIGHT: it is of another family, or
 *         neither the caller nor its child, or the session lacks SEND; TAY_EINVAL: no such group in
 *         the family; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_EPEER: as
 *         tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_group(tay_cap_t session, tay_pid_t process,
                                              tay_pid_t change_to, tay_pid_t *group_out);

/**
 * Orders SIGALRM, in the place of what was ordered before.
 *
 * @param session of the caller
 * @param when_ns since boot; 0: never
 * @param before_ns_out on TAY_OK: when it would have been sent, 0: never
 * @return TAY_OK; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_alarm(tay_cap_t session, tay_time_t when_ns,
                                              tay_time_t *before_ns_out);

/**
 * Tells which group is at the terminal: whom Ctrl-C is for.
 *
 * @param session of the caller
 * @param change_to 0: leaves it there; else puts this group there before
 * @param group_out on TAY_OK: the group; 0: none
 * @return TAY_OK; TAY_EINVAL: no such group in the family; TAY_ESTATE: the handle is the endpoint;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_front(tay_cap_t session, tay_pid_t change_to,
                                              tay_pid_t *group_out);

/**
 * Asks for the notification by which a terminal sends signals.
 *
 * @param session of the caller
 * @param notification_out on TAY_OK: rights SEND and GRANT; bits as enum tay_proc_terminal says
 * @return TAY_OK; TAY_EAGAIN: proc has no free slot for a copy; TAY_EFULL: the caller has none;
 *         TAY_EIO: an answer that is none of proc's; TAY_ESTATE: the handle is the endpoint;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_proc_terminal(tay_cap_t session, tay_cap_t *notification_out);

#ifdef __cplusplus
}
#endif

#endif
