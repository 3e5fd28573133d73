/* SPDX-License-Identifier: MIT */
/*
 * What says of a volume that it is in use, and what nodes are.
 */
#ifndef FAT_VOLUME_H
#define FAT_VOLUME_H

#include "date.h"
#include "directory.h"
#include "fat.h"
#include "table.h"

/* Before each change: FAT_READONLY if none may be made. Marks the volume as in use if it is not. */
enum fat_status volume_begin_change(struct fat_volume *vol);

/* The directory that the root is known as. */
static inline uint32_t volume_root(const struct fat_volume *vol)
{
    return vol->is_fat32 ? vol->root_cluster : 0;
}

/* What ".." of a directory in another one says. */
static inline uint32_t volume_dots(const struct fat_volume *vol, uint32_t directory)
{
    return directory == volume_root(vol) ? 0 : directory;
}

/* Takes the layout of a volume from its first sector. NULL, or why it cannot be used. */
const char *volume_lay_out(struct fat_volume *vol, const uint8_t *boot);

struct fat_time volume_now(const struct fat_volume *vol);

/* Checks a volume that was not unmounted, and mends what a cut may leave. What else there is makes
 * it read-only. FAT_IO: the device failed. */
enum fat_status check_volume(struct fat_volume *vol);

/* The node of a number, or NULL; of an entry, or NULL if that is not open. */
struct fat_node *node_at(const struct fat_volume *vol, fat_ref_t ref);
struct fat_node *node_of(const struct fat_volume *vol, const struct dir_entry *entry);

/* Opens an entry. FAT_NOMEM: no node is free. */
enum fat_status node_open(struct fat_volume *vol, const struct dir_entry *entry, fat_ref_t *ref);

/* At first only the root is open. */
void node_start(struct fat_volume *vol);

/* What an entry tells, and where it is. */
void node_place(struct fat_node *node, const struct dir_entry *entry);
void node_fill_from(const struct fat_volume *vol, struct fat_node *node, const uint8_t *raw);

/* An open one has another entry now, or none any more. */
void node_move(struct fat_volume *vol, struct fat_node *node, const struct dir_entry *entry);
void node_remove(struct fat_volume *vol, struct fat_node *node);

/* Its place is free again. */
void node_release(struct fat_volume *vol, struct fat_node *node);

/* Its entry on the device tells less, or all again. */
void node_set_changed(struct fat_volume *vol, struct fat_node *node);
void node_set_saved(struct fat_volume *vol, struct fat_node *node);

/* Writes what a node knows to its entry; into `raw`, without the name. */
enum fat_status node_save(struct fat_volume *vol, struct fat_node *node);
void node_fill(const struct fat_node *node, uint8_t *raw);

static inline bool node_is_directory(const struct fat_node *node)
{
    return (node->attributes & ATTRIBUTE_DIRECTORY) != 0;
}

#endif
