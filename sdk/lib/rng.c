/* SPDX-License-Identifier: MIT */
/*
 * The rng protocol, the client's side.
 */
#include <tay/protocol/rng.h>

#include <tay/client.h>

enum tay_status tay_rng_read(tay_cap_t rng, void *bytes, size_t length_bytes)
{
    char *to = bytes;
    while (length_bytes > 0) {
        size_t piece_bytes = length_bytes < TAY_RNG_BYTES_MAX ? length_bytes : TAY_RNG_BYTES_MAX;
        struct tay_call call = {.label = TAY_RNG_READ,
                                .word = {piece_bytes},
                                .lend_write = to,
                                .lend_write_bytes = piece_bytes};
        enum tay_status status = tay_call(rng, &call);
        if (status != TAY_OK) {
            return status;
        }
        if (call.word[0] != piece_bytes) {
            return TAY_EIO;
        }
        to += piece_bytes;
        length_bytes -= piece_bytes;
    }
    return TAY_OK;
}
