/* SPDX-License-Identifier: MIT */
/*
 * The boot archive. The kernel has mapped it, but gave no capability to its memory; so it is
 * copied, once, when the first who names it is started.
 */
#include "archive.h"

#include "boot.h"
#include <tay/abi/status.h>
#include <tay/operations.h>
#include <tay/status.h>

#define PAGE_BYTES 4096u

/* What is copied by one operation: less than can be lent (TAY_RANGE). */
#define PIECE_BYTES ((size_t)1 << 20)

/* Copies by the kernel, page by page, which takes a tenth of what the C library's memcpy does. */
static enum tay_status copy(tay_ua_t window)
{
    const struct tay_boot_info *info = boot_info();
    enum tay_status status = TAY_OK;
    size_t length_bytes = (size_t)info->archive_bytes;
    size_t done_bytes;
    for (size_t at = 0; status == TAY_OK && at < length_bytes; at += done_bytes) {
        size_t left_bytes = length_bytes - at;
        status =
            tay_space_read(TAY_CAP_SELF, (tay_ua_t)info->archive_ua + at, (void *)(window + at),
                           left_bytes < PIECE_BYTES ? left_bytes : PIECE_BYTES, &done_bytes);
    }
    return status;
}

static enum tay_status fill(tay_cap_t memory, size_t length_bytes)
{
    tay_ua_t window;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &window);
    if (status != TAY_OK) {
        return status;
    }
    status = copy(window);
    enum tay_status unmapped = tay_space_unmap(TAY_CAP_SELF, window, length_bytes);
    return status != TAY_OK ? status : unmapped;
}

static enum tay_status make(tay_cap_t *archive)
{
    size_t length_bytes =
        ((size_t)boot_info()->archive_bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
    enum tay_status status = tay_memory_create(TAY_OWN_ACCOUNT, length_bytes, archive);
    if (status != TAY_OK) {
        return status;
    }
    status = fill(*archive, length_bytes);
    if (status != TAY_OK) {
        enum tay_status closed = tay_cap_close(*archive);
        (void)closed; /* its end */
        *archive = TAY_CAP_NULL;
    }
    return status;
}

tay_cap_t archive_memory(const char **reason)
{
    static tay_cap_t archive;
    if (archive == TAY_CAP_NULL) {
        *reason = tay_status_text(make(&archive));
    }
    return archive;
}
