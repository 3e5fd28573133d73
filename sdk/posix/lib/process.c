/* SPDX-License-Identifier: MIT */
/*
 * Processes: numbers, forking, waiting, groups. A program joins proc when it first needs it; a
 * clone has a session under the same handle.
 */
#include "process.h"

#include "descriptor.h"
#include "error.h"
#include "lock.h"
#include "thread.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <unistd.h>

#define WSTATUS_EXIT_SHIFT 8
#define EXIT_SIGNAL_BASE 128 /* as a shell tells it */

static uint32_t lock;     /* for whoever joins, forks, or changes what is done at a fork */
static tay_cap_t session; /* atomic */

/* A program that init has started founds a family, if it has its account. */
static tay_cap_t join_as_first(tay_cap_t endpoint)
{
    tay_cap_t joined = TAY_CAP_NULL;
    tay_cap_t account = tay_startup_cap("account");
    tay_word_t state, priority = 0;
    tay_time_t run_ns;
    enum tay_status status = TAY_EHANDLE;
    if (endpoint != TAY_CAP_NULL && account != TAY_CAP_NULL) {
        status = tay_thread_query(tay_startup_thread(), &state, &priority, &run_ns);
        status = status == TAY_OK ? tay_proc_found(endpoint, account, (unsigned)priority, &joined)
                                  : status;
    }
    if (endpoint != TAY_CAP_NULL && account == TAY_CAP_NULL) {
        status = tay_proc_join(endpoint, &joined);
    }
    return status == TAY_OK ? joined : TAY_CAP_NULL;
}

/* A program that another one has started has a session. */
static tay_cap_t join(void)
{
    const struct tay_startup *block = tay_startup();
    tay_cap_t joined = block == NULL ? TAY_CAP_NULL : block->session;
    if (block != NULL && joined == TAY_CAP_NULL) {
        joined = join_as_first(tay_startup_cap("proc"));
    }
    __atomic_store_n(&session, joined, __ATOMIC_RELEASE);
    return joined;
}

tay_cap_t process_session(void)
{
    tay_cap_t found = __atomic_load_n(&session, __ATOMIC_ACQUIRE);
    if (found == TAY_CAP_NULL) {
        tay_lock_acquire(&lock);
        found = __atomic_load_n(&session, __ATOMIC_ACQUIRE);
        found = found == TAY_CAP_NULL ? join() : found;
        tay_lock_release(&lock);
    }
    return found;
}

int process_error(enum tay_status status)
{
    switch (status) {
    case TAY_ENOENT:
        return ESRCH;
    case TAY_ERIGHT:
        return EPERM;
    case TAY_ENOSYS:
    case TAY_EHANDLE: /* there is no session */
        return ENOSYS;
    default:
        return error_number(status);
    }
}

/* Asks for the numbers, whatever interrupts it; false: there is no proc. */
static bool ask_self(tay_pid_t *self_out, tay_pid_t *parent_out)
{
    tay_cap_t proc = process_session();
    enum tay_status status = TAY_ECANCELED;
    while (proc != TAY_CAP_NULL && status == TAY_ECANCELED) {
        status = tay_proc_self(proc, self_out, parent_out);
    }
    return status == TAY_OK;
}

pid_t getpid(void)
{
    tay_pid_t self, parent;
    /* Without processes this program is the only one that it knows. */
    return ask_self(&self, &parent) ? (pid_t)self : 1;
}

pid_t getppid(void)
{
    tay_pid_t self, parent;
    return ask_self(&self, &parent) ? (pid_t)parent : 0;
}

/* Waiting ----------------------------------------------------------------------------------------
 */

static int wait_status(unsigned exit_status)
{
    if (exit_status >= TAY_PROC_EXIT_SIGNAL) {
        return (int)(exit_status - TAY_PROC_EXIT_SIGNAL);
    }
    if (exit_status >= TAY_EXIT_DESTROYED) {
        return exit_status == TAY_EXIT_FAULT ? SIGSEGV : SIGKILL;
    }
    return (int)(exit_status << WSTATUS_EXIT_SHIFT);
}

/* POSIX's way to name children, in proc's. */
static int wanted_children(tay_cap_t proc, pid_t which, int64_t *wanted_out)
{
    tay_pid_t group;
    *wanted_out = which == -1 ? 0 : which;
    if (which != 0) {
        return 0;
    }
    enum tay_status status = tay_proc_group(proc, 0, 0, &group);
    *wanted_out = -(int64_t)group;
    return status == TAY_OK ? 0 : process_error(status);
}

