/* SPDX-License-Identifier: MIT */
/** @file
 * The supervisor protocol: what init tells of the services that it has started, and does with them.
 *
 * A program has a session if its manifest names one, with rights of its own:
 *
 *     cap supervisor = supervisor : read manage
 *
 * A service has a number from 1 up, in the order in which init came to know it; it never changes.
 * Init answers each call at once, and itself calls nobody.
 *
 *     label                    right   words in           lends              words out
 *     TAY_SUPERVISOR_FIND      read    -                  name, for reading  0: number
 *     TAY_SUPERVISOR_QUERY     read    0: number          struct, writing    -
 *     TAY_SUPERVISOR_REPORT    read    0: number          struct, writing    -
 *     TAY_SUPERVISOR_TRACE     read    0: number          struct, writing    -
 *     TAY_SUPERVISOR_RESTART   manage  0: number          -                  -
 *     TAY_SUPERVISOR_STOP      manage  0: number          -                  -
 *     TAY_SUPERVISOR_START     manage  0: number          -                  -
 *     TAY_SUPERVISOR_PROCESS   write   0: number          -                  0: process, 1: its
 *                                                                            first thread (caps)
 *     TAY_SUPERVISOR_ADD       write   below              both               0: number
 *     TAY_SUPERVISOR_SETTLE    write   -                  -                  -
 *     TAY_SUPERVISOR_END       manage  0: how             -                  never
 *
 * ADD: word 0 is the length of the program and word 1 memory with it (a capability), or 0: it is
 * one of the boot archive. It lends the name, a NUL, and the text of the manifest for reading, and
 * for writing where the reason may go why it is refused.
 *
 * SETTLE says that no more are added for now: whoever waits for what nobody serves is refused,
 * which init says on the log, with the line of the manifest.
 *
 * END ends the machine, when file systems have let go of their media (`end = unmount` in a
 * manifest) and the log is written.
 *
 * Right `write` is all that init may do itself: what is added can name any capability of the
 * machine, and a process with all its memory is handed out.
 *
 * Errors besides those of any call: TAY_ERIGHT: the session lacks the right; TAY_ENOSYS: another
 * label; TAY_ENOENT: there is no such service, or none behind the last; TAY_EINVAL: nothing lent,
 * or too little.
 */
#ifndef TAY_PROTOCOL_SUPERVISOR_H
#define TAY_PROTOCOL_SUPERVISOR_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>
#include <tay/crash.h>
#include <tay/startup.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_supervisor_label {
    TAY_SUPERVISOR_FIND = 1,    /**< the number of a service */
    TAY_SUPERVISOR_QUERY = 2,   /**< what init knows of one */
    TAY_SUPERVISOR_REPORT = 3,  /**< its last crash */
    TAY_SUPERVISOR_TRACE = 4,   /**< where its first thread stands */
    TAY_SUPERVISOR_RESTART = 5, /**< end it, and start it again */
    TAY_SUPERVISOR_STOP = 6,    /**< end it */
    TAY_SUPERVISOR_START = 7,   /**< start it */
    TAY_SUPERVISOR_PROCESS = 8, /**< its process, and its first thread */
    TAY_SUPERVISOR_ADD = 9,     /**< one more service */
    TAY_SUPERVISOR_SETTLE = 10, /**< there are no more for now */
    TAY_SUPERVISOR_END = 11,    /**< end the machine */
};

/** How the machine ends. */
enum tay_supervisor_end {
    TAY_SUPERVISOR_POWER_OFF = 0, /**< switched off; an emulator ends, with a status */
    TAY_SUPERVISOR_REBOOT = 1,    /**< it starts again */
};

/** What a service does. */
enum tay_service_state {
    TAY_SERVICE_REFUSED,  /**< its manifest is wrong: it never starts */
    TAY_SERVICE_WAITING,  /**< until what it needs is there */
    TAY_SERVICE_STARTED,  /**< it runs, and is yet to say that it is ready */
    TAY_SERVICE_READY,    /**< it runs */
    TAY_SERVICE_DELAYED,  /**< it has ended, and is started again in a while */
    TAY_SERVICE_ENDED,    /**< it has ended, as it was to, or could not be started */
    TAY_SERVICE_STOPPED,  /**< by this protocol */
    TAY_SERVICE_GIVEN_UP, /**< it has ended too often */
};

