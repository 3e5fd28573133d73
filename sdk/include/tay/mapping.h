/* SPDX-License-Identifier: MIT */
/** @file
 * Memory that a program maps: fresh, to share with another program, or got from one.
 *
 * It is paid for when it is mapped, so a touch never fails. Whoever shall only read gets a copy of
 * the capability that can do no more:
 *
 *     struct tay_mapping board;
 *     tay_cap_t to_read;
 *     enum tay_status status = tay_mapping_create_shared(BOARD_BYTES, &board);
 *     if (status == TAY_OK) {
 *         status = tay_cap_copy(board.memory, TAY_RIGHT_READ | TAY_RIGHT_GRANT, &to_read);
 *     }
 *
 * and maps it with tay_mapping_open(to_read, TAY_MAP_READ, &mapping). malloc is for what is smaller
 * than a page. All functions are thread-safe for different mappings, and do not block.
 */
#ifndef TAY_MAPPING_H
#define TAY_MAPPING_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Memory that is mapped. */
struct tay_mapping {
    void *address;       /**< its first byte, at a page */
    size_t length_bytes; /**< a multiple of the page size, 4096 */
    tay_cap_t memory;    /**< the memory object; TAY_CAP_NULL: private, there is none */
};

/**
 * Maps fresh memory for this program alone, readable and writable, filled with zeros.
 *
 * @param length_bytes rounded up to pages
 * @param mapping_out written on TAY_OK
 * @return TAY_OK, or, and nothing is mapped:
 *   - TAY_EINVAL: no length, or more than a program has addresses
 *   - TAY_ENOMEM: the account cannot pay, or there is no free range of addresses that long
 *   - TAY_EAGAIN: the process is being cloned by another thread
 */
TAY_MUST_CHECK enum tay_status tay_mapping_create(size_t length_bytes,
                                                  struct tay_mapping *mapping_out);

/**
 * Makes a memory object, paid by the caller's account, and maps all of it, readable and writable.
 *
 * @param length_bytes rounded up to pages; at most 4 GiB
 * @param mapping_out written on TAY_OK; its memory has every right
 * @return TAY_OK, or, and nothing was made, as tay_mapping_create, or TAY_EFULL: no free slot
 */
TAY_MUST_CHECK enum tay_status tay_mapping_create_shared(size_t length_bytes,
                                                         struct tay_mapping *mapping_out);

/**
 * Maps all of a memory object, shared with whoever else has mapped it.
 *
 * @param memory right READ; its handle becomes the mapping's on TAY_OK, and stays the caller's on
 *               an error
 * @param protection TAY_MAP_READ, _WRITE, _EXECUTE; each but READ needs the right of its name
 * @param mapping_out written on TAY_OK
 * @return TAY_OK, or, and nothing is mapped:
 *   - TAY_EHANDLE, TAY_ETYPE: it is no memory
 *   - TAY_ERIGHT: it lacks READ or what `protection` needs
 *   - TAY_EINVAL: no protection, or writable and executable, or bits that are none
 *   - TAY_ESTATE: somebody else has it mapped writable, and it was to be executable, or the other
 *     way round
 *   - TAY_ENOMEM, TAY_EAGAIN: as for tay_mapping_create
 */
TAY_MUST_CHECK enum tay_status tay_mapping_open(tay_cap_t memory, unsigned protection,
                                                struct tay_mapping *mapping_out);

/**
 * Unmaps memory and closes its capability. What others have mapped of it stays theirs.
 *
 * @param mapping from a function above; cleared on TAY_OK. One that is cleared is no error.
 * @return TAY_OK; TAY_EAGAIN: the process is being cloned by another thread, and nothing has
 *         changed; TAY_EHANDLE: the capability was closed already, or its object destroyed: it is
 *         unmapped
 */
TAY_MUST_CHECK enum tay_status tay_mapping_close(struct tay_mapping *mapping);

#ifdef __cplusplus
}
#endif

#endif
