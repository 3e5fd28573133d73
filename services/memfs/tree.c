/* SPDX-License-Identifier: MIT */
/*
 * The tree. Invariant: a node is there while it is linked or open; what lies behind the end of a
 * file, in its last block, is zero.
 */
#include "tree.h"

#include "node.h"
#include <string.h>

static struct tree *tree_of(const struct tay_file_system *system)
{
    return system->state;
}

static struct node *get(struct tay_file_system *system, tay_file_node_t node)
{
    return node_at(tree_of(system), (uint32_t)node);
}

static bool is_root(const struct tay_file_system *system, tay_file_node_t node)
{
    return node == system->root;
}

static void touch(struct tree *tree, struct node *node)
{
    node->modified_s = tree->now();
}

static void drop_if_unused(struct tree *tree, uint32_t handle)
{
    struct node *node = node_at(tree, handle);
    if (node->parent == 0 && node->opens == 0) {
        store_cut(&tree->store, &node->blocks, 0);
        node_free(tree, handle);
    }
}

static enum tay_file_error lookup(struct tay_file_system *system, tay_file_node_t directory,
                                  const struct tay_file_name *name,
                                  struct tay_file_found *found_out)
{
    uint32_t handle = node_find(tree_of(system), (uint32_t)directory, name);
    if (handle == 0) {
        return TAY_FILE_ENOENT;
    }
    found_out->node = handle;
    found_out->kind = (enum tay_file_kind)get(system, handle)->kind;
    return TAY_FILE_OK;
}

static enum tay_file_error open_node(struct tay_file_system *system, tay_file_node_t node)
{
    get(system, node)->opens++;
    return TAY_FILE_OK;
}

static void close_node(struct tay_file_system *system, tay_file_node_t node)
{
    get(system, node)->opens--;
    drop_if_unused(tree_of(system), (uint32_t)node);
}

static enum tay_file_error stat(struct tay_file_system *system, tay_file_node_t handle,
                                struct tay_file_stat *stat_out)
{
    const struct node *node = get(system, handle);
    *stat_out = (struct tay_file_stat){
        .node = handle, /* its number changes when it is renamed */
        .size_bytes = node->size_bytes,
        .allocated_bytes = (uint64_t)node->blocks.count * STORE_BLOCK_BYTES,
        .modified_s = node->modified_s,
        .kind = node->kind,
        .links = node->parent != 0,
        .block_bytes = STORE_BLOCK_BYTES,
    };
    return TAY_FILE_OK;
}

/* How much of a range lies in the block that its start is in. */
static size_t piece(uint64_t offset, uint64_t length_bytes)
{
    size_t left = STORE_BLOCK_BYTES - (size_t)(offset % STORE_BLOCK_BYTES);
    return length_bytes < left ? (size_t)length_bytes : left;
}

static enum tay_file_error read_piece(const struct tree *tree, const struct node *node,
                                      uint64_t offset, size_t bytes,
                                      struct tay_file_transfer *transfer)
{
    static uint8_t zeros[STORE_BLOCK_BYTES];
    uint32_t block = store_find(&tree->store, &node->blocks, offset / STORE_BLOCK_BYTES);
    uint8_t *memory = block == 0 ? zeros : store_at(&tree->store, block);
    return transfer->move(transfer, memory + offset % STORE_BLOCK_BYTES, bytes) ? TAY_FILE_OK
                                                                                : TAY_FILE_EFAULT;
}

static enum tay_file_error read_file(struct tay_file_system *system, tay_file_node_t handle,
                                     uint64_t offset, size_t length_bytes,
                                     struct tay_file_transfer *transfer)
{
    const struct node *node = get(system, handle);
    uint64_t left = offset < node->size_bytes ? node->size_bytes - offset : 0;
    left = length_bytes < left ? length_bytes : left;
    enum tay_file_error error = TAY_FILE_OK;
    while (left > 0 && error == TAY_FILE_OK) {
        size_t bytes = piece(offset, left);
        error = read_piece(tree_of(system), node, offset, bytes, transfer);
        offset += bytes;
        left -= bytes;
    }
    return error;
}