/** The number of states. */
#define TAY_SERVICE_STATES 8

/** What init knows of a service. */
struct tay_service {
    char name[TAY_STARTUP_NAME_BYTES];      /**< of its manifest */
    char waits_for[TAY_STARTUP_NAME_BYTES]; /**< WAITING: what is not there yet; else "" */
    uint32_t state;                         /**< enum tay_service_state */
    uint32_t starts;                        /**< how often it was started */
    uint32_t crashes;                       /**< how often it had a fault */
    uint32_t exit_status;  /**< the last: 0 to 255, TAY_EXIT_FAULT, TAY_EXIT_DESTROYED */
    uint32_t priority;     /**< the highest of its threads */
    uint32_t reserved;     /**< 0 */
    uint64_t started_ns;   /**< since boot; 0: never */
    uint64_t restart_ns;   /**< what the last restart took of init's time; 0: there was none */
    uint64_t budget_bytes; /**< of its account; 0: it does not run */
    uint64_t used_bytes;   /**< of that */
    uint64_t state_bytes;  /**< what it keeps over restarts, and what that costs */
};

/** When a service had its last fault, or was found to hang. */
struct tay_service_report {
    uint64_t time_ns;       /**< since boot */
    uint32_t start;         /**< with which of its starts it had begun */
    uint32_t hung;          /**< 1: it was destroyed, since it showed no sign of life */
    struct tay_crash crash; /**< where it stood */
};

/**
 * Finds a service by the name of its manifest.
 *
 * @param session of the supervisor, right read
 * @param name NUL-terminated
 * @param number_out written on TAY_OK
 * @return TAY_OK; TAY_ENOENT: there is no such service; TAY_EINVAL: no name, or too long a one;
 *         TAY_ERIGHT: the session lacks the right; TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED,
 *         TAY_EPEER: as tay_call
 * @note Blocks, as all functions here, until init has answered.
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_find(tay_cap_t session, const char *name,
                                                   unsigned *number_out);

/**
 * Tells of a service.
 *
 * @param session of the supervisor, right read
 * @param number of the service
 * @param service_out written on TAY_OK
 * @return TAY_OK; TAY_ENOENT: there is no such number, so the one before was the last; TAY_ERIGHT:
 *         the session lacks the right; TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED, TAY_EPEER: as
 *         tay_call
 * @note Blocks, as all functions here, until init has answered.
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_query(tay_cap_t session, unsigned number,
                                                    struct tay_service *service_out);

/**
 * Tells of a service's last crash.
 *
 * @param session of the supervisor, right read
 * @param number of the service
 * @param report_out written on TAY_OK
 * @return TAY_OK; TAY_ENOENT: there is no such number, or there was no crash; TAY_ERIGHT: the
 *         session lacks the right; TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, as all functions here, until init has answered.
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_report(tay_cap_t session, unsigned number,
                                                     struct tay_service_report *report_out);

/**
 * Tells where a service's first thread stands.
 *
 * @param session of the supervisor, right read
 * @param number of the service
 * @param crash_out written on TAY_OK; its registers_status is TAY_ESTATE if the thread runs now
 * @return TAY_OK; TAY_ENOENT: there is no such number; TAY_ESTATE: the service does not run;
 *         TAY_ERIGHT: the session lacks the right; TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED,
 *         TAY_EPEER: as tay_call
 * @note Blocks, as all functions here, until init has answered.
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_trace(tay_cap_t session, unsigned number,
                                                    struct tay_crash *crash_out);

/**
 * Ends a service and starts it again at once, as if for the first time.
 *
 * @param session of the supervisor, right manage
 * @param number of the service
 * @return TAY_OK: it is being ended; TAY_ENOENT: there is no such number; TAY_ESTATE: it waits, or
 *         was refused; TAY_ENOMEM: it did not run, and could not be started; TAY_ERIGHT: the
 *         session lacks the right; TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, as all functions here, until init has answered.
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_restart(tay_cap_t session, unsigned number);

/**
 * Ends a service, which is not started again. Its callers get TAY_EPEER, its state is cleared.
 *
 * @param session of the supervisor, right manage
 * @param number of the service
 * @return TAY_OK: it is being ended; TAY_ENOENT: there is no such number; TAY_ESTATE: it has ended
 *         already; TAY_ERIGHT: the session lacks the right; TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED,
 *         TAY_EPEER: as tay_call
 * @note Blocks, as all functions here, until init has answered.
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_stop(tay_cap_t session, unsigned number);

/**
 * Starts a service that does not run.
 *
 * @param session of the supervisor, right manage
 * @param number of the service
 * @return TAY_OK; TAY_ENOENT: there is no such number; TAY_ESTATE: it runs, waits, or was refused;
 *         TAY_ENOMEM: it could not be started, and the log says why; TAY_ERIGHT: the session lacks
 *         the right; TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, as all functions here, until init has answered.
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_start(tay_cap_t session, unsigned number);

/**
 * Gets the process of a service, as it runs now, and its first thread.
 *
 * @param session of the supervisor, right write
 * @param number of the service
 * @param process_out written on TAY_OK; the caller's to close; rights READ, MANAGE, GRANT
 * @param thread_out the same; NULL: it is not wanted
 * @return TAY_OK; TAY_ENOENT: there is no such number; TAY_ESTATE: it does not run, or its first
 *         thread has ended; TAY_EFULL: no room in the caller's table, or in init's; TAY_EIO: an
 *         answer that is none of a supervisor's; TAY_ERIGHT: the session lacks the right;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, as all functions here, until init has answered.
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_process(tay_cap_t session, unsigned number,
                                                      tay_cap_t *process_out,
                                                      tay_cap_t *thread_out);

/** A service to be added. */
struct tay_supervisor_addition {
    const char *name;     /**< of the manifest, NUL-terminated */
    const char *manifest; /**< its text (tay/manifest.h), NUL-terminated, below 8 KiB */
    tay_cap_t program;    /**< memory with an ELF file, rights READ and GRANT, which stays the
                               caller's; TAY_CAP_NULL: it is one of the boot archive */
    size_t program_bytes; /**< the length of the file; below 16 MiB */
    char reason[128];     /**< out, on TAY_EINVAL: `name:line: why not`, NUL-terminated */
};

