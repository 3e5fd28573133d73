/* SPDX-License-Identifier: MIT */
/*
 * What cannot be done on the simulated machine: a process cannot be cloned there, nor a program
 * started from a file, which would be one of a board. Who asks is answered ENOSYS; what stands
 * above it is the SDK's.
 */
#include "launch.h"

#include <errno.h>

/* sdk/CMakeLists.txt puts it in the place of tay_proc_fork. */
enum tay_status native_proc_fork(tay_cap_t proc, tay_pid_t *child_out);

enum tay_status native_proc_fork(tay_cap_t proc, tay_pid_t *child_out)
{
    (void)proc;
    (void)child_out;
    return TAY_ENOSYS;
}

int launch_program(const struct launch_plan *plan, tay_pid_t *number_out)
{
    (void)plan;
    (void)number_out;
    return ENOSYS;
}

int launch_search(const char *name, int (*attempt)(const char *path, void *context), void *context)
{
    return attempt(name, context);
}

int launch_by_shell(const char *path, char *const *arguments,
                    int (*attempt)(const char *shell, char *const *arguments, void *context),
                    void *context)
{
    (void)path;
    (void)arguments;
    (void)attempt;
    (void)context;
    return ENOSYS;
}