/* A piece that is not moved whole leaves no part of itself behind the end. */
static enum tay_file_error write_piece(struct tree *tree, struct node *node, uint64_t offset,
                                       size_t bytes, struct tay_file_transfer *transfer)
{
    uint32_t block = store_make(&tree->store, &node->blocks, offset / STORE_BLOCK_BYTES);
    if (block == 0) {
        return TAY_FILE_ENOSPC;
    }
    uint8_t *memory = (uint8_t *)store_at(&tree->store, block) + offset % STORE_BLOCK_BYTES;
    uint64_t end = offset + bytes;
    if (!transfer->move(transfer, memory, bytes)) {
        uint64_t kept = node->size_bytes > offset ? node->size_bytes - offset : 0;
        if (kept < bytes) {
            memset(memory + kept, 0, bytes - (size_t)kept);
        }
        return TAY_FILE_EFAULT;
    }
    if (end > node->size_bytes) {
        node->size_bytes = end;
    }
    return TAY_FILE_OK;
}

static enum tay_file_error write_file(struct tay_file_system *system, tay_file_node_t handle,
                                      uint64_t offset, size_t length_bytes,
                                      struct tay_file_transfer *transfer)
{
    struct node *node = get(system, handle);
    enum tay_file_error error = TAY_FILE_OK;
    if (length_bytes > 0 && offset >= STORE_FILE_BYTES_MAX) {
        return TAY_FILE_EFBIG;
    }
    while (length_bytes > 0 && error == TAY_FILE_OK) {
        size_t bytes = piece(offset, length_bytes);
        error = offset < STORE_FILE_BYTES_MAX
                    ? write_piece(tree_of(system), node, offset, bytes, transfer)
                    : TAY_FILE_EFBIG;
        offset += bytes;
        length_bytes -= bytes;
    }
    if (transfer->done_bytes > 0) {
        touch(tree_of(system), node);
    }
    return error;
}

/* The first node of a directory with this number or a higher one. */
static uint32_t find_entry(struct tay_file_system *system, const struct node *directory,
                           uint64_t number)
{
    uint32_t handle = directory->first;
    if (directory->last == 0 || get(system, directory->last)->number < number) {
        return 0;
    }
    while (get(system, handle)->number < number) {
        handle = get(system, handle)->next;
    }
    return handle;
}

static enum tay_file_error read_entry(struct tay_file_system *system, tay_file_node_t directory,
                                      uint64_t cookie, struct tay_file_listed *listed_out)
{
    uint32_t handle = find_entry(system, get(system, directory), cookie);
    if (handle == 0) {
        return TAY_FILE_ENOENT;
    }
    const struct node *node = get(system, handle);
    listed_out->node = handle;
    listed_out->kind = (enum tay_file_kind)node->kind;
    listed_out->next = node->number + 1;
    listed_out->name_bytes = node->name_bytes;
    memcpy(listed_out->name, node->name, node->name_bytes);
    return TAY_FILE_OK;
}

/* A directory that was removed is still open for some, but nothing is made in it. */
static bool is_removed(struct tay_file_system *system, tay_file_node_t directory)
{
    return get(system, directory)->parent == 0;
}

static enum tay_file_error create(struct tay_file_system *system, tay_file_node_t directory,
                                  const struct tay_file_name *name, enum tay_file_kind kind,
                                  struct tay_file_found *found_out)
{
    struct tree *tree = tree_of(system);
    if (is_removed(system, directory)) {
        return TAY_FILE_ENOENT;
    }
    uint32_t handle = node_make(tree, kind);
    if (handle == 0) {
        return TAY_FILE_ENOSPC;
    }
    touch(tree, node_at(tree, handle));
    node_link(tree, handle, (uint32_t)directory, name);
    touch(tree, get(system, directory));
    *found_out = (struct tay_file_found){handle, kind};
    return TAY_FILE_OK;
}

/* Takes a node's name away, if it is no directory with something in it. */
static enum tay_file_error unlink_node(struct tay_file_system *system, uint32_t handle)
{
    struct tree *tree = tree_of(system);
    struct node *node = node_at(tree, handle);
    if (node->first != 0) {
        return TAY_FILE_ENOTEMPTY;
    }
    touch(tree, node_at(tree, node->parent));
    node_unlink(tree, handle);
    drop_if_unused(tree, handle);
    return TAY_FILE_OK;
}

static enum tay_file_error remove_name(struct tay_file_system *system, tay_file_node_t directory,
                                       const struct tay_file_name *name,
                                       const struct tay_file_found *found)
{
    (void)directory;
    (void)name;
    return unlink_node(system, (uint32_t)found->node);
}

/* Whether a node is a directory, or what it lies in, directly or not. */
static bool is_above(struct tay_file_system *system, uint32_t above, tay_file_node_t directory)
{
    while (directory != above && !is_root(system, directory) && directory != 0) {
        directory = get(system, directory)->parent;
    }
    return directory == above;
}

