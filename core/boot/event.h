/* SPDX-License-Identifier: MIT */
/*
 * The events that move the kernel: traps, faults, interrupts.
 */
#ifndef BOOT_EVENT_H
#define BOOT_EVENT_H

#include <hal/context.h>

/* Whoever uses the kernel's state has it. */
extern struct hal_lock kernel_lock;

void event_init(void);

/* Chooses what runs next, after it has done what threads have to do in the kernel. The lock is
 * held, and released on return. */
struct hal_context *event_leave(void);

/* Whether work in pieces is to stop after this one: an interrupt waits, or another core waits for
 * the kernel lock. */
bool event_is_due(void);

/* The kernel has got work of its own that comes before some thread runs: output to show, or objects
 * to end in nobody's name. Until it is done, who runs next takes a longer look. */
void event_on_work(void);

/* Takes the kernel lock. */
void event_enter(void);

#endif
