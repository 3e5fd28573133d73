/* SPDX-License-Identifier: MIT */
/*
 * exec: the program is taken over by another one.
 */
#define _GNU_SOURCE /* execvpe */
#include "launch.h"

#include "error.h"
#include "process.h"
#include <stdarg.h>
#include <unistd.h>

/* An exec whose path is yet to be found. */
struct wanted {
    char *const *arguments;
    char *const *environment;
};

/* What errno is to be. On success the calling process is another program, or, if init started it,
 * has done what is left for it to do. */
static int take_over(const char *path, char *const *arguments, char *const *environment)
{
    struct descriptor_copy descriptors[DESCRIPTORS_MAX];
    struct launch_plan plan = {.path = path,
                               .arguments = arguments,
                               .environment = environment,
                               .in_place = true,
                               .priority = -1,
                               .descriptors = descriptors};
    tay_pid_t number;
    signal_state_hold();
    signal_state_ask(&plan.signals);
    plan.descriptor_count = descriptor_list(descriptors);
    int error = launch_program(&plan, &number);
    if (error == 0) {
        process_stand_by(number);
    }
    signal_state_release();
    return error;
}

int execve(const char *path, char *const arguments[], char *const environment[])
{
    return error_return(take_over(path, arguments, environment));
}

int execv(const char *path, char *const arguments[])
{
    return execve(path, arguments, environ);
}

static int attempt_by_shell(const char *shell, char *const *arguments, void *context)
{
    const struct wanted *wanted = context;
    return take_over(shell, arguments, wanted->environment);
}

/* A file that is no program is for the shell to read. */
static int attempt(const char *path, void *context)
{
    const struct wanted *wanted = context;
    int error = take_over(path, wanted->arguments, wanted->environment);
    return error != ENOEXEC ? error
                            : launch_by_shell(path, wanted->arguments, attempt_by_shell, context);
}

int execvpe(const char *name, char *const arguments[], char *const environment[])
{
    struct wanted wanted = {arguments, environment};
    return error_return(arguments == NULL ? EINVAL : launch_search(name, attempt, &wanted));
}

int execvp(const char *name, char *const arguments[])
{
    return execvpe(name, arguments, environ);
}

/* How many arguments there are, the first included, and behind them a NULL. */
static size_t count_arguments(const char *first, va_list list)
{
    size_t count = 0;
    for (const char *argument = first; argument != NULL; argument = va_arg(list, const char *)) {
        count++;
    }
    return count;
}

/* What stands behind them is next in the list then. */
static void take_arguments(char **arguments, const char *first, va_list *list)
{
    const char *argument = first;
    while (argument != NULL) {
        *arguments++ = (char *)(uintptr_t)argument;
        argument = va_arg(*list, const char *);
    }
    *arguments = NULL;
}

int execl(const char *path, const char *first, ...)
{
    va_list list;
    va_start(list, first);
    size_t count = count_arguments(first, list);
    va_end(list);
    char *arguments[count + 1];
    va_start(list, first);
    take_arguments(arguments, first, &list);
    va_end(list);
    return execv(path, arguments);
}

int execlp(const char *name, const char *first, ...)
{
    va_list list;
    va_start(list, first);
    size_t count = count_arguments(first, list);
    va_end(list);
    char *arguments[count + 1];
    va_start(list, first);
    take_arguments(arguments, first, &list);
    va_end(list);
    return execvp(name, arguments);
}

int execle(const char *path, const char *first, ...)
{
    va_list list;
    va_start(list, first);
    size_t count = count_arguments(first, list);
    va_end(list);
    char *arguments[count + 1];
    va_start(list, first);
    take_arguments(arguments, first, &list);
    char *const *environment = va_arg(list, char *const *);
    va_end(list);
    return execve(path, arguments, environment);
}

/* A clone: nothing is gained by sharing memory with the parent until the exec. */
pid_t vfork(void)
{
    return fork();
}
