/* SPDX-License-Identifier: MIT */
/*
 * Priorities of threads. Functions return 0 or an error number.
 */
#ifndef POSIX_PRIORITY_H
#define POSIX_PRIORITY_H

#include "thread.h"

int priority_query(const struct tay_thread *thread, unsigned *priority_out);

/* EINVAL: no such priority; EPERM: above what the process may have. */
int priority_change(struct tay_thread *thread, int priority);

#endif
