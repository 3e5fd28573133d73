/* SPDX-License-Identifier: MIT */
/*
 * The tree of an archive. Invariant: a node's parent stands before it, so its place in the table is
 * its number, and an entry's cookie is the place.
 */
#include "tree.h"

#include <stdlib.h>
#include <string.h>
#include <tay/archive.h>

#define ROOT 1
#define BLOCK_BYTES 4096u

struct node {
    const char *name; /* in the archive; not NUL-terminated */
    size_t name_bytes;
    unsigned parent;
    enum tay_file_kind kind;
    const char *data;
    size_t size_bytes;
};

/* Node 0 is none. */
static struct node *nodes;
static unsigned node_count;
static unsigned node_room;
static size_t total_bytes;

static unsigned find(unsigned parent, const char *name, size_t name_bytes)
{
    for (unsigned i = ROOT + 1; i < node_count; i++) {
        if (nodes[i].parent == parent && nodes[i].name_bytes == name_bytes &&
            memcmp(nodes[i].name, name, name_bytes) == 0) {
            return i;
        }
    }
    return 0;
}

static enum tay_file_error lookup(struct tay_file_system *system, tay_file_node_t directory,
                                  const struct tay_file_name *name,
                                  struct tay_file_found *found_out)
{
    (void)system;
    unsigned found = find((unsigned)directory, name->text, name->bytes);
    if (found == 0) {
        return TAY_FILE_ENOENT;
    }
    *found_out = (struct tay_file_found){found, nodes[found].kind};
    return TAY_FILE_OK;
}

static enum tay_file_error open_node(struct tay_file_system *system, tay_file_node_t node)
{
    (void)system;
    (void)node;
    return TAY_FILE_OK;
}

static void close_node(struct tay_file_system *system, tay_file_node_t node)
{
    (void)system;
    (void)node;
}

static enum tay_file_error stat(struct tay_file_system *system, tay_file_node_t node,
                                struct tay_file_stat *stat_out)
{
    (void)system;
    *stat_out = (struct tay_file_stat){
        .node = node,
        .size_bytes = nodes[node].size_bytes,
        .allocated_bytes = nodes[node].size_bytes,
        .kind = nodes[node].kind,
        .links = 1,
        .block_bytes = BLOCK_BYTES,
    };
    return TAY_FILE_OK;
}

static enum tay_file_error read_node(struct tay_file_system *system, tay_file_node_t node,
                                     uint64_t offset, size_t length_bytes,
                                     struct tay_file_transfer *transfer)
{
    (void)system;
    const struct node *file = &nodes[node];
    if (offset >= file->size_bytes) {
        return TAY_FILE_OK;
    }
    size_t left_bytes = file->size_bytes - (size_t)offset;
    size_t piece_bytes = length_bytes < left_bytes ? length_bytes : left_bytes;
    char *from = (char *)(uintptr_t)file->data + offset; /* is not written */
    return transfer->move(transfer, from, piece_bytes) ? TAY_FILE_OK : TAY_FILE_EFAULT;
}

static enum tay_file_error read_entry(struct tay_file_system *system, tay_file_node_t directory,
                                      uint64_t cookie, struct tay_file_listed *listed_out)
{
    (void)system;
    uint64_t at = cookie <= ROOT ? ROOT + 1 : cookie;
    while (at < node_count && nodes[at].parent != directory) {
        at++;
    }
    if (at >= node_count) {
        return TAY_FILE_ENOENT;
    }
    listed_out->node = at;
    listed_out->kind = nodes[at].kind;
    listed_out->next = at + 1;
    listed_out->name_bytes = nodes[at].name_bytes;
    memcpy(listed_out->name, nodes[at].name, nodes[at].name_bytes);
    return TAY_FILE_OK;
}

static enum tay_file_error statistics(struct tay_file_system *system,
                                      struct tay_file_statistics *statistics_out)
{
    (void)system;
    *statistics_out = (struct tay_file_statistics){.total_bytes = total_bytes,
                                                   .files = node_count - ROOT,
                                                   .block_bytes = BLOCK_BYTES,
                                                   .name_bytes = TAY_ARCHIVE_NAME_BYTES - 1,
                                                   .type = "romfs"};
    return TAY_FILE_OK;
}

