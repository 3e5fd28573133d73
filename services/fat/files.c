/* SPDX-License-Identifier: MIT */
/*
 * Content that was read lies in chunks, and goes to the caller from there. What is written is
 * fetched in pieces that end where sectors do, so that all but the ends are whole ones.
 *
 * Behind each change the file's entry is told of it, so that nothing is known only here.
 */
#include "files.h"

#include <string.h>

#define PIECE_BYTES CHUNK_BYTES

/* The numbers of struct tay_file_stat: of the root, and of what has no name any more. No entry lies
 * in the first sector. */
#define NUMBER_ROOT UINT64_C(1)
#define NUMBER_REMOVED (UINT64_C(1) << 63)

/* At a page, as callers' memory often is: then the kernel copies by pages. */
static _Alignas(4096) uint8_t piece[PIECE_BYTES];

static struct medium *medium_of(const struct tay_file_system *system)
{
    return system->state;
}

static enum fat_status ref_of(const struct tay_file_system *system, tay_file_node_t node,
                              fat_ref_t *ref)
{
    return nodes_ref(&medium_of(system)->nodes, node, ref);
}

static void tell_found(struct medium *medium, fat_ref_t ref, struct tay_file_found *found)
{
    found->node = nodes_id(&medium->nodes, ref);
    found->kind =
        medium->kept->nodes[ref].place.is_directory ? TAY_FILE_DIRECTORY : TAY_FILE_REGULAR;
}

static enum tay_file_error lookup(struct tay_file_system *system, tay_file_node_t directory,
                                  const struct tay_file_name *name,
                                  struct tay_file_found *found_out)
{
    struct medium *medium = medium_of(system);
    fat_ref_t parent, ref;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    enum fat_status status = ref_of(system, directory, &parent);
    if (status == FAT_OK) {
        status = nodes_find(&medium->nodes, parent, name, 0, &ref);
    }
    if (status == FAT_OK) {
        tell_found(medium, ref, found_out);
    }
    return medium_leave(medium, status);
}

static enum tay_file_error open_node(struct tay_file_system *system, tay_file_node_t node)
{
    struct medium *medium = medium_of(system);
    fat_ref_t ref;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    enum fat_status status = ref_of(system, node, &ref);
    if (status == FAT_OK) {
        kept_note_sessions(medium->kept, system);
        nodes_open(&medium->nodes, ref);
    }
    return medium_leave(medium, status);
}

static void close_node(struct tay_file_system *system, tay_file_node_t node)
{
    struct medium *medium = medium_of(system);
    if (!medium->is_mounted) {
        enum fat_status status = nodes_close(&medium->nodes, node);
        (void)status; /* nothing was to be done */
        return;
    }
    enum tay_file_error error = medium_enter(medium);
    if (error == TAY_FILE_OK) {
        error = medium_leave(medium, nodes_close(&medium->nodes, node));
    }
    (void)error; /* nobody asks; it was told if the card is gone */
}

static enum tay_file_error stat(struct tay_file_system *system, tay_file_node_t node,
                                struct tay_file_stat *stat_out)
{
    struct medium *medium = medium_of(system);
    const struct fat_volume *vol = medium_volume(medium);
    fat_ref_t ref;
    struct fat_stat stat;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    enum fat_status status = ref_of(system, node, &ref);
    if (status == FAT_OK) {
        status = fat_stat(medium_volume(medium), ref, &stat);
    }
    if (status == FAT_OK) {
        uint64_t cluster = UINT64_C(1) << vol->cluster_shift;
        bool is_removed = medium->kept->nodes[ref].is_removed;
        *stat_out = (struct tay_file_stat){
            .node = ref == FAT_ROOT ? NUMBER_ROOT
                    : is_removed    ? NUMBER_REMOVED | node
                                    : stat.number,
            .size_bytes = stat.size,
            .allocated_bytes = (stat.size + cluster - 1) & ~(cluster - 1),
            .modified_s = stat.written_s,
            .kind = stat.is_directory ? TAY_FILE_DIRECTORY : TAY_FILE_REGULAR,
            .links = !is_removed,
            .block_bytes = CHUNK_BYTES,
        };
    }
    return medium_leave(medium, status);
}

static enum tay_file_error size(struct tay_file_system *system, tay_file_node_t node,
                                uint64_t *size_bytes_out)
{
    struct medium *medium = medium_of(system);
    fat_ref_t ref;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    enum fat_status status = ref_of(system, node, &ref);
    if (status == FAT_OK) {
        status = fat_size(medium_volume(medium), ref, size_bytes_out);
    }
    return medium_leave(medium, status);
}

