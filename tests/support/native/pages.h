/* SPDX-License-Identifier: MIT */
/*
 * What this computer maps for the program whose thread is to run: pages of simulated memory at
 * their user addresses. Invariant: outside of pages_enter and pages_fill, each says what the
 * simulated tables say, and none is of another address space.
 */
#ifndef NATIVE_PAGES_H
#define NATIVE_PAGES_H

#include <machine.h>
#include <stdbool.h>

/* User addresses below: what lies above belongs to the address sanitizer. */
#define PAGES_LIMIT ((tay_ua_t)0x7fff8000)

/* The acting core's thread, of the address space with this root, is to run. */
void pages_enter(const void *root);

/* Maps the page of an address, if the tables of the acting core's thread allow the access. */
bool pages_fill(tay_ua_t address, enum hal_fault_kind access);

/* Maps the page of an address, for writing, unless it is so already, or the tables forbid it. */
void pages_keep(tay_ua_t address);

/* Maps a page of this computer's own until all is cleared: the machine does not know of it. */
void pages_lend(tay_ua_t address);

/* Takes everything away, and puts back what the programs' own addresses had at first. */
void pages_clear(void);

#endif
