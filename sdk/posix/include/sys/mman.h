/* SPDX-License-Identifier: MIT */
/** @file
 * Memory mappings: anonymous ones, private or shared with clones of the process.
 *
 * Memory is paid for when it is mapped (docs/memory.md), so a touch never fails. Nothing is
 * writable and executable at once, nor ever was both: ENOTSUP, EACCES.
 */
#ifndef TAY_SYS_MMAN_H
#define TAY_SYS_MMAN_H

#include <stddef.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How pages may be used. */
#define PROT_NONE 0  /**< not at all: the addresses are taken */
#define PROT_READ 1  /**< read */
#define PROT_WRITE 2 /**< written; implies PROT_READ */
#define PROT_EXEC 4  /**< executed; implies PROT_READ */

/** What kind of mapping. */
#define MAP_SHARED 0x01    /**< with clones of the process */
#define MAP_PRIVATE 0x02   /**< a clone gets a copy */
#define MAP_FIXED 0x10     /**< instead of what is there */
#define MAP_ANONYMOUS 0x20 /**< of no file */
#define MAP_ANON MAP_ANONYMOUS

/** What mmap returns on an error. */
#define MAP_FAILED ((void *)-1)

/**
 * Maps zero-filled memory.
 *
 * @param address where, if that is free, else elsewhere; with MAP_FIXED there and nowhere else:
 * what is mapped there goes first, and if the new mapping fails it is gone
 * @param length_bytes above 0; rounded up to pages
 * @param protection PROT_NONE reserves addresses and costs nothing; mprotect makes memory of them
 * @param flags MAP_ANONYMOUS with MAP_PRIVATE or MAP_SHARED
 * @param file,offset -1 and 0
 * @return MAP_FAILED, with errno: EINVAL; ENODEV: without MAP_ANONYMOUS, since no file can be
 * mapped; ENOMEM: the account cannot pay, or there is no room; ENOTSUP: written and executed;
 * EAGAIN: the process is being cloned by another thread
 * @note Does not block.
 */
void *mmap(void *address, size_t length_bytes, int protection, int flags, int file, off_t offset);

/**
 * Removes all mappings in a range; parts of pages count as whole. Where there are none it does
 * nothing.
 *
 * @param address at a page
 * @param length_bytes above 0; rounded up to pages
 * @return 0; -1, with errno: EINVAL: not at a page, length 0, or beyond what a program can have;
 *         ENOMEM: a mapping would be in two pieces, and the account cannot pay for the second;
 *         EAGAIN: the process is being cloned by another thread
 * @note Does not block.
 */
int munmap(void *address, size_t length_bytes);

/**
 * Changes what may be done with a range.
 *
 * @param address at a page
 * @param length_bytes rounded up to pages; 0: nothing is done
 * @param protection PROT_READ, PROT_WRITE, PROT_EXEC; PROT_NONE only where that is already
 * @return 0; -1, with errno, and nothing was changed but before the last two: EINVAL: not at a
 * page; ENOMEM: part of it is not mapped; ENOTSUP: written and executed, or PROT_NONE for memory
 * that is in use; EACCES: executable, and it can be written elsewhere; ENOMEM: the account cannot
 * pay
 * @note Does not block.
 */
int mprotect(void *address, size_t length_bytes, int protection);

#ifdef __cplusplus
}
#endif

#endif