/* Content by way of `piece`: what waits, or lies in a chunk that cannot be had as a whole. */
static enum fat_status read_piece(struct medium *medium, fat_ref_t ref, uint64_t offset,
                                  size_t bytes, struct tay_file_transfer *transfer, bool *moved)
{
    size_t done;
    bytes = bytes < PIECE_BYTES ? bytes : PIECE_BYTES;
    enum fat_status status = fat_read(medium_volume(medium), ref, offset, piece, bytes, &done);
    *moved = done != 0 && transfer->move(transfer, piece, done);
    return done != 0 ? FAT_OK : status;
}

/* Content from where it lies, of which it remembers as much as there is, for read_on. */
static enum fat_status read_extent(struct medium *medium, tay_file_node_t node, fat_ref_t ref,
                                   uint64_t offset, size_t length_bytes,
                                   struct tay_file_transfer *transfer, bool *moved)
{
    struct fat_extent extent;
    uint32_t sectors;
    size_t ahead = length_bytes > CHUNK_BYTES ? length_bytes : CHUNK_BYTES;
    medium->last.end = medium->last.begin; /* its chunk may go */
    enum fat_status status = fat_locate(medium_volume(medium), ref, offset, ahead, &extent);
    *moved = false;
    if (status != FAT_OK || extent.bytes == 0) {
        return status;
    }
    const uint8_t *data =
        extent.waits ? NULL : chunks_get(&medium->chunks, extent.sector, &sectors);
    if (data == NULL) {
        size_t bytes = extent.bytes < length_bytes ? extent.bytes : length_bytes;
        return read_piece(medium, ref, offset, bytes, transfer, moved);
    }
    data += extent.offset;
    size_t there = sectors * FAT_SECTOR_BYTES - extent.offset;
    there = there < extent.bytes ? there : extent.bytes;
    medium->last = (struct medium_last){node, offset, offset + there, data};
    *moved = transfer->move(transfer, (void *)(uintptr_t)data,
                            there < length_bytes ? there : length_bytes);
    return FAT_OK;
}

/* Reads on where the last reading was, if nothing else was done meanwhile. False: it was not
 * there. */
static bool read_on(struct medium *medium, tay_file_node_t node, uint64_t offset,
                    size_t length_bytes, struct tay_file_transfer *transfer,
                    enum tay_file_error *error)
{
    const struct medium_last *last = &medium->last;
    if (last->node != node || offset < last->begin || last->end - offset < length_bytes ||
        offset >= last->end) {
        return false;
    }
    const uint8_t *data = last->data + (offset - last->begin);
    *error = transfer->move(transfer, (void *)(uintptr_t)data, length_bytes) ? TAY_FILE_OK
                                                                             : TAY_FILE_EFAULT;
    return true;
}

static enum tay_file_error read_file(struct tay_file_system *system, tay_file_node_t node,
                                     uint64_t offset, size_t length_bytes,
                                     struct tay_file_transfer *transfer)
{
    struct medium *medium = medium_of(system);
    fat_ref_t ref;
    bool moved = true;
    enum tay_file_error error;
    if (read_on(medium, node, offset, length_bytes, transfer, &error)) {
        return error;
    }
    error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    size_t begin = transfer->done_bytes, done = 0;
    enum fat_status status = ref_of(system, node, &ref);
    while (status == FAT_OK && moved && done < length_bytes) {
        status =
            read_extent(medium, node, ref, offset + done, length_bytes - done, transfer, &moved);
        done = transfer->done_bytes - begin;
    }
    return medium_leave(medium, status);
}

/* Writes a piece; *moved: the caller's memory was there. */
static enum fat_status write_piece(struct medium *medium, fat_ref_t ref, uint64_t offset,
                                   size_t bytes, struct tay_file_transfer *transfer, bool *moved)
{
    size_t before = transfer->done_bytes, done;
    *moved = transfer->move(transfer, piece, bytes);
    if (!*moved) {
        return FAT_OK;
    }
    enum fat_status status = fat_write(medium_volume(medium), ref, offset, piece, bytes, &done);
    transfer->done_bytes = before + done; /* not more than the file has got */
    return status;
}

static enum tay_file_error write_file(struct tay_file_system *system, tay_file_node_t node,
                                      uint64_t offset, size_t length_bytes,
                                      struct tay_file_transfer *transfer)
{
    struct medium *medium = medium_of(system);
    fat_ref_t ref;
    bool moved = true;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    enum fat_status status = ref_of(system, node, &ref);
    while (length_bytes != 0 && status == FAT_OK && moved) {
        size_t bytes = PIECE_BYTES - (size_t)(offset % PIECE_BYTES);
        bytes = bytes < length_bytes ? bytes : length_bytes;
        status = write_piece(medium, ref, offset, bytes, transfer, &moved);
        offset += bytes;
        length_bytes -= bytes;
    }
    if (transfer->done_bytes != 0) {
        enum fat_status saved = fat_save(medium_volume(medium), ref);
        status = status != FAT_OK ? status : saved;
    }
    error = medium_leave(medium, status);
    return error == TAY_FILE_OK && !moved ? TAY_FILE_EFAULT : error;
}

