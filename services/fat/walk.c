/* SPDX-License-Identifier: MIT */
/*
 * A walk that enters more directories than there are clusters goes round in a circle.
 */
#include "walk.h"

#include "table.h"

void walk_start(struct walk *walk, uint32_t directory)
{
    walk->depth = 0;
    walk->entered = 0;
    dir_start(&walk->at[0], directory);
}

enum fat_status walk_next(struct fat_volume *vol, struct walk *walk, struct dir_entry *entry)
{
    return dir_next(vol, &walk->at[walk->depth], entry);
}

enum fat_status walk_enter(struct fat_volume *vol, struct walk *walk, uint32_t directory)
{
    if (walk->depth == FAT_DEPTH_MAX) {
        return table_corrupt(vol, "directories lie too deep in each other", directory);
    }
    if (++walk->entered > vol->cluster_end) {
        return table_corrupt(vol, "a directory lies in itself", directory);
    }
    dir_start(&walk->at[++walk->depth], directory);
    return FAT_OK;
}

bool walk_leave(struct walk *walk)
{
    if (walk->depth == 0) {
        return false;
    }
    walk->depth--;
    return true;
}
