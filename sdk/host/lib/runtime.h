/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a program's runtime on the simulated machine share.
 */
#ifndef HOST_RUNTIME_H
#define HOST_RUNTIME_H

#include <tay/abi/types.h>
#include <tay/runtime.h>

/* Runs the program's main; of a client the function that the test names. The exit status. */
int program_main(const struct tay_runtime *runtime);

/* The log that it writes to, if this one was opened last. */
tay_cap_t program_log(tay_cap_t opened);

/* Around each use of the line that has not been sent out. */
void program_lock_log(void);
void program_unlock_log(void);

/* The environment that the program begins with; NULL: none. */
void program_begin_environment(char **list);

/* Ends the program. */
__attribute__((noreturn)) void program_exit(int status);

#endif
