/* SPDX-License-Identifier: MIT */
/*
 * Invariant: each process that has not been waited for is in a job of the list, but for those that
 * were forked aside.
 */
#include "job.h"

#include "arena.h"
#include "raise.h"
#include "shell.h"
#include "trap.h"
#include "tty.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIGNAL_STATUS 128  /* and the number of the signal */
#define UNKNOWN_STATUS 127 /* of what is no child */

struct process {
    struct process *next;
    pid_t pid;
    int status; /* as of waitpid */
    bool is_running;
};

struct job {
    struct job *next;
    unsigned number; /* 0: not announced */
    pid_t group;     /* its first process's number; 0: it has none yet */
    bool is_background;
    char *text;
    struct process *process; /* the last one first */
};

static struct job *jobs; /* the newest first */

struct job *job_new(const char *text, bool is_background)
{
    char *copy = take_copy(text == NULL ? "" : text);
    struct job *job = take_memory_holding(sizeof *job, copy);
    *job = (struct job){.next = jobs, .is_background = is_background, .text = copy};
    jobs = job;
    return job;
}

static void forget(struct job *job)
{
    struct job **at = &jobs;
    while (*at != job) {
        at = &(*at)->next;
    }
    *at = job->next;
    while (job->process != NULL) {
        struct process *next = job->process->next;
        free(job->process);
        job->process = next;
    }
    free(job->text);
    free(job);
}

/* Forking ----------------------------------------------------------------------------------------
 */

/* Who has no terminal to read from reads nothing, and is not ended from there. */
static void leave_terminal(void)
{
    int null = open("/dev/null", O_RDONLY);
    if (null > 0) {
        dup2(null, STDIN_FILENO);
        close(null);
    }
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
}

/* `mask`: as it was before signals were held back. */
static void become_child(pid_t group, bool is_background, const sigset_t *mask)
{
    bool has_jobs = shell.has_jobs;
    raise_forget();
    if (has_jobs) {
        setpgid(0, group);
        if (!is_background) {
            tty_give(group == 0 ? getpid() : group);
        }
    }
    shell.is_interactive = false;
    shell.has_jobs = false;
    trap_forget();
    while (jobs != NULL) {
        forget(jobs);
    }
    if (is_background && !has_jobs) {
        leave_terminal();
    }
    sigprocmask(SIG_SETMASK, mask, NULL);
    if (trap_take_interrupt() && !is_background) {
        raise(SIGINT); /* it was for the job that this is a part of */
    }
}

/* Signals are held back in the child, until it has actions of its own. */
static pid_t fork_or_raise(sigset_t *mask_out)
{
    sigset_t all;
    fflush(stdout);
    fflush(stderr);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, mask_out);
    pid_t pid = fork();
    if (pid != 0) {
        int error = errno;
        sigprocmask(SIG_SETMASK, mask_out, NULL);
        errno = error;
    }
    if (pid < 0) {
        raise_error(RAISE_STATUS, "cannot fork: %s", strerror(errno));
    }
    return pid;
}

pid_t job_fork(struct job *job)
{
    struct process *process = take_memory(sizeof *process);
    *process = (struct process){.next = job->process};
    job->process = process;
    sigset_t mask;
    pid_t pid = fork_or_raise(&mask);
    if (pid == 0) {
        become_child(job->group, job->is_background, &mask);
        return 0;
    }
    process->pid = pid;
    process->is_running = true;
    job->group = job->group == 0 ? pid : job->group;
    if (shell.has_jobs) {
        /* The child does it, too: nobody knows who is first. */
        setpgid(pid, job->group);
        if (!job->is_background) {
            tty_give(job->group);
        }
    }
    return pid;
}

pid_t job_fork_aside(void)
{
    sigset_t mask;
    pid_t pid = fork_or_raise(&mask);
    if (pid == 0) {
        become_child(0, true, &mask);
    }
    return pid;
}

/* Waiting ----------------------------------------------------------------------------------------
 */

int job_status(int wait_status)
{
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status)
                                  : SIGNAL_STATUS + WTERMSIG(wait_status);
}

static bool is_running(const struct job *job)
{
    for (const struct process *process = job->process; process != NULL; process = process->next) {
        if (process->is_running) {
            return true;
        }
    }
    return false;
}

static int last_status(const struct job *job)
{
    return job->process == NULL ? 0 : job->process->status;
}

static void note(pid_t pid, int status)
{
    for (struct job *job = jobs; job != NULL; job = job->next) {
        for (struct process *process = job->process; process != NULL; process = process->next) {
            if (process->pid == pid && process->is_running) {
                process->is_running = false;
                process->status = status;
                return;
            }
        }
    }
}

/* Whoever is still said to run is not there any more: nobody will ever tell how it ended. */
static void note_lost(void)
{
    for (struct job *job = jobs; job != NULL; job = job->next) {
        for (struct process *process = job->process; process != NULL; process = process->next) {
            process->status = process->is_running ? UNKNOWN_STATUS << 8 : process->status;
            process->is_running = false;
        }
    }
}

/* Waits for the end of any child; false: interrupted by a signal that somebody wants to see. */
static bool wait_for_any(void)
{
    int status;
    pid_t pid = waitpid(-1, &status, 0);
    if (pid > 0) {
        note(pid, status);
    } else if (errno != EINTR) {
        note_lost();
    }
    return pid > 0 || errno != EINTR || trap_due() == 0;
}

