/* SPDX-License-Identifier: MIT */
/** @file
 * Signals, in the place of picolibc's header, whose struct sigaction has no room for what POSIX
 * wants. The numbers are picolibc's. <signal.h> includes this.
 *
 * A signal for the program interrupts its first thread, wherever that is; one that the thread's
 * mask holds back waits. Handlers may call what POSIX calls async-signal-safe. Without the
 * capability `proc` in its manifest a program gets signals from itself only. Not there: stopping a
 * process (ENOSYS), alternate stacks, queued signals.
 */
#ifndef TAY_SYS_SIGNAL_H
#define TAY_SYS_SIGNAL_H

#include <stdint.h>
#include <sys/_sigset.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef _SIGSET_T_DECLARED
#define _SIGSET_T_DECLARED /**< as picolibc says it */
/** A set of signals: bit n is signal n. */
typedef __sigset_t sigset_t;
#endif

#define SIGHUP 1     /**< the terminal is gone */
#define SIGINT 2     /**< Ctrl-C */
#define SIGQUIT 3    /**< Ctrl-Backslash */
#define SIGILL 4     /**< no instruction */
#define SIGTRAP 5    /**< a breakpoint */
#define SIGABRT 6    /**< abort() */
#define SIGIOT 6     /**< the same */
#define SIGEMT 7     /**< an emulator's */
#define SIGFPE 8     /**< arithmetic */
#define SIGKILL 9    /**< cannot be caught */
#define SIGBUS 10    /**< memory that cannot be had so */
#define SIGSEGV 11   /**< memory that is not there */
#define SIGSYS 12    /**< a wrong call */
#define SIGPIPE 13   /**< nobody reads the pipe */
#define SIGALRM 14   /**< alarm() */
#define SIGTERM 15   /**< the wish that the program end */
#define SIGURG 16    /**< ignored if not caught */
#define SIGSTOP 17   /**< not supported */
#define SIGTSTP 18   /**< not supported */
#define SIGCONT 19   /**< ignored if not caught */
#define SIGCHLD 20   /**< a child has ended; ignored if not caught */
#define SIGCLD 20    /**< the same */
#define SIGTTIN 21   /**< not supported */
#define SIGTTOU 22   /**< not supported */
#define SIGIO 23     /**< input or output may go on */
#define SIGPOLL 23   /**< the same */
#define SIGXCPU 24   /**< too much time */
#define SIGXFSZ 25   /**< too large a file */
#define SIGVTALRM 26 /**< a timer of running time */
#define SIGPROF 27   /**< a profiler's timer */
#define SIGWINCH 28  /**< the window has changed; ignored if not caught */
#define SIGLOST 29   /**< a resource is lost */
#define SIGUSR1 30   /**< the program's own */
#define SIGUSR2 31   /**< the program's own */
#define NSIG 32      /**< one above the highest */

#define SI_USER 1 /**< sent by kill, raise or the system: all there is */

/** A value that goes with a signal: none does here. */
union sigval {
    int sival_int;   /**< 0 */
    void *sival_ptr; /**< NULL */
};

/** What a handler with SA_SIGINFO is told. */
typedef struct {
    int si_signo;          /**< the signal */
    int si_code;           /**< SI_USER */
    union sigval si_value; /**< 0 */
} siginfo_t;

/** A thread: see pthread.h. */
typedef uintptr_t pthread_t;

/** A handler, SIG_DFL or SIG_IGN. */
typedef void (*_sig_func_ptr)(int);

#define SA_NOCLDSTOP 0x01 /**< no child ever stops */
#define SA_SIGINFO 0x02   /**< the handler is sa_sigaction */
#define SA_RESTART 0x04   /**< what was interrupted goes on, but for sigsuspend and pause */
#define SA_NODEFER 0x08   /**< the handler may be interrupted by its own signal */
#define SA_RESETHAND 0x10 /**< SIG_DFL from when the handler begins */

/** What is done on a signal. */
struct sigaction {
    union {
        _sig_func_ptr sa_handler; /**< SIG_DFL, SIG_IGN, or a function */
        /** With SA_SIGINFO; the third argument is NULL. */
        void (*sa_sigaction)(int, siginfo_t *, void *);
    };
    sigset_t sa_mask; /**< held back, besides the signal itself, while it runs */
    int sa_flags;     /**< SA_ */
};

