/* SPDX-License-Identifier: MIT */
/*
 * What there is once in a shell, for a shell is a process.
 */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Why the commands of a list are left. */
enum jump {
    JUMP_NOT,
    JUMP_BREAK,
    JUMP_CONTINUE,
    JUMP_RETURN,
};

struct shell {
    const char *name;      /* in front of messages, and $0 */
    unsigned line;         /* of the command that is being run; 0: none */
    int status;            /* $? */
    pid_t pid;             /* $$: of the shell, not of its subshells */
    pid_t last_background; /* $!; 0: none yet */

    /* $1 and so on; all of it is one piece of malloc's memory. */
    char **parameter;
    size_t parameter_count;

    /* Options. */
    bool is_interactive; /* -i */
    bool is_typed;       /* the same, in processes that it forks, too: errors are in no line */
    bool has_jobs;       /* each job is a group of processes, and the terminal is handed over */
    bool ends_on_error;  /* -e */
    bool is_traced;      /* -x */
    bool only_reads;     /* -n */
    bool wants_set;      /* -u */
    bool has_no_glob;    /* -f */
    bool exports_all;    /* -a */
    bool shows_input;    /* -v */

    /* Where it is. */
    const char *stack;  /* its beginning; NULL: nobody has told */
    unsigned loops;     /* that `break` can leave */
    unsigned functions; /* and scripts, that `return` can leave */
    unsigned untested;  /* 0: a failure is not looked at by anybody, and -e counts */
    enum jump jump;
    unsigned jump_count; /* loops that are still to be left */
};

/* Descriptors of its own are not below this. */
#define SHELL_DESCRIPTOR_MIN 10

extern struct shell shell;

/* How much of the stack commands within commands may take; what they do at last has the rest. */
#define SHELL_STACK_BYTES 524288u
#define SHELL_NEST_BYTES 393216u

#endif
