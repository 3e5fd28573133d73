/* SPDX-License-Identifier: MIT */
/** @file
 * Filling the address space of a process that does not run yet: what init starts services with, and
 * POSIX programs each other.
 *
 * What the process may write is its own private memory, of which its clones get copies. All else is
 * a memory object, filled through a window in the caller's space, which is closed before the
 * process gets the memory: so that none is ever writable here and executable there.
 */
#ifndef TAY_LOAD_H
#define TAY_LOAD_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Content that a process is to find at an address. */
struct tay_load_piece {
    const void *content;  /**< in the caller's memory; NULL: `read` has it */
    size_t content_bytes; /**< its length; may be 0 */
    size_t memory_bytes;  /**< at least content_bytes; the rest is zero; not rounded */
    tay_ua_t address_ua;  /**< a multiple of the page size */
    unsigned protection;  /**< TAY_MAP_READ | WRITE | EXECUTE; never WRITE with EXECUTE */

    /** Reads part of the content into memory of the caller's; all of it, or an error. */
    enum tay_status (*read)(void *context, size_t at, void *to, size_t length_bytes);
    void *context; /**< of read */
};

/**
 * Maps a piece into a process, at its address.
 *
 * @param account that pays, right MANAGE; TAY_OWN_ACCOUNT: the caller's; the process's own
 * @param process right MANAGE
 * @param piece what it finds
 * @return TAY_OK; TAY_ENOMEM, TAY_EFULL: no memory, no room in the caller's table; TAY_ESTATE:
 *         something is mapped there; TAY_EINVAL: not such a piece; TAY_EHANDLE: the process is
 * gone; or what `read` says. On an error part of it may be there.
 * @note Blocks as `read` does.
 */
TAY_MUST_CHECK enum tay_status tay_load_piece(tay_cap_t account, tay_cap_t process,
                                              const struct tay_load_piece *piece);

/**
 * Maps a stack, and the guard below it.
 *
 * @param process right MANAGE
 * @param stack_ua its lowest address: tay_load_stack_place
 * @param stack_bytes its length, whole pages
 * @return TAY_OK, or as tay_load_piece
 */
TAY_MUST_CHECK enum tay_status tay_load_stack(tay_cap_t process, tay_ua_t stack_ua,
                                              size_t stack_bytes);

/**
 * Where the first stack of a program lies: in the window that tay/startup.h names, at a page that a
 * random number chooses, so that stack and guard take one table wherever that is.
 *
 * @param stack_bytes whole pages, at most TAY_PROGRAM_STACK_BYTES_MAX
 * @param number random
 * @return its lowest address
 * @note Portable.
 */
tay_ua_t tay_load_stack_place(size_t stack_bytes, uint64_t number);

#ifdef __cplusplus
}
#endif

#endif
