/* SPDX-License-Identifier: MIT */
/** @file
 * The block protocol: a medium of blocks of 512 bytes, read and written any number at a time.
 *
 * A client opens a session on the whole medium or on a part of it, in which blocks count from 0.
 * The session ends with its last capability, or when the medium is gone: the call that finds that
 * out gets TAY_EIO with TAY_BLOCK_NO_MEDIUM, all later ones TAY_EPEER. Then, as after every
 * TAY_EPEER, the client opens another session, perhaps on another medium: `serial` tells.
 *
 *     label               words in                     lends        words out
 *     TAY_BLOCK_OPEN      0: first block, 1: count,    -            0: session (a capability)
 *                         0: up to the end
 *     TAY_BLOCK_GEOMETRY  -                            -            0: blocks, 1: bytes in a block,
 *                                                                   2: flags, 3: serial
 *     TAY_BLOCK_READ      0: block, 1: count           for writing  -
 *     TAY_BLOCK_WRITE     0: block, 1: count           for reading  -
 *     TAY_BLOCK_FLUSH     -                            -            -
 *     TAY_BLOCK_WATCH     0: bits, 1: a notification   -            -
 *                         (a capability, right SEND)
 *
 * READ and WRITE take 1 to TAY_BLOCK_COUNT_MAX blocks, for which the lent range has room. WRITE is
 * answered once the medium has the blocks and says that they are good: nothing is kept back, so
 * after a driver's or the machine's end all that was acknowledged is there. A write that fails
 * may have written any part of its blocks, and no others. FLUSH asks the medium whether it is done.
 * WATCH lets `bits` be signalled when the medium is found gone; one for each session, the last
 * counts.
 *
 * Errors besides those of any call: TAY_ENOSYS: another label; TAY_ESTATE: OPEN by a session, or
 * the others by the endpoint, or nothing lent; TAY_EINVAL: count out of range, blocks that are not
 * there, no bits, no notification; TAY_EFAULT: less is lent than the blocks take, or memory that is
 * not there; TAY_ERIGHT: the medium is write-protected; TAY_EFULL: too many sessions; TAY_EIO: the
 * medium failed, several times over; words out: 0: a TAY_BLOCK_ fault, 1: what the medium or its
 * controller said, as its driver describes.
 */
#ifndef TAY_PROTOCOL_BLOCK_H
#define TAY_PROTOCOL_BLOCK_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_block_label {
    TAY_BLOCK_OPEN = 1,     /**< a session on the medium, or a part of it */
    TAY_BLOCK_GEOMETRY = 2, /**< what it is open on */
    TAY_BLOCK_READ = 3,     /**< blocks into what is lent */
    TAY_BLOCK_WRITE = 4,    /**< blocks out of what is lent */
    TAY_BLOCK_FLUSH = 5,    /**< is the medium done? */
    TAY_BLOCK_WATCH = 6,    /**< to be told when the medium is gone */
};

/** Why a call got TAY_EIO. */
enum tay_block_fault {
    TAY_BLOCK_GOOD = 0,       /**< nothing is known */
    TAY_BLOCK_NO_MEDIUM = 1,  /**< there is none, or another one than before */
    TAY_BLOCK_NO_ANSWER = 2,  /**< it did not answer in time */
    TAY_BLOCK_DAMAGED = 3,    /**< a checksum was wrong on the way */
    TAY_BLOCK_BUSY = 4,       /**< it did not get ready in time */
    TAY_BLOCK_REFUSED = 5,    /**< it said so itself: word 1 */
    TAY_BLOCK_CONTROLLER = 6, /**< its controller failed: word 1 */
};

#define TAY_BLOCK_BYTES 512u     /**< in a block */
#define TAY_BLOCK_COUNT_MAX 128u /**< blocks in one READ or WRITE */

#define TAY_BLOCK_REMOVABLE 0x1u /**< flag: the medium may be taken out */
#define TAY_BLOCK_READ_ONLY 0x2u /**< flag: it is write-protected */

