/* SPDX-License-Identifier: MIT */
/*
 * The beginning and the end of a program on the simulated machine.
 */
#include <tay/runtime.h>

#include "log.h"
#include "runtime.h"
#include <tay/operations.h>

#define EXIT_STATUS_MASK 0xff

void program_exit(int status)
{
    log_close();
    for (;;) {
        enum tay_status ended =
            tay_process_exit(TAY_CAP_SELF, (tay_word_t)status & EXIT_STATUS_MASK);
        (void)ended; /* does not return */
    }
}

void tay_runtime_run(const struct tay_runtime *runtime)
{
    log_open(runtime->log, runtime->argument_count > 0 ? runtime->arguments[0] : "?");
    program_exit(program_main(runtime));
}
