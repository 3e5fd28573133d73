/* SPDX-License-Identifier: MIT */
/*
 * Loading. What a process may not write is a memory object, filled through a window of init's own
 * and then mapped into the process. Invariant: the window is closed before the process gets the
 * memory, so that memory is never writable here and executable there.
 */
#include "load.h"

#include <string.h>
#include <tay/operations.h>

#define PAGE_BYTES 4096u

static enum tay_status fill(tay_cap_t memory, size_t length_bytes, const struct load_piece *piece)
{
    tay_ua_t window;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &window);
    if (status != TAY_OK) {
        return status;
    }
    memcpy((void *)window, piece->content, piece->content_bytes);
    return tay_space_unmap(TAY_CAP_SELF, window, length_bytes);
}

/* What the process may not write lies in a memory object, which can be executed. */
static enum tay_status load_constant(tay_cap_t account, tay_cap_t process, size_t length_bytes,
                                     const struct load_piece *piece)
{
    tay_cap_t memory;
    tay_ua_t address;
    enum tay_status status = tay_memory_create(account, length_bytes, &memory);
    if (status != TAY_OK) {
        return status;
    }
    status = fill(memory, length_bytes, piece);
    if (status == TAY_OK) {
        status = tay_space_map(process, memory, 0, length_bytes, piece->address_ua,
                               piece->protection | TAY_MAP_FIXED, &address);
    }
    /* The mapping keeps the memory; without one it ends here. */
    enum tay_status closed = tay_cap_close(memory);
    return status != TAY_OK ? status : closed;
}

/* What it may write is its own, so that a clone of it has a copy. */
static enum tay_status load_variable(tay_cap_t process, size_t length_bytes,
                                     const struct load_piece *piece)
{
    tay_ua_t address;
    size_t done_bytes = 0;
    enum tay_status status =
        tay_space_map(process, TAY_CAP_NULL, 0, length_bytes, piece->address_ua,
                      piece->protection | TAY_MAP_FIXED, &address);
    if (status == TAY_OK && piece->content_bytes > 0) {
        status = tay_space_write(process, piece->address_ua, piece->content, piece->content_bytes,
                                 &done_bytes);
    }
    return status;
}

enum tay_status load_piece(tay_cap_t account, tay_cap_t process, const struct load_piece *piece)
{
    size_t length_bytes = (piece->memory_bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
    return (piece->protection & TAY_MAP_WRITE) != 0
               ? load_variable(process, length_bytes, piece)
               : load_constant(account, process, length_bytes, piece);
}