/**
 * Adds a service, which starts when what it needs is there. Init keeps a copy of everything.
 *
 * @param session right write
 * @param addition what to add
 * @param number_out written on TAY_OK
 * @return TAY_OK; TAY_EINVAL: the manifest is not one, would close a circle, or names a program
 *         that is not there, or a length is out of range; TAY_ESTATE: there is a service of this
 * name; TAY_EFULL: there are too many; TAY_ENOMEM: the caller or init has no memory for it;
 * TAY_ERIGHT: the session lacks the right, or the program GRANT; TAY_EHANDLE, TAY_ETYPE,
 * TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_add(tay_cap_t session,
                                                  struct tay_supervisor_addition *addition,
                                                  unsigned *number_out);

/**
 * Says that no more services are added for now: those that wait for what nobody serves are refused.
 *
 * @param session of the supervisor, right write
 * @return TAY_OK; TAY_ERIGHT: the session lacks the right; TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED,
 *         TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_settle(tay_cap_t session);

/**
 * Ends the machine in order.
 *
 * @param session of the supervisor, right manage
 * @param how it ends
 * @return does not return, or TAY_EINVAL: there is no such end; TAY_ERIGHT: the session lacks the
 *         right; TAY_EHANDLE, TAY_ETYPE, TAY_ECANCELED: as tay_call; TAY_EPEER: init has ended
 */
TAY_MUST_CHECK enum tay_status tay_supervisor_end(tay_cap_t session, enum tay_supervisor_end how);

/**
 * The name of a state.
 *
 * @param state enum tay_service_state
 * @return a word or two; "?": there is no such state
 */
const char *tay_service_state_text(unsigned state);

#ifdef __cplusplus
}
#endif

#endif
