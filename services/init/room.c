/* SPDX-License-Identifier: MIT */
/*
 * Room: fresh memory, mapped where the kernel finds a place.
 */
#include "room.h"

#include <tay/operations.h>

#define PAGE_BYTES 4096u

static size_t whole(size_t length_bytes)
{
    return (length_bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
}

enum tay_status room_take(size_t length_bytes, tay_ua_t *address_out)
{
    return tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, whole(length_bytes), 0,
                         TAY_MAP_READ | TAY_MAP_WRITE, address_out);
}

void room_give_back(const void *address, size_t length_bytes)
{
    if (address != NULL) {
        enum tay_status status =
            tay_space_unmap(TAY_CAP_SELF, (tay_ua_t)address, whole(length_bytes));
        (void)status; /* its own mapping */
    }
}
