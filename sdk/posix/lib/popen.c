/* SPDX-License-Identifier: MIT */
/*
 * Commands for the shell: at the other end of a stream, or waited for.
 */
#include "error.h"
#include "launch.h"
#include "lock.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_NO_SHELL (127 << 8) /* as if a shell had exited so: POSIX, "system" */

/* A command that a stream leads to. The list is under the lock of streams. */
struct command {
    struct command *next;
    FILE *stream;
    pid_t child;
};

static struct command *commands;

static int start_shell(pid_t *child_out, const char *text,
                       const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes)
{
    char *words[] = {(char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c", (char *)(uintptr_t)text,
                     NULL};
    return posix_spawnp(child_out, words[0], actions, attributes, words, environ);
}

/* Waits for a child whatever signals come. */
static int await(pid_t child)
{
    int status;
    pid_t ended;
    do {
        ended = waitpid(child, &status, 0);
    } while (ended == -1 && errno == EINTR);
    return ended == -1 ? -1 : status;
}

/* popen -------------------------------------------------------------------------------------------
 */

/* A pipe that is not handed on; 0, or what errno is to be. */
static int make_pipe(int ends[2])
{
    if (pipe(ends) != 0) {
        return errno;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

/* Starts a shell whose descriptor `number` is an end of a pipe. */
static int start_with(pid_t *child_out, const char *text, int end, int number)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    error = posix_spawn_file_actions_adddup2(&actions, end, number);
    error = error == 0 ? start_shell(child_out, text, &actions, NULL) : error;
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static void list_add(struct command *command)
{
    relock_acquire(&lock_stdio);
    command->next = commands;
    commands = command;
    relock_release(&lock_stdio);
}

/* The stream of a command; NULL and errno: none. The pipe's ends are closed, or the stream's. */
static FILE *open_command(struct command *command, const char *text, const int ends[2], bool reads)
{
    int own = ends[reads ? 0 : 1];
    int other = ends[reads ? 1 : 0];
    command->stream = fdopen(own, reads ? "r" : "w");
    int error = command->stream == NULL ? errno : 0;
    if (error == 0) {
        error = start_with(&command->child, text, other, reads ? STDOUT_FILENO : STDIN_FILENO);
    }
    close(other);
    if (error == 0) {
        return command->stream;
    }
    if (command->stream != NULL) {
        fclose(command->stream);
    } else {
        close(own);
    }
    errno = error;
    return NULL;
}

FILE *popen(const char *text, const char *mode)
{
    bool reads = mode[0] == 'r';
    bool is_mode =
        (reads || mode[0] == 'w') && (mode[1] == '\0' || (mode[1] == 'e' && mode[2] == '\0'));
    struct command *command = is_mode ? malloc(sizeof *command) : NULL;
    int ends[2];
    int error = !is_mode ? EINVAL : command == NULL ? ENOMEM : make_pipe(ends);
    FILE *stream = NULL;
    if (error != 0) {
        errno = error;
    } else {
        stream = open_command(command, text, ends, reads);
    }
    if (stream == NULL) {
        free(command);
        return NULL;
    }
    if (mode[1] == '\0') {
        fcntl(fileno(stream), F_SETFD, FD_CLOEXEC); /* which the mode "e" asks for, too */
    }
    list_add(command);
    return stream;
}

/* Takes the command of a stream out of the list; NULL: it has none. */
static struct command *list_take(const FILE *stream)
{
    relock_acquire(&lock_stdio);
    struct command **at = &commands;
    while (*at != NULL && (*at)->stream != stream) {
        at = &(*at)->next;
    }
    struct command *found = *at;
    if (found != NULL) {
        *at = found->next;
    }
    relock_release(&lock_stdio);
    return found;
}

int pclose(FILE *stream)
{
    struct command *command = list_take(stream);
    if (command == NULL) {
        return error_return(ECHILD);
    }
    pid_t child = command->child;
    free(command);
    fclose(stream);
    return await(child);
}

/* system ------------------------------------------------------------------------------------------
 */

static int look_for_shell(const char *path, void *context)
{
    (void)context;
    return access(path, X_OK) == 0 ? 0 : errno;
}

/* The shell has the caller's mask, and what the caller did on SIGINT and SIGQUIT. */
static int run_shell(const char *text, const sigset_t *mask, const sigset_t *defaults)
{
    posix_spawnattr_t attributes;
    pid_t child;
    int error = posix_spawnattr_init(&attributes);
    if (error != 0) {
        return error_return(error);
    }
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, mask);
    posix_spawnattr_setsigdefault(&attributes, defaults);
    error = start_shell(&child, text, NULL, &attributes);
    posix_spawnattr_destroy(&attributes);
    if (error == ENOMEM || error == EAGAIN || error == ENOSYS) {
        return error_return(error);
    }
    return error != 0 ? STATUS_NO_SHELL : await(child);
}

int system(const char *text)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction interrupt, quit;
    sigset_t child, mask, defaults;
    if (text == NULL) {
        return launch_search("sh", look_for_shell, NULL) == 0;
    }
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigemptyset(&defaults);
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    sigprocmask(SIG_BLOCK, &child, &mask);
    if (interrupt.sa_handler != SIG_IGN) {
        sigaddset(&defaults, SIGINT);
    }
    if (quit.sa_handler != SIG_IGN) {
        sigaddset(&defaults, SIGQUIT);
    }
    int status = run_shell(text, &mask, &defaults);
    int error = errno;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    errno = error;
    return status;
}
