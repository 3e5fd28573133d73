/* SPDX-License-Identifier: MIT */
/*
 * Loading. What the process is to write is its own private memory, which its clones get copies of,
 * and is written there. All else is a memory object, filled through a window of init's own and then
 * mapped into the process; the window is closed before the process gets the memory, so that memory
 * is never writable here and executable there.
 */
#include "load.h"

#include <tay/operations.h>

#define PAGE_BYTES 4096u

/* What is copied by one operation: less than can be lent (TAY_RANGE). */
#define PIECE_BYTES ((size_t)1 << 20)

/* Copies by the kernel, page by page, which takes a tenth of what the C library's memcpy does. */
static enum tay_status copy(const struct load_piece *piece, tay_ua_t window)
{
    enum tay_status status = TAY_OK;
    size_t done_bytes;
    for (size_t at = 0; status == TAY_OK && at < piece->content_bytes; at += done_bytes) {
        size_t rest_bytes = piece->content_bytes - at;
        status = tay_space_read(TAY_CAP_SELF, (tay_ua_t)piece->content + at, (void *)(window + at),
                                rest_bytes < PIECE_BYTES ? rest_bytes : PIECE_BYTES, &done_bytes);
    }
    return status;
}

static enum tay_status fill(tay_cap_t memory, size_t length_bytes, const struct load_piece *piece)
{
    tay_ua_t window;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &window);
    if (status != TAY_OK) {
        return status;
    }
    status = copy(piece, window);
    enum tay_status unmapped = tay_space_unmap(TAY_CAP_SELF, window, length_bytes);
    return status != TAY_OK ? status : unmapped;
}

static enum tay_status load_read_only(tay_cap_t account, tay_cap_t process, size_t length_bytes,
                                      const struct load_piece *piece)
{
    tay_cap_t memory;
    enum tay_status status = tay_memory_create(account, length_bytes, &memory);
    if (status != TAY_OK) {
        return status;
    }
    status = fill(memory, length_bytes, piece);
    if (status == TAY_OK) {
        tay_ua_t address;
        status = tay_space_map(process, memory, 0, length_bytes, piece->address_ua,
                               piece->protection | TAY_MAP_FIXED, &address);
    }
    /* The mapping keeps the memory; without one it ends here. */
    enum tay_status closed = tay_cap_close(memory);
    return status != TAY_OK ? status : closed;
}

static enum tay_status load_writable(tay_cap_t process, size_t length_bytes,
                                     const struct load_piece *piece)
{
    tay_ua_t address;
    enum tay_status status =
        tay_space_map(process, TAY_CAP_NULL, 0, length_bytes, piece->address_ua,
                      piece->protection | TAY_MAP_FIXED, &address);
    size_t written_bytes;
    for (size_t at = 0; status == TAY_OK && at < piece->content_bytes; at += written_bytes) {
        size_t rest_bytes = piece->content_bytes - at;
        status =
            tay_space_write(process, address + at, (const char *)piece->content + at,
                            rest_bytes < PIECE_BYTES ? rest_bytes : PIECE_BYTES, &written_bytes);
    }
    return status;
}

enum tay_status load_piece(tay_cap_t account, tay_cap_t process, const struct load_piece *piece)
{
    size_t length_bytes = (piece->memory_bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
    return (piece->protection & TAY_MAP_WRITE) != 0
               ? load_writable(process, length_bytes, piece)
               : load_read_only(account, process, length_bytes, piece);
}
