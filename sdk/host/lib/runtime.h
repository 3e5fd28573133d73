/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a program's runtime on the simulated machine share.
 */
#ifndef HOST_RUNTIME_H
#define HOST_RUNTIME_H

#include <tay/abi/types.h>

/* The program's main; of a client the function that the test names. */
int program_main(int argument_count, char **arguments);

/* The log that it writes to, if this one was opened last. */
tay_cap_t program_log(tay_cap_t opened);

/* Sends all output to this log; TAY_CAP_NULL: nowhere. */
void log_open(tay_cap_t log);

/* Ends a line that is not ended, and sends it out. */
void log_close(void);

/* Ends the program. */
__attribute__((noreturn)) void program_exit(int status);

#endif