static enum tay_file_error rename_node(struct tay_file_system *system,
                                       tay_file_node_t old_directory,
                                       const struct tay_file_name *old_name,
                                       tay_file_node_t new_directory,
                                       const struct tay_file_name *new_name)
{
    struct tree *tree = tree_of(system);
    uint32_t handle = node_find(tree, (uint32_t)old_directory, old_name);
    uint32_t replaced = node_find(tree, (uint32_t)new_directory, new_name);
    if (is_removed(system, new_directory)) {
        return TAY_FILE_ENOENT;
    }
    if (is_above(system, handle, new_directory)) {
        return TAY_FILE_EINVAL;
    }
    if (replaced == handle) {
        return TAY_FILE_OK;
    }
    enum tay_file_error error = replaced == 0 ? TAY_FILE_OK : unlink_node(system, replaced);
    if (error == TAY_FILE_OK) {
        node_unlink(tree, handle);
        node_link(tree, handle, (uint32_t)new_directory, new_name);
        touch(tree, get(system, old_directory));
        touch(tree, get(system, new_directory));
    }
    return error;
}

/* Zeroes what lies behind the end in the last block. */
static void clear_tail(struct tree *tree, const struct node *node)
{
    size_t used = (size_t)(node->size_bytes % STORE_BLOCK_BYTES);
    uint32_t block =
        used == 0 ? 0
                  : store_find(&tree->store, &node->blocks, node->size_bytes / STORE_BLOCK_BYTES);
    if (block != 0) {
        memset((uint8_t *)store_at(&tree->store, block) + used, 0, STORE_BLOCK_BYTES - used);
    }
}

static enum tay_file_error truncate(struct tay_file_system *system, tay_file_node_t handle,
                                    uint64_t size_bytes)
{
    struct tree *tree = tree_of(system);
    struct node *node = get(system, handle);
    if (size_bytes > STORE_FILE_BYTES_MAX) {
        return TAY_FILE_EFBIG;
    }
    bool is_shorter = size_bytes < node->size_bytes;
    node->size_bytes = size_bytes;
    if (is_shorter) {
        store_cut(&tree->store, &node->blocks,
                  (size_bytes + STORE_BLOCK_BYTES - 1) / STORE_BLOCK_BYTES);
        clear_tail(tree, node);
    }
    touch(tree, node);
    return TAY_FILE_OK;
}

static enum tay_file_error statistics(struct tay_file_system *system,
                                      struct tay_file_statistics *statistics_out)
{
    const struct tree *tree = tree_of(system);
    *statistics_out = (struct tay_file_statistics){
        .total_bytes = (uint64_t)(tree->store.block_count - 1) * STORE_BLOCK_BYTES,
        .free_bytes = (uint64_t)tree->store.free_count * STORE_BLOCK_BYTES,
        .files = tree->node_count,
        .block_bytes = STORE_BLOCK_BYTES,
        .name_bytes = TAY_FILE_NAME_BYTES,
        .type = "memfs",
    };
    return TAY_FILE_OK;
}

static enum tay_file_error set_time(struct tay_file_system *system, tay_file_node_t node,
                                    int64_t modified_s)
{
    get(system, node)->modified_s = modified_s;
    return TAY_FILE_OK;
}

const struct tay_file_functions tree_functions = {
    .lookup = lookup,
    .open = open_node,
    .close = close_node,
    .stat = stat,
    .read = read_file,
    .write = write_file,
    .read_entry = read_entry,
    .create = create,
    .remove = remove_name,
    .rename = rename_node,
    .truncate = truncate,
    .statistics = statistics,
    .set_time = set_time,
};

bool tree_open(struct tree *tree, struct tay_file_system *system, void *memory, size_t bytes)
{
    if (bytes < 3 * (size_t)STORE_BLOCK_BYTES) {
        return false; /* no block, the table, the root */
    }
    store_open(&tree->store, memory, bytes);
    tree->node_blocks = 0;
    tree->last_number = 0;
    tree->node_count = 0;
    tree->hashes = store_take(&tree->store);
    uint32_t root = node_make(tree, TAY_FILE_DIRECTORY);
    node_at(tree, root)->parent = root;
    touch(tree, node_at(tree, root));
    system->functions = &tree_functions;
    system->state = tree;
    system->root = root;
    return true;
}
