/* SPDX-License-Identifier: MIT */
/*
 * The short ways: a call, an answer or a signal where nothing is peculiar. See docs/performance.md.
 *
 * Each does what the long way (ipc/trap.c) does, or nothing. It asks only for what can be told by
 * one look: so whoever makes something peculiar says so in a place where it looks.
 */
#ifndef IPC_FAST_H
#define IPC_FAST_H

#include <boot/event.h>
#include <hal/core.h>

/* The short ways, and the short choice of who runs next, are closed until they have been allowed as
 * often as forbidden. */
extern unsigned fast_bars;

static inline void fast_forbid(void)
{
    fast_bars++;
    hal_lock_bar(&kernel_lock, true);
}

static inline void fast_allow(void)
{
    fast_bars--;
    hal_lock_bar(&kernel_lock, false);
}

#endif
