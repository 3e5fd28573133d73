/* SPDX-License-Identifier: MIT */
/*
 * A signal of the program to itself. Without handlers (sdk/posix/lib/signal.c) it ends the program,
 * or does nothing.
 */
#include "raise.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#define EXIT_SIGNAL_BASE 128 /* as a shell tells it */

static int (*handle)(int signal);

void raise_by(int (*function)(int signal))
{
    __atomic_store_n(&handle, function, __ATOMIC_RELEASE);
}

bool raise_is_ignored(int signal)
{
    return signal == SIGCHLD || signal == SIGCONT || signal == SIGURG || signal == SIGWINCH;
}

int raise(int signal)
{
    int (*function)(int) = __atomic_load_n(&handle, __ATOMIC_ACQUIRE);
    if (function != NULL) {
        return function(signal);
    }
    if (raise_is_ignored(signal)) {
        return 0;
    }
    _exit(EXIT_SIGNAL_BASE + signal);
}
