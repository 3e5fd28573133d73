/* SPDX-License-Identifier: MIT */
/*
 * Going through the entries of a directory and those below it.
 */
#ifndef FAT_WALK_H
#define FAT_WALK_H

#include "directory.h"

struct walk {
    uint32_t depth; /* of the directory where it is: 0 is the first one's */
    uint32_t entered;
    struct cursor at[FAT_DEPTH_MAX + 1];
};

void walk_start(struct walk *walk, uint32_t directory);

/* The next entry where the walk is. FAT_NOENT: the directory has no more, as dir_next says it. */
enum fat_status walk_next(struct fat_volume *vol, struct walk *walk, struct dir_entry *entry);

/* Goes on in a directory that was found; FAT_CORRUPT: they lie too deep, or in each other. */
enum fat_status walk_enter(struct fat_volume *vol, struct walk *walk, uint32_t directory);

/* Goes on behind the entry of the directory where it was. False: it was the first one. */
bool walk_leave(struct walk *walk);

static inline uint32_t walk_directory(const struct walk *walk)
{
    return walk->at[walk->depth].start;
}

#endif
