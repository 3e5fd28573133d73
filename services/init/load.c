/* SPDX-License-Identifier: MIT */
/*
 * Loading: a memory object is filled through a window of init's own and then mapped into the
 * process. Invariant: the window is closed before the process gets the memory, so that memory is
 * never writable here and executable there.
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

static enum tay_status map(tay_cap_t process, tay_cap_t memory, size_t length_bytes,
                           const struct load_piece *piece)
{
    /* The memory is this process's alone: where it is written, the writes may go into it. */
    unsigned shared = (piece->protection & TAY_MAP_WRITE) != 0 ? TAY_MAP_SHARED : 0;
    tay_ua_t address;
    return tay_space_map(process, memory, 0, length_bytes, piece->address_ua,
                         piece->protection | shared | TAY_MAP_FIXED, &address);
}

enum tay_status load_piece(tay_cap_t account, tay_cap_t process, const struct load_piece *piece)
{
    size_t length_bytes = (piece->memory_bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
    tay_cap_t memory;
    enum tay_status status = tay_memory_create(account, length_bytes, &memory);
    if (status != TAY_OK) {
        return status;
    }
    status = fill(memory, length_bytes, piece);
    if (status == TAY_OK) {
        status = map(process, memory, length_bytes, piece);
    }
    /* The mapping keeps the memory; without one it ends here. */
    enum tay_status closed = tay_cap_close(memory);
    return status != TAY_OK ? status : closed;
}
