/* SPDX-License-Identifier: MIT */
/*
 * The kernel's whole state, seen from outside: a checker of its invariants and a hash.
 *
 * Both walk from the machine's own objects through accounts, processes, capability tables and
 * mappings to everything that can be reached. Run between two traps, when no object is half ended.
 */
#ifndef KERNEL_STATE_H
#define KERNEL_STATE_H

#include <stdint.h>

/* Aborts with a message if an invariant of the kernel does not hold. */
void kernel_check(void);

/*
 * A hash of all that an operation could change: accounts, capabilities and the handle that comes
 * next, mappings, threads, notifications, timers, interrupts. Left out: clocks, run queues, order
 * of free memory, pages that were filled in on the way. Comparable within one boot.
 */
uint64_t kernel_state_hash(void);

/* Takes one more value into a hash. */
void kernel_hash_add(uint64_t *hash, uint64_t value);

#endif