#define SIG_SETMASK 0 /**< the mask becomes the set */
#define SIG_BLOCK 1   /**< the set is added */
#define SIG_UNBLOCK 2 /**< the set is taken away */

/**
 * Empties a set.
 *
 * @param set written
 * @return 0
 */
int sigemptyset(sigset_t *set);
/**
 * Puts every signal into a set.
 *
 * @param set written
 * @return 0
 */
int sigfillset(sigset_t *set);
/**
 * Adds a signal.
 *
 * @param set in and out
 * @param signal 1 to NSIG - 1
 * @return 0, or -1 and errno: EINVAL: there is none of this number
 */
int sigaddset(sigset_t *set, int signal);
/**
 * Takes a signal out.
 *
 * @param set in and out
 * @param signal 1 to NSIG - 1
 * @return 0, or -1 and errno: EINVAL: there is none of this number
 */
int sigdelset(sigset_t *set, int signal);
/**
 * Whether a signal is in a set.
 *
 * @param set a set
 * @param signal 1 to NSIG - 1
 * @return 1: it is; 0: it is not; -1 and errno: EINVAL: there is none of this number
 */
int sigismember(const sigset_t *set, int signal);

/**
 * Changes what is done on a signal, for the whole program.
 *
 * @param signal not SIGKILL or SIGSTOP
 * @param action NULL: only asks
 * @param before_out what was done until now; NULL: not wanted
 * @return 0, or -1 and errno: EINVAL: no such signal, or not to be changed
 */
int sigaction(int signal, const struct sigaction *action, struct sigaction *before_out);

/**
 * Changes the calling thread's mask, and lets what it held back come.
 *
 * @param how SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK
 * @param set NULL: only asks
 * @param before_out the mask until now; NULL: not wanted
 * @return 0, or -1 and errno: EINVAL: no such `how`
 */
int sigprocmask(int how, const sigset_t *set, sigset_t *before_out);

/**
 * As sigprocmask.
 *
 * @param how SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK
 * @param set NULL: only asks
 * @param before_out the mask until now; NULL: not wanted
 * @return 0, or EINVAL: no such `how`; errno is left alone
 */
int pthread_sigmask(int how, const sigset_t *set, sigset_t *before_out);

/**
 * Tells which signals wait because of the mask.
 *
 * @param set_out written
 * @return 0
 */
int sigpending(sigset_t *set_out);

/**
 * Waits, with another mask, until a handler has run.
 *
 * @param mask the calling thread's, until then
 * @return -1 and errno: EINTR; ENOMEM: there is nothing to wait with
 * @note Blocks. Threads but the one that first said what is to be done on signals get those of
 *       pthread_kill alone.
 */
int sigsuspend(const sigset_t *mask);

/**
 * Sends a signal, through proc; to the program itself without it.
 *
 * @param process a number; 0: the own group; -1: all of the family but the caller; -n: group n
 * @param signal 0: only looks whether there is somebody
 * @return 0, or -1 and errno: EINVAL: no such signal; ESRCH: nobody is there; EPERM: of another
 *         family; ENOSYS: it would stop a process
 * @note A signal for the program itself is handled before it returns, if the mask lets it.
 */
int kill(pid_t process, int signal);

/**
 * Sends a signal to one thread of the program.
 *
 * @param thread not joined yet
 * @param signal 0: only looks
 * @return 0; EINVAL: no such signal; EAGAIN: no memory for where the thread's registers are kept;
 *         ENOSYS: it would stop a process; errno is left alone
 * @note The first one for a thread takes a place for its registers, which it keeps.
 */
int pthread_kill(pthread_t thread, int signal);

/**
 * Sends a signal to a group.
 *
 * @param group its number, not negative; 0: the own one
 * @param signal 0: only looks whether there is somebody
 * @return as kill of the number turned round
 */
int killpg(pid_t group, int signal);

#ifdef __cplusplus
}
#endif

#include <signal.h>

#endif