/* The next entry whose name the protocol can tell. */
static enum fat_status next_entry(struct medium *medium, fat_ref_t ref, uint32_t *position,
                                  struct fat_name *name)
{
    enum fat_status status;
    do {
        status = fat_next(medium_volume(medium), ref, position, name);
    } while (status == FAT_OK && strlen(name->text) > TAY_FILE_NAME_BYTES);
    return status;
}

static enum tay_file_error read_entry(struct tay_file_system *system, tay_file_node_t directory,
                                      uint64_t cookie, struct tay_file_listed *listed_out)
{
    struct medium *medium = medium_of(system);
    struct fat_name name;
    fat_ref_t ref;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    uint32_t position = cookie < UINT32_MAX ? (uint32_t)cookie : UINT32_MAX;
    enum fat_status status = ref_of(system, directory, &ref);
    if (status == FAT_OK) {
        status = next_entry(medium, ref, &position, &name);
    }
    if (status == FAT_OK) {
        listed_out->node = name.stat.number;
        listed_out->kind = name.stat.is_directory ? TAY_FILE_DIRECTORY : TAY_FILE_REGULAR;
        listed_out->next = position;
        listed_out->name_bytes = strlen(name.text);
        memcpy(listed_out->name, name.text, listed_out->name_bytes);
    }
    return medium_leave(medium, status);
}

static enum fat_status make_directory(struct medium *medium, fat_ref_t parent,
                                      const struct tay_file_name *name)
{
    char text[TAY_FILE_NAME_BYTES + 1];
    memcpy(text, name->text, name->bytes);
    text[name->bytes] = '\0';
    return fat_make_directory(medium_volume(medium), parent, text);
}

static enum tay_file_error create(struct tay_file_system *system, tay_file_node_t directory,
                                  const struct tay_file_name *name, enum tay_file_kind kind,
                                  struct tay_file_found *found_out)
{
    struct medium *medium = medium_of(system);
    bool is_directory = kind == TAY_FILE_DIRECTORY;
    fat_ref_t parent, ref;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    enum fat_status status = ref_of(system, directory, &parent);
    if (status == FAT_OK && is_directory) {
        status = make_directory(medium, parent, name);
    }
    if (status == FAT_OK) {
        status = nodes_find(&medium->nodes, parent, name, is_directory ? 0 : FAT_CREATE, &ref);
    }
    if (status == FAT_OK) {
        tell_found(medium, ref, found_out);
    }
    return medium_leave(medium, status);
}

static enum tay_file_error remove_name(struct tay_file_system *system, tay_file_node_t directory,
                                       const struct tay_file_name *name,
                                       const struct tay_file_found *found)
{
    struct medium *medium = medium_of(system);
    struct fat_volume *vol = medium_volume(medium);
    char text[TAY_FILE_NAME_BYTES + 1];
    fat_ref_t parent, ref;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    memcpy(text, name->text, name->bytes);
    text[name->bytes] = '\0';
    enum fat_status status = ref_of(system, directory, &parent);
    if (status == FAT_OK) {
        status = ref_of(system, found->node, &ref);
    }
    if (status == FAT_OK) {
        status = nodes_let_go(&medium->nodes, ref);
    }
    if (status == FAT_OK) {
        status = found->kind == TAY_FILE_DIRECTORY ? fat_remove_directory(vol, parent, text)
                                                   : fat_remove(vol, parent, text);
    }
    if (status == FAT_OK) {
        nodes_removed(&medium->nodes, ref);
    }
    return medium_leave(medium, status);
}

/* What a renaming replaces: something else than what it moves, or nothing (FAT_ROOT). */
static enum fat_status find_replaced(struct medium *medium, fat_ref_t moved, fat_ref_t directory,
                                     const struct tay_file_name *name, fat_ref_t *replaced)
{
    enum fat_status status = nodes_find(&medium->nodes, directory, name, 0, replaced);
    if (status == FAT_NOENT || (status == FAT_OK && *replaced == moved)) {
        *replaced = FAT_ROOT;
        return FAT_OK;
    }
    return status;
}

struct renaming {
    fat_ref_t from, to, moved, replaced;
    char old_text[TAY_FILE_NAME_BYTES + 1], new_text[TAY_FILE_NAME_BYTES + 1];
};

