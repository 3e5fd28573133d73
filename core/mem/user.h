/* SPDX-License-Identifier: MIT */
/*
 * Access to user memory: through the owner's mappings as they are at that moment, page by page, by
 * the kernel's own linear map. No user address is ever dereferenced. Device memory is refused.
 */
#ifndef MEM_USER_H
#define MEM_USER_H

#include <mem/space.h>

/* Instead of bytes done: a bounded part of what an access takes is done, and no byte. The caller
 * comes again behind a preemption point. */
#define USER_AGAIN SIZE_MAX

/* Copies from or to user memory; returns the bytes done, fewer than asked where a page is not
 * mapped with that access; or USER_AGAIN. */
size_t user_read(struct space *space, tay_ua_t address, void *destination, size_t length_bytes);
size_t user_write(struct space *space, tay_ua_t address, const void *source, size_t length_bytes);

/* A place in user memory. */
struct user_place {
    struct space *space;
    tay_ua_t address;
};

/* Copies some bytes from one address space to another; returns how many, 0 where a page is not
 * mapped with that access; or USER_AGAIN. */
size_t user_copy_piece(struct user_place to, struct user_place from, size_t length_bytes);

#endif
