/* SPDX-License-Identifier: MIT */
/*
 * Waits that any handler ends, with another mask meanwhile: sigsuspend, ppoll. They may nest, by
 * handlers that wait.
 */
#ifndef POSIX_SIGNAL_WAIT_H
#define POSIX_SIGNAL_WAIT_H

#include <signal.h>
#include <stdbool.h>
#include <tay/abi/types.h>

struct signal_wait {
    sigset_t mask_before;
    tay_cap_t bell_before;
};

/* From here on, until signal_wait_end, the calling thread has this mask (NULL: its own), and the
 * notification is signalled when a handler runs in it, so that waiting for that misses none. */
void signal_wait_begin(struct signal_wait *wait, const sigset_t *mask, tay_cap_t bell);

/* Whether a handler has run since. */
bool signal_wait_is_over(void);

void signal_wait_end(const struct signal_wait *wait);

#endif
