/* SPDX-License-Identifier: MIT */
/*
 * The first process: the only one that the kernel makes by itself.
 */
#ifndef BOOT_INIT_H
#define BOOT_INIT_H

#include <hal/boot.h>
#include <sched/thread.h>

/* Makes init from the payload, with every capability of the machine, and its stopped thread. Panics
 * if the payload is not what it should be. */
struct thread *init_create(const struct hal_boot *boot);

#endif
