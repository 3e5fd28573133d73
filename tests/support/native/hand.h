/* SPDX-License-Identifier: MIT */
/*
 * The hand that does to programs what a test wants to happen: a thread of init, above all others in
 * priority, that waits for an interrupt and then uses init's own capabilities. So all that happens
 * is what the kernel's operations do.
 */
#ifndef NATIVE_HAND_H
#define NATIVE_HAND_H

#include <sched/thread.h>
#include <tay/abi/boot.h>
#include <tay/host.h>

/* Makes it, in the name of init's first thread, which runs on the acting core. */
void hand_create(const struct tay_boot_info *info, tay_ua_t stack);

/* The process is destroyed, or its account has nothing left. */
void hand_strike(enum tay_host_fault_kind kind, struct process *process);

#endif