static enum fat_status perform_renaming(struct medium *medium, struct renaming *renaming)
{
    enum fat_status status = FAT_OK;
    if (renaming->replaced != FAT_ROOT && renaming->replaced == renaming->from) {
        return FAT_NOTEMPTY; /* what is moved lies in it */
    }
    if (renaming->replaced != FAT_ROOT) {
        status = nodes_let_go(&medium->nodes, renaming->replaced);
    }
    if (status == FAT_OK) {
        status = fat_rename(medium_volume(medium), renaming->from, renaming->old_text, renaming->to,
                            renaming->new_text);
    }
    if (status == FAT_OK && renaming->replaced != FAT_ROOT) {
        nodes_removed(&medium->nodes, renaming->replaced);
    }
    if (status == FAT_OK) {
        nodes_renamed(&medium->nodes, renaming->moved);
    }
    return status;
}

static enum tay_file_error rename_node(struct tay_file_system *system,
                                       tay_file_node_t old_directory,
                                       const struct tay_file_name *old_name,
                                       tay_file_node_t new_directory,
                                       const struct tay_file_name *new_name)
{
    struct medium *medium = medium_of(system);
    struct renaming renaming = {0};
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    memcpy(renaming.old_text, old_name->text, old_name->bytes);
    memcpy(renaming.new_text, new_name->text, new_name->bytes);
    enum fat_status status = ref_of(system, old_directory, &renaming.from);
    if (status == FAT_OK) {
        status = ref_of(system, new_directory, &renaming.to);
    }
    if (status == FAT_OK) {
        status = nodes_find(&medium->nodes, renaming.from, old_name, 0, &renaming.moved);
    }
    if (status == FAT_OK) {
        status = find_replaced(medium, renaming.moved, renaming.to, new_name, &renaming.replaced);
    }
    if (status == FAT_OK) {
        status = perform_renaming(medium, &renaming);
    }
    return medium_leave(medium, status);
}

/* Writes the entry of what was changed, and lets go of the medium. */
static enum tay_file_error leave_saved(struct medium *medium, fat_ref_t ref, enum fat_status status)
{
    return medium_leave(medium, status == FAT_OK ? fat_save(medium_volume(medium), ref) : status);
}

static enum tay_file_error truncate(struct tay_file_system *system, tay_file_node_t node,
                                    uint64_t size_bytes)
{
    struct medium *medium = medium_of(system);
    fat_ref_t ref;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    enum fat_status status = ref_of(system, node, &ref);
    if (status == FAT_OK) {
        status = fat_truncate(medium_volume(medium), ref, size_bytes);
    }
    return leave_saved(medium, ref, status);
}

static enum tay_file_error sync(struct tay_file_system *system)
{
    return medium_sync(medium_of(system));
}

static enum tay_file_error statistics(struct tay_file_system *system,
                                      struct tay_file_statistics *statistics_out)
{
    struct medium *medium = medium_of(system);
    struct fat_space space;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    enum fat_status status = fat_space(medium_volume(medium), &space);
    if (status == FAT_OK) {
        *statistics_out = (struct tay_file_statistics){
            .total_bytes = (uint64_t)space.clusters * space.cluster_bytes,
            .free_bytes = (uint64_t)space.free_clusters * space.cluster_bytes,
            .block_bytes = space.cluster_bytes,
            .name_bytes = TAY_FILE_NAME_BYTES,
            .type = "fat16",
        };
        if (medium_volume(medium)->is_fat32) {
            memcpy(statistics_out->type, "fat32", sizeof "fat32");
        }
    }
    return medium_leave(medium, status);
}

static enum tay_file_error set_time(struct tay_file_system *system, tay_file_node_t node,
                                    int64_t modified_s)
{
    struct medium *medium = medium_of(system);
    fat_ref_t ref;
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    enum fat_status status = ref_of(system, node, &ref);
    if (status == FAT_OK) {
        status = fat_set_time(medium_volume(medium), ref, modified_s);
    }
    return leave_saved(medium, ref, status);
}

static enum tay_file_error mount(struct tay_file_system *system)
{
    return medium_mount(medium_of(system));
}

static enum tay_file_error unmount(struct tay_file_system *system)
{
    return medium_unmount(medium_of(system));
}

const struct tay_file_functions files_functions = {
    .lookup = lookup,
    .open = open_node,
    .close = close_node,
    .stat = stat,
    .size = size,
    .read = read_file,
    .write = write_file,
    .read_entry = read_entry,
    .create = create,
    .remove = remove_name,
    .rename = rename_node,
    .truncate = truncate,
    .sync = sync,
    .statistics = statistics,
    .set_time = set_time,
    .mount = mount,
    .unmount = unmount,
};