static const struct tay_file_functions functions = {
    .lookup = lookup,
    .open = open_node,
    .close = close_node,
    .stat = stat,
    .read = read_node,
    .read_entry = read_entry,
    .statistics = statistics,
};

/* The next place; 0: there is no memory. */
static unsigned add(const struct node *node)
{
    if (node_count >= node_room) {
        unsigned room = node_room == 0 ? 64 : 2 * node_room;
        struct node *grown = realloc(nodes, room * sizeof *nodes);
        if (grown == NULL) {
            return 0;
        }
        nodes = grown;
        node_room = room;
    }
    nodes[node_count] = *node;
    return node_count++;
}

static bool is_name(const char *name, size_t name_bytes)
{
    return name_bytes > 0 && name_bytes <= TAY_FILE_NAME_BYTES &&
           !(name_bytes == 1 && name[0] == '.') && !(name_bytes == 2 && memcmp(name, "..", 2) == 0);
}

enum outcome { OUTCOME_DONE, OUTCOME_LEFT_OUT, OUTCOME_NO_MEMORY };

/* Adds the last name of an entry's path. */
static enum outcome add_file(unsigned parent, const char *name,
                             const struct tay_archive_entry *entry)
{
    if (!is_name(name, strlen(name)) || find(parent, name, strlen(name)) != 0) {
        return OUTCOME_LEFT_OUT;
    }
    struct node file = {.name = name,
                        .name_bytes = strlen(name),
                        .parent = parent,
                        .kind = TAY_FILE_REGULAR,
                        .data = entry->data,
                        .size_bytes = entry->length_bytes};
    total_bytes += entry->length_bytes;
    return add(&file) == 0 ? OUTCOME_NO_MEMORY : OUTCOME_DONE;
}

/* Adds an entry, and the directories of its path. */
static enum outcome add_entry(const struct tay_archive_entry *entry)
{
    unsigned parent = ROOT;
    const char *name = entry->name;
    const char *slash;
    while ((slash = strchr(name, '/')) != NULL) {
        size_t name_bytes = (size_t)(slash - name);
        struct node directory = {name, name_bytes, parent, TAY_FILE_DIRECTORY, NULL, 0};
        unsigned found = find(parent, name, name_bytes);
        if (!is_name(name, name_bytes) || (found != 0 && nodes[found].kind != TAY_FILE_DIRECTORY)) {
            return OUTCOME_LEFT_OUT;
        }
        parent = found != 0 ? found : add(&directory);
        if (parent == 0) {
            return OUTCOME_NO_MEMORY;
        }
        name = slash + 1;
    }
    return add_file(parent, name, entry);
}

static bool add_all(const void *data, size_t length_bytes, unsigned *left_out)
{
    struct tay_archive archive;
    struct tay_archive_entry entry;
    struct tay_archive_error error;
    enum tay_archive_result result;
    tay_archive_open(&archive, data, length_bytes);
    while ((result = tay_archive_next(&archive, &entry, &error)) != TAY_ARCHIVE_END) {
        enum outcome outcome = result == TAY_ARCHIVE_ENTRY ? add_entry(&entry) : OUTCOME_LEFT_OUT;
        if (outcome == OUTCOME_NO_MEMORY) {
            return false;
        }
        *left_out += outcome == OUTCOME_LEFT_OUT;
    }
    return true;
}

bool tree_open(struct tay_file_system *system, const void *archive, size_t archive_bytes,
               unsigned *left_out)
{
    static const struct node root = {.kind = TAY_FILE_DIRECTORY};
    system->functions = &functions;
    system->root = ROOT;
    system->is_read_only = true;
    node_count = ROOT;
    total_bytes = 0;
    *left_out = 0;
    return add(&root) == ROOT && add_all(archive, archive_bytes, left_out);
}
