/* SPDX-License-Identifier: MIT */
/*
 * Access to user memory: through the owner's mappings as they are at that moment, page by page, by
 * the kernel's own linear map. No user address is ever dereferenced. Device memory is refused.
 */
#ifndef MEM_USER_H
#define MEM_USER_H

#include <mem/space.h>

/* Copies from or to user memory; returns the bytes done, fewer than asked where a page is not
 * mapped with that access. */
size_t user_read(struct space *space, tay_ua_t address, void *destination, size_t length_bytes);
size_t user_write(struct space *space, tay_ua_t address, const void *source, size_t length_bytes);

/* A place in user memory. */
struct user_place {
    struct space *space;
    tay_ua_t address;
};

/* Copies from one address space to another, at most up to the end of a page on either side; returns
 * the bytes done, 0 where a page is not mapped with that access. */
size_t user_copy_piece(struct user_place to, struct user_place from, size_t length_bytes);

#endif