static void say_how_it_ended(int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGINT && WTERMSIG(status) != SIGPIPE) {
        const char *name = trap_name(WTERMSIG(status));
        complain("ended by signal %s", name == NULL ? "of another kind" : name);
    }
}

/* The terminal is the shell's again, as it was; Ctrl-C that ended a job ends the line, too. */
static void take_terminal_back(int status)
{
    tty_take(WIFSIGNALED(status));
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) {
        fputc('\n', stderr);
        trap_interrupt();
    }
}

int job_wait(struct job *job)
{
    /* Ctrl-C that came before the job had the terminal was for it all the same, even if the shell
     * hears of it only now. */
    trap_pass_interrupts(shell.has_jobs ? job->group : 0);
    while (is_running(job)) {
        (void)wait_for_any();
    }
    trap_pass_interrupts(0);
    int status = last_status(job);
    if (shell.has_jobs) {
        take_terminal_back(status);
    }
    say_how_it_ended(status);
    forget(job);
    return job_status(status);
}

int job_wait_background(struct job *job)
{
    while (is_running(job)) {
        if (!wait_for_any()) {
            return SIGNAL_STATUS + trap_due();
        }
    }
    int status = job_status(last_status(job));
    forget(job);
    return status;
}

int job_wait_all(void)
{
    while (jobs != NULL) {
        int due = 0;
        struct job *job = jobs;
        while (is_running(job) && due == 0) {
            due = wait_for_any() ? 0 : trap_due();
        }
        if (due != 0) {
            return SIGNAL_STATUS + due;
        }
        forget(job);
    }
    return 0;
}

int job_to_front(struct job *job)
{
    job->is_background = false;
    printf("%s\n", job->text);
    fflush(stdout);
    tty_give(job->group);
    kill(-job->group, SIGCONT);
    return job_wait(job);
}

/* Lists ------------------------------------------------------------------------------------------
 */

void job_announce(struct job *job)
{
    for (const struct job *other = jobs; other != NULL; other = other->next) {
        job->number = other->number >= job->number ? other->number + 1 : job->number;
    }
    if (shell.is_interactive) {
        fprintf(stderr, "[%u] %ld\n", job->number, (long)job->process->pid);
    }
}

static void print_state(FILE *stream, const struct job *job)
{
    int status = last_status(job);
    fprintf(stream, "[%u] %ld ", job->number, (long)(job->process == NULL ? 0 : job->process->pid));
    if (is_running(job)) {
        fputs("running", stream);
    } else if (WIFSIGNALED(status)) {
        const char *name = trap_name(WTERMSIG(status));
        fprintf(stream, "ended by %s", name == NULL ? "a signal" : name);
    } else if (WEXITSTATUS(status) != 0) {
        fprintf(stream, "done (%d)", WEXITSTATUS(status));
    } else {
        fputs("done", stream);
    }
    fprintf(stream, "  %s\n", job->text);
}

static void look(void)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        note(pid, status);
    }
    if (pid < 0 && errno == ECHILD) {
        note_lost();
    }
}

/* The oldest comes first. */
static struct job *next_older(unsigned number)
{
    struct job *found = NULL;
    for (struct job *job = jobs; job != NULL; job = job->next) {
        if (job->number > number && (found == NULL || job->number < found->number)) {
            found = job;
        }
    }
    return found;
}

/* Those that could not be started as a whole. */
static void forget_given_up(void)
{
    struct job *next;
    for (struct job *job = jobs; job != NULL; job = next) {
        next = job->next;
        if (job->number == 0 && !is_running(job)) {
            forget(job);
        }
    }
}

void job_tell_ended(void)
{
    struct job *job, *next;
    look();
    for (job = next_older(0); job != NULL; job = next) {
        next = next_older(job->number);
        if (!is_running(job)) {
            print_state(stderr, job);
            forget(job);
        }
    }
    forget_given_up();
}

void job_list(bool only_numbers)
{
    struct job *job, *next;
    look();
    for (job = next_older(0); job != NULL; job = next) {
        next = next_older(job->number);
        if (only_numbers) {
            printf("%ld\n", (long)job->group);
            continue;
        }
        print_state(stdout, job);
        if (!is_running(job)) {
            forget(job);
        }
    }
}

static bool has_process(const struct job *job, pid_t pid)
{
    for (const struct process *process = job->process; process != NULL; process = process->next) {
        if (process->pid == pid) {
            return true;
        }
    }
    return false;
}

static bool is_called(const struct job *job, const char *name)
{
    if (name[0] != '%') {
        return has_process(job, (pid_t)strtol(name, NULL, 10));
    }
    name++;
    if (*name == '\0' || strcmp(name, "%") == 0 || strcmp(name, "+") == 0) {
        return true; /* the newest */
    }
    return *name >= '0' && *name <= '9' ? strtoul(name, NULL, 10) == job->number
                                        : strncmp(job->text, name, strlen(name)) == 0;
}

struct job *job_find(const char *name)
{
    for (struct job *job = jobs; job != NULL; job = job->next) {
        if (job->number != 0 && is_called(job, name)) {
            return job;
        }
    }
    return NULL;
}

pid_t job_target(const struct job *job)
{
    return shell.has_jobs ? -job->group : job->process->pid;
}