/** What a session is open on. */
struct tay_block_geometry {
    uint64_t blocks;      /**< of the session, from 0 on */
    uint32_t block_bytes; /**< TAY_BLOCK_BYTES */
    uint32_t flags;       /**< TAY_BLOCK_REMOVABLE | READ_ONLY */
    uint32_t serial;      /**< of the medium; other media have others, most likely */
};

/** Why and how the last call failed, for whoever wants to tell it. */
struct tay_block_error {
    enum tay_block_fault fault; /**< TAY_BLOCK_GOOD if the status is not TAY_EIO */
    uint32_t detail;            /**< what the medium or its controller said */
};

/**
 * Opens a session, which the caller's account pays for.
 *
 * @param endpoint of the driver, right SEND
 * @param first block of the medium, the session's block 0
 * @param count of blocks; 0: as many as there are from `first` on
 * @param session_out written on TAY_OK
 * @param error_out written on TAY_EIO; may be NULL
 * @return TAY_OK; TAY_EIO: there is no medium, or it cannot be used: error_out tells why;
 *         TAY_EINVAL: it is too small for that; TAY_EFULL: too many sessions, or no free slot in
 *         the caller's table or in the driver's; TAY_ENOMEM: the account cannot pay; TAY_ESTATE:
 *         the handle is a session; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as
 *         tay_call; TAY_EPEER: also an answer that is none of a driver's
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_status tay_block_open(tay_cap_t endpoint, uint64_t first, uint64_t count,
                                              tay_cap_t *session_out,
                                              struct tay_block_error *error_out);

/**
 * Tells what a session is open on.
 *
 * @param session of a driver
 * @param geometry_out written on TAY_OK
 * @return TAY_OK; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_block_geometry(tay_cap_t session,
                                                  struct tay_block_geometry *geometry_out);

/**
 * Reads blocks; more than TAY_BLOCK_COUNT_MAX by several calls.
 *
 * @param session of a driver
 * @param block the first one
 * @param count any; 0 reads nothing and asks nobody
 * @param data room for count * TAY_BLOCK_BYTES, best aligned to 8
 * @param error_out written on TAY_EIO; may be NULL
 * @return TAY_OK: all of it; else what is in the room is unknown: TAY_EIO: the medium failed,
 *         several times over: error_out tells how; TAY_EINVAL: blocks that are not there, or none;
 *         TAY_EFAULT: memory that is not there; TAY_ESTATE: the handle is the endpoint;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_block_read(tay_cap_t session, uint64_t block, size_t count,
                                              void *data, struct tay_block_error *error_out);

/**
 * Writes blocks; more than TAY_BLOCK_COUNT_MAX by several calls.
 *
 * @param session of a driver
 * @param block the first one
 * @param count any; 0 writes nothing and asks nobody
 * @param data count * TAY_BLOCK_BYTES, best aligned to 8
 * @param error_out written on TAY_EIO; may be NULL
 * @return TAY_OK: the medium has all of it; else any part of it: TAY_EIO: the medium failed,
 *         several times over: error_out tells how; TAY_EINVAL: blocks that are not there, or none;
 *         TAY_EFAULT: memory that is not there; TAY_ERIGHT: the medium is write-protected, or the
 *         session lacks SEND; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_block_write(tay_cap_t session, uint64_t block, size_t count,
                                               const void *data, struct tay_block_error *error_out);

/**
 * Waits until the medium is done with all that was written.
 *
 * @param session of a driver
 * @return TAY_OK; TAY_EIO: the medium failed; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE,
 *         TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_block_flush(tay_cap_t session);

/**
 * Lets a notification be signalled when the medium is found gone.
 *
 * @param session of a driver
 * @param notification rights SEND and GRANT; stays the caller's, too
 * @param bits to signal, not 0
 * @return TAY_OK; TAY_EINVAL: no bits, or no notification; TAY_EFULL: the driver has no free slot
 *         for it; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_block_watch(tay_cap_t session, tay_cap_t notification,
                                               tay_word_t bits);

#ifdef __cplusplus
}
#endif

#endif
