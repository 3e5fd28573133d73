/* SPDX-License-Identifier: MIT */
/*
 * Starting programs from files: what exec and posix_spawn have in common.
 *
 * The calling process opens the file, has an empty process made by proc, loads the program into it,
 * gives it capabilities, and lets proc start it.
 */
#ifndef POSIX_LAUNCH_H
#define POSIX_LAUNCH_H

#include "descriptor.h"
#include "signal_state.h"
#include <tay/protocol/proc.h>

/* What is started, and what it has. */
struct launch_plan {
    const char *path;
    char *const *arguments;   /* ends with NULL */
    char *const *environment; /* ends with NULL */
    bool in_place;            /* of the caller; else as its child */
    tay_pid_t group;          /* as in struct tay_proc_start */
    int priority;             /* of its first thread; below 0: the calling thread's */
    struct signal_state signals;
    const struct descriptor_copy *descriptors; /* by number */
    unsigned descriptor_count;                 /* how many there are; others are not open */
};

/* Starts it. What errno is to be, or 0 and the new process's number. */
int launch_program(const struct launch_plan *plan, tay_pid_t *number_out);

/* Tries a name in the folders that PATH names, or as it is if there is a slash in it, until one
 * attempt is answered with what is neither ENOENT, ENOTDIR nor EACCES; that, or why there was none.
 */
int launch_search(const char *name, int (*attempt)(const char *path, void *context), void *context);

/* Lets a shell read what is no program: as `attempt` does for the path and arguments, which end
 * with NULL. */
int launch_by_shell(const char *path, char *const *arguments,
                    int (*attempt)(const char *shell, char *const *arguments, void *context),
                    void *context);

#endif
