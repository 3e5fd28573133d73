/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the checker share.
 */
#ifndef KERNEL_CHECK_H
#define KERNEL_CHECK_H

#include "kernel_census.h"

#include <stdio.h>
#include <stdlib.h>

#define check(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "kernel_check: %s:%d: %s\n", __FILE_NAME__, __LINE__, #condition);     \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* What ends a list of siblings: a tagged pointer to their parent. */
#define TAG ((uintptr_t)1)

/* Waiting, calls, messages and who refers to whom. */
void ipc_check(const struct census *census);

/* What each core has. At any time when no core is in the kernel. */
void cores_check(void);
/* No core sleeps that should not: a part of it that is cheap. */
void cores_check_sleep(void);
/* Where each thread is. */
void cores_check_threads(const struct census *census);

#endif
