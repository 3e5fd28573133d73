/* SPDX-License-Identifier: MIT */
/*
 * Invariant: a handler does no more than to note that a signal has come, and to pass on Ctrl-C.
 */
#define _GNU_SOURCE /* Linux has ppoll with it only */
#include "trap.h"

#include "arena.h"
#include "raise.h"
#include "script.h"
#include "shell.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SIGNALS 32
#define INTERRUPT_STATUS 130 /* 128 and SIGINT */

static char *actions[SIGNALS];
static bool ignored_from_start[SIGNALS];
static volatile sig_atomic_t is_due[SIGNALS];
static volatile sig_atomic_t some_due;
static volatile sig_atomic_t interrupted;
static volatile pid_t interrupt_group; /* 0: none */

static const struct {
    int number;
    const char *name;
} signals[] = {{TRAP_EXIT, "EXIT"}, {SIGHUP, "HUP"},      {SIGINT, "INT"},     {SIGQUIT, "QUIT"},
               {SIGILL, "ILL"},     {SIGTRAP, "TRAP"},    {SIGABRT, "ABRT"},   {SIGFPE, "FPE"},
               {SIGKILL, "KILL"},   {SIGBUS, "BUS"},      {SIGSEGV, "SEGV"},   {SIGSYS, "SYS"},
               {SIGPIPE, "PIPE"},   {SIGALRM, "ALRM"},    {SIGTERM, "TERM"},   {SIGURG, "URG"},
               {SIGSTOP, "STOP"},   {SIGTSTP, "TSTP"},    {SIGCONT, "CONT"},   {SIGCHLD, "CHLD"},
               {SIGTTIN, "TTIN"},   {SIGTTOU, "TTOU"},    {SIGWINCH, "WINCH"}, {SIGUSR1, "USR1"},
               {SIGUSR2, "USR2"},   {SIGXCPU, "XCPU"},    {SIGXFSZ, "XFSZ"},   {SIGIO, "IO"},
               {SIGPROF, "PROF"},   {SIGVTALRM, "VTALRM"}};
#define NAMES (sizeof signals / sizeof signals[0])

const char *trap_name(int signal)
{
    for (size_t i = 0; i < NAMES; i++) {
        if (signals[i].number == signal) {
            return signals[i].name;
        }
    }
    return NULL;
}

int trap_number(const char *name)
{
    if (name[0] >= '0' && name[0] <= '9') {
        char *end;
        long number = strtol(name, &end, 10);
        return *end == '\0' && number < SIGNALS ? (int)number : -1;
    }
    if (strncasecmp(name, "SIG", 3) == 0) {
        name += 3;
    }
    for (size_t i = 0; i < NAMES; i++) {
        if (strcasecmp(signals[i].name, name) == 0) {
            return signals[i].number;
        }
    }
    return -1;
}

static void note(int signal)
{
    if (signal == SIGINT && actions[signal] == NULL) {
        int error = errno;
        interrupted = 1;
        if (interrupt_group != 0) {
            kill(-interrupt_group, SIGINT);
        }
        errno = error;
    } else {
        is_due[signal] = 1;
        some_due = 1;
    }
}

static void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL); /* KILL and STOP stay as they are */
}

/* What the shell itself wants on a signal. */
static void (*own_handler(int signal))(int)
{
    if (!shell.is_interactive) {
        return SIG_DFL;
    }
    switch (signal) {
    case SIGINT:
        return note;
    case SIGQUIT:
    case SIGTERM:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
        return SIG_IGN;
    default:
        return SIG_DFL;
    }
}

void trap_open(void)
{
    for (int signal = 1; signal < SIGNALS; signal++) {
        struct sigaction action;
        ignored_from_start[signal] = !shell.is_interactive && trap_name(signal) != NULL &&
                                     sigaction(signal, NULL, &action) == 0 &&
                                     action.sa_handler == SIG_IGN;
        if (own_handler(signal) != SIG_DFL) {
            handle(signal, own_handler(signal));
        }
    }
}

void trap_set(int signal, const char *action)
{
    char *copy = action == NULL ? NULL : take_copy(action);
    if (signal != TRAP_EXIT && !ignored_from_start[signal]) {
        void (*handler)(int) = action == NULL      ? own_handler(signal)
                               : action[0] == '\0' ? SIG_IGN
                                                   : note;
        handle(signal, handler);
    }
    free(actions[signal]);
    actions[signal] = copy;
}

const char *trap_action(int signal)
{
    return actions[signal];
}

/* The caller is no longer interactive, but was when the handlers were set. */
void trap_forget(void)
{
    for (int signal = 0; signal < SIGNALS; signal++) {
        bool is_kept = signal != TRAP_EXIT && actions[signal] != NULL && actions[signal][0] == '\0';
        is_due[signal] = 0;
        if (is_kept || ignored_from_start[signal]) {
            continue;
        }
        if (signal != TRAP_EXIT && trap_name(signal) != NULL) {
            handle(signal, SIG_DFL);
        }
        free(actions[signal]);
        actions[signal] = NULL;
    }
    some_due = 0;
}

int trap_due(void)
{
    for (int signal = 1; some_due && signal < SIGNALS; signal++) {
        if (is_due[signal]) {
            return signal;
        }
    }
    return interrupted ? SIGINT : 0;
}

void trap_pass_interrupts(pid_t group)
{
    interrupt_group = group;
    if (group != 0 && interrupted) {
        kill(-group, SIGINT);
    }
}

bool trap_take_interrupt(void)
{
    bool was = interrupted != 0;
    interrupted = 0;
    return was;
}

bool trap_wait_for_input(int descriptor)
{
    struct pollfd input = {.fd = descriptor, .events = POLLIN};
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    bool has_come = trap_due() != 0;
    while (!has_come && ppoll(&input, 1, NULL, &before) < 0 && errno == EINTR) {
        has_come = trap_due() != 0;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return !has_come;
}

void trap_interrupt(void)
{
    note(SIGINT);
}

static void run_action(int signal)
{
    int status = shell.status;
    enum jump jump = shell.jump;
    char *action = arena_copy(&scratch, actions[signal]); /* it may change itself */
    shell.jump = JUMP_NOT;
    script_run_text(action);
    if (shell.jump == JUMP_NOT) {
        shell.jump = jump;
        shell.status = status;
    }
}

void trap_run(void)
{
    if (interrupted) {
        interrupted = 0;
        raise_what(RAISED_INTERRUPT, INTERRUPT_STATUS);
    }
    if (!some_due) {
        return;
    }
    some_due = 0;
    for (int signal = 1; signal < SIGNALS; signal++) {
        if (is_due[signal]) {
            is_due[signal] = 0;
            if (actions[signal] != NULL) {
                run_action(signal);
            }
        }
    }
}

void trap_run_exit(void)
{
    char *action = actions[TRAP_EXIT];
    if (action != NULL) {
        int status = shell.status;
        actions[TRAP_EXIT] = NULL;
        shell.jump = JUMP_NOT;
        script_run_text(action);
        shell.status = status;
    }
}
