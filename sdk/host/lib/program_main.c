/* SPDX-License-Identifier: MIT */
/*
 * What is particular to a program that was linked by itself: its main, its own variables, and its
 * threads.
 */
#include "runtime.h"

#include "lock.h"
#include "log.h"
#include "thread.h"
#include "tls.h"
#include <stdlib.h>
#include <tay/status.h>

int main(int argument_count, char **arguments);

/* Constructors of C++, and functions with that attribute: program.ld.in. */
extern void (*const __start_tay_constructors[])(void);
extern void (*const __stop_tay_constructors[])(void);

tay_cap_t program_log(tay_cap_t opened)
{
    return opened;
}

void program_lock_log(void)
{
    relock_acquire(&lock_stdio);
}

void program_unlock_log(void)
{
    relock_release(&lock_stdio);
}

int program_main(const struct tay_runtime *runtime)
{
    enum tay_status status = tls_begin(runtime->thread);
    if (status != TAY_OK) {
        log_complain(tay_status_text(status));
        program_exit(EXIT_FAILURE);
    }
    thread_begin_first(runtime->thread);
    program_begin_environment(runtime->environment);
    for (size_t i = 0; &__start_tay_constructors[i] != __stop_tay_constructors; i++) {
        __start_tay_constructors[i]();
    }
    exit(main(runtime->argument_count, runtime->arguments));
}
