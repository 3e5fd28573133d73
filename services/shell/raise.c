/* SPDX-License-Identifier: MIT */
/*
 * Raising. Invariant: cleanups and catches lie on the stack, inner before outer, and a catch knows
 * which cleanups were begun before it.
 */
#include "raise.h"

#include "arena.h"
#include "shell.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

struct catch
{
    jmp_buf point;
    struct catch *outer;
    struct cleanup *cleanups;
    struct arena_mark mark;
    struct shell before; /* where it was */
};

static struct catch *innermost;
static struct cleanup *cleanups;

static void say(const char *format, va_list arguments)
{
    fflush(stdout);
    fprintf(stderr, "%s: ", shell.name);
    if (!shell.is_typed && shell.line != 0) {
        fprintf(stderr, "line %u: ", shell.line);
    }
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    fflush(stderr);
}

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void raise_what(enum raised what, int status)
{
    struct cleanup *until = innermost == NULL ? NULL : innermost->cleanups;
    shell.status = status;
    while (cleanups != until) {
        cleanup_end(cleanups);
    }
    if (innermost == NULL) {
        fflush(NULL);
        _exit(status & 0xFF);
    }
    longjmp(innermost->point, (int)what);
}

void raise_error(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    raise_what(RAISED_ERROR, status);
}

/* Stacks grow downwards (AAPCS64, 6.4.5; System V ABI for AMD64, 3.2.2). */
void raise_if_too_deep(void)
{
    const char here = 0;
    if (shell.stack != NULL && (uintptr_t)shell.stack - (uintptr_t)&here > SHELL_NEST_BYTES) {
        raise_error(RAISE_STATUS, "commands lie too deep in each other");
    }
}

enum raised raise_protect(void (*run)(void *argument), void *argument)
{
    struct catch catch = {
        .outer = innermost, .cleanups = cleanups, .mark = arena_here(&scratch), .before = shell};
    innermost = &catch;
    enum raised raised = (enum raised)setjmp(catch.point);
    if (raised == RAISED_NOTHING) {
        run(argument);
    } else {
        arena_back(&scratch, catch.mark);
        shell.loops = catch.before.loops;
        shell.functions = catch.before.functions;
        shell.untested = catch.before.untested;
        shell.has_jobs = catch.before.has_jobs;
    }
    innermost = catch.outer;
    return raised;
}

void cleanup_begin(struct cleanup *cleanup, void (*run)(void *argument), void *argument)
{
    *cleanup = (struct cleanup){.outer = cleanups, .run = run, .argument = argument};
    cleanups = cleanup;
}

void cleanup_end(struct cleanup *cleanup)
{
    cleanups = cleanup->outer;
    cleanup->run(cleanup->argument);
}

void raise_forget(void)
{
    innermost = NULL;
    cleanups = NULL;
}
