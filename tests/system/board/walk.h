/* SPDX-License-Identifier: MIT */
/*
 * Walks live translation tables and judges each page.
 */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stdint.h>

/* Who may do what with a page: bits of a walk_page's `may`. */
#define WALK_KERNEL_WRITE 0x1u
#define WALK_KERNEL_EXECUTE 0x2u
#define WALK_USER_READ 0x4u
#define WALK_USER_WRITE 0x8u
#define WALK_USER_EXECUTE 0x10u

/* One block or page. */
struct walk_page {
    uint64_t va;
    uint64_t pa;
    uint64_t bytes;
    uint64_t entry; /* the descriptor */
    unsigned may;
};

/* Whether somebody may write a page that somebody may execute. */
bool walk_is_bad(const struct walk_page *page);

/* Calls `visit` for each page below a root table, in the order of addresses. `base` is the address
 * that entry 0 of the root translates. Returns how many there are. */
unsigned walk(const uint64_t *root, uint64_t base, void (*visit)(const struct walk_page *page));

#endif
