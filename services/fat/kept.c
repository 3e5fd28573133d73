/* SPDX-License-Identifier: MIT */
/*
 * A flag whose byte is neither 0 nor 1 may be taken for both: each becomes one or the other here.
 */
#include "kept.h"

#include <string.h>

static void settle(bool *flag)
{
    uint8_t byte;
    memcpy(&byte, flag, sizeof byte);
    *flag = byte != 0;
}

void kept_settle(struct kept *kept)
{
    struct fat_volume *vol = &kept->volume;
    bool *flags[] = {&kept->is_in_use, &kept->is_put_away, &vol->is_fat32,  &vol->free_is_counted,
                     &vol->is_marked,  &vol->is_torn,      &vol->has_freed, &vol->is_busy};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        settle(flags[i]);
    }
    for (uint32_t i = 0; i < KEPT_NODES; i++) {
        settle(&kept->nodes[i].place.is_directory);
        settle(&kept->nodes[i].is_removed);
        settle(&kept->nodes[i].is_lost);
        settle(&kept->nodes[i].is_told_lost);
    }
}
