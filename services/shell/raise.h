/* SPDX-License-Identifier: MIT */
/*
 * Errors that end the command at hand: they are said, what was begun is undone, and who protected
 * itself goes on. Without anybody the shell ends.
 */
#ifndef SHELL_RAISE_H
#define SHELL_RAISE_H

#define RAISE_STATUS                                                                               \
    2 /* of a command that the shell itself gives up (XCU 2.8.1 wants 1 to 255)                    \
       */

enum raised {
    RAISED_NOTHING,
    RAISED_ERROR,     /* it has been said */
    RAISED_INTERRUPT, /* Ctrl-C */
    RAISED_EXIT,      /* the shell is to end */
};

/* Runs a function; what it was interrupted by. The status is in shell.status, and what was taken of
 * `scratch` meanwhile is given back if it was. */
enum raised raise_protect(void (*run)(void *argument), void *argument);

/* Says "NAME: line N: " and the message on stderr, and raises RAISED_ERROR. */
__attribute__((format(printf, 2, 3))) _Noreturn void raise_error(int status, const char *format,
                                                                 ...);

/* Raises an error if commands lie so deep in each other that the stack might not be enough. */
void raise_if_too_deep(void);

/* Raises it without a word. */
_Noreturn void raise_what(enum raised what, int status);

/* Says the same, and goes on. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* What is to be done whether a block ends by itself or by what is raised. It lies on the stack of
 * who has begun it. */
struct cleanup {
    struct cleanup *outer;
    void (*run)(void *argument);
    void *argument;
};
void cleanup_begin(struct cleanup *cleanup, void (*run)(void *argument), void *argument);
void cleanup_end(struct cleanup *cleanup); /* runs it */

/* In a process that was forked: what its parent has begun is not its matter. */
void raise_forget(void);

#endif