pid_t waitpid(pid_t which, int *status_out, int options)
{
    tay_cap_t proc = process_session();
    tay_pid_t child;
    unsigned exit_status;
    int64_t wanted;
    if ((options & ~(WNOHANG | WUNTRACED)) != 0) {
        return error_return(EINVAL);
    }
    int error = proc == TAY_CAP_NULL ? ECHILD : wanted_children(proc, which, &wanted);
    if (error != 0) {
        return error_return(error);
    }
    bool waits = (options & WNOHANG) == 0;
    unsigned interruptions = thread_self->interruptions;
    enum tay_status status;
    do {
        status = waits ? tay_proc_wait(proc, wanted, &child, &exit_status)
                       : tay_proc_poll(proc, wanted, &child, &exit_status);
    } while (status == TAY_ECANCELED && thread_self->interruptions == interruptions);
    if (status == TAY_EAGAIN && !waits) {
        return 0;
    }
    if (status != TAY_OK) {
        return error_return(status == TAY_ENOENT ? ECHILD : process_error(status));
    }
    if (status_out != NULL) {
        *status_out = wait_status(exit_status);
    }
    return (pid_t)child;
}

pid_t wait(int *status_out)
{
    return waitpid(-1, status_out, 0);
}

/* Standing by for a program that runs in this one's place, since init would take the end of this
 * one for the end of all. */
void process_stand_by(tay_pid_t successor)
{
    tay_pid_t ended;
    unsigned exit_status = EXIT_FAILURE;
    enum tay_status status;
    thread_end_others();
    for (int descriptor = 0; descriptor < DESCRIPTORS_MAX; descriptor++) {
        descriptor_close(descriptor);
    }
    do {
        status = tay_proc_wait(process_session(), successor, &ended, &exit_status);
    } while (status == TAY_ECANCELED);
    int how = wait_status(exit_status);
    _exit(WIFEXITED(how) ? WEXITSTATUS(how) : EXIT_SIGNAL_BASE + WTERMSIG(how));
}

/* Forking ----------------------------------------------------------------------------------------
 */

struct at_fork {
    struct at_fork *older, *newer;
    void (*prepare)(void);
    void (*parent)(void);
    void (*child)(void);
};

/* Under `lock`; they are never taken away. */
static struct at_fork *newest, *oldest;

int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
    struct at_fork *entry = malloc(sizeof *entry);
    if (entry == NULL) {
        return ENOMEM;
    }
    tay_lock_acquire(&lock);
    *entry =
        (struct at_fork){.older = newest, .prepare = prepare, .parent = parent, .child = child};
    *(newest == NULL ? &oldest : &newest->newer) = entry;
    newest = entry;
    tay_lock_release(&lock);
    return 0;
}

static void prepare(struct at_fork *entry)
{
    for (; entry != NULL; entry = entry->older) {
        if (entry->prepare != NULL) {
            entry->prepare();
        }
    }
}

static void go_on(struct at_fork *entry, bool is_child)
{
    for (; entry != NULL; entry = entry->newer) {
        void (*function)(void) = is_child ? entry->child : entry->parent;
        if (function != NULL) {
            function();
        }
    }
}

pid_t fork(void)
{
    tay_cap_t proc = process_session();
    tay_pid_t child = 0;
    if (proc == TAY_CAP_NULL) {
        return error_return(ENOSYS);
    }
    tay_lock_acquire(&lock);
    struct at_fork *first = oldest;
    struct at_fork *last = newest;
    tay_lock_release(&lock);
    prepare(last);
    tay_lock_acquire(&lock);
    enum tay_status status = tay_proc_fork(proc, &child);
    tay_lock_release(&lock);
    go_on(first, status == TAY_OK && child == 0);
    if (status != TAY_OK) {
        return error_return(status == TAY_EAGAIN ? EAGAIN : process_error(status));
    }
    return (pid_t)child;
}

/* Groups -----------------------------------------------------------------------------------------
 */

static int ask_group(pid_t process, pid_t change_to, tay_pid_t *group_out)
{
    tay_cap_t proc = process_session();
    if (process < 0 || change_to < 0) {
        return EINVAL;
    }
    if (proc == TAY_CAP_NULL) {
        return ENOSYS;
    }
    enum tay_status status;
    do { /* done twice it is the same */
        status = tay_proc_group(proc, (tay_pid_t)process, (tay_pid_t)change_to, group_out);
    } while (status == TAY_ECANCELED);
    return process_error(status);
}

pid_t getpgid(pid_t process)
{
    tay_pid_t group;
    int error = ask_group(process, 0, &group);
    return error == 0 ? (pid_t)group : error_return(error);
}

pid_t getpgrp(void)
{
    return getpgid(0);
}

int setpgid(pid_t process, pid_t group)
{
    tay_pid_t changed;
    if (group == 0) {
        group = process == 0 ? getpid() : process;
    }
    int error = ask_group(process, group, &changed);
    /* A process that is neither the caller nor its child is not there, POSIX says. */
    return error_return(error == EPERM ? ESRCH : error == EINVAL && group > 0 ? EPERM : error);
}
