/* SPDX-License-Identifier: MIT */
/** @file
 * The rng protocol: random bytes from a device.
 *
 * A client calls the endpoint; there are no sessions.
 *
 *     label           words in                             lends         words out
 *     TAY_RNG_READ    0: length in bytes, up to            for writing   0: bytes written
 *                     TAY_RNG_BYTES_MAX
 *
 * Errors besides those of any call: TAY_ENOSYS: another label; TAY_EINVAL: length 0 or too large;
 * TAY_ESTATE: nothing lent; TAY_EFAULT: lent memory that is too short or not there; TAY_EIO: the
 * device gives nothing, or the same again and again; then nothing was written.
 */
#ifndef TAY_PROTOCOL_RNG_H
#define TAY_PROTOCOL_RNG_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_rng_label {
    TAY_RNG_READ = 1, /**< gives random bytes */
};

#define TAY_RNG_BYTES_MAX 64u /**< in one call */

/**
 * Gets random bytes, by as many calls as it takes.
 *
 * @param rng the driver's endpoint, right SEND
 * @param bytes written
 * @param length_bytes any; 0 asks nobody
 * @return TAY_OK: all of them; else what was written is not to be used: TAY_EIO: the device gives
 *         nothing, or the same again and again; TAY_EFAULT: memory that is not there; TAY_EHANDLE,
 *         TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks. A device gives some 100 KB/s: seed a generator of your own for more.
 */
TAY_MUST_CHECK enum tay_status tay_rng_read(tay_cap_t rng, void *bytes, size_t length_bytes);

#ifdef __cplusplus
}
#endif

#endif
