/* SPDX-License-Identifier: MIT */
/*
 * A signal of the program to itself. Without handlers (sdk/posix/lib/signal.c) it ends the program,
 * or does nothing.
 */
#include "raise.h"

#include <signal.h>
#include <stddef.h>
#include <tay/protocol/proc.h>
#include <unistd.h>

#define EXIT_SIGNAL_BASE 128 /* as a shell tells it */

#define BIT(signal) (1u << (signal))

/* The C library's numbers. */
enum {
    IGNORED = BIT(SIGCHLD) | BIT(SIGCONT) | BIT(SIGURG) | BIT(SIGWINCH),
    STOPPING = BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU)
};
_Static_assert(TAY_PROC_SIGNALS_IGNORED == IGNORED, "they are the protocol's");
_Static_assert(TAY_PROC_SIGNALS_STOPPING == STOPPING, "and these, too");

static int (*handle)(int signal);

void raise_by(int (*function)(int signal))
{
    __atomic_store_n(&handle, function, __ATOMIC_RELEASE);
}

bool raise_is_ignored(int signal)
{
    return signal >= 0 && tay_proc_signal_is((unsigned)signal, TAY_PROC_SIGNALS_IGNORED);
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
