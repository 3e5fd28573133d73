/* SPDX-License-Identifier: MIT */
/*
 * The name space's own tree. Invariant: a node is never removed, so its place in the table is its
 * number, and an entry's cookie is the place.
 */
#include "own.h"

#include <string.h>

#define NODES_MAX 48
#define ROOT 1

enum device { DEVICE_NONE, DEVICE_NULL, DEVICE_ZERO, DEVICE_FULL, DEVICE_CONSOLE };

struct node {
    char name[TAY_VFS_MOUNT_NAME_BYTES]; /* not NUL-terminated */
    size_t name_bytes;
    unsigned parent;
    enum tay_file_kind kind;
    enum device device;
};

/* Node 0 is none. */
static struct node nodes[NODES_MAX] = {[ROOT] = {.kind = TAY_FILE_DIRECTORY}};
static unsigned node_count = ROOT + 1;

/* The console's endpoint, which is handed out: who opens it makes a session, and pays for it. */
static tay_cap_t console;

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
        .node = node, .kind = nodes[node].kind, .links = 1, .block_bytes = 4096};
    return TAY_FILE_OK;
}

static enum tay_file_error read_device(struct tay_file_system *system, tay_file_node_t node,
                                       uint64_t offset, size_t length_bytes,
                                       struct tay_file_transfer *transfer)
{
    static char zeros[4096];
    (void)system;
    (void)offset;
    if (nodes[node].device == DEVICE_NULL) {
        return TAY_FILE_OK;
    }
    while (length_bytes > 0) {
        size_t piece_bytes = length_bytes < sizeof zeros ? length_bytes : sizeof zeros;
        if (!transfer->move(transfer, zeros, piece_bytes)) {
            return TAY_FILE_EFAULT;
        }
        length_bytes -= piece_bytes;
    }
    return TAY_FILE_OK;
}

static enum tay_file_error write_device(struct tay_file_system *system, tay_file_node_t node,
                                        uint64_t offset, size_t length_bytes,
                                        struct tay_file_transfer *transfer)
{
    (void)system;
    (void)offset;
    if (nodes[node].device == DEVICE_FULL) {
        return TAY_FILE_ENOSPC;
    }
    transfer->done_bytes = length_bytes;
    return TAY_FILE_OK;
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
    *statistics_out = (struct tay_file_statistics){.files = node_count - ROOT,
                                                   .block_bytes = 4096,
                                                   .name_bytes = TAY_FILE_NAME_BYTES,
                                                   .type = "vfs"};
    return TAY_FILE_OK;
}

static enum tay_file_error open_stream(struct tay_file_system *system, tay_file_node_t node,
                                       tay_cap_t *stream_out)
{
    (void)system;
    (void)node;
    *stream_out = console;
    return TAY_FILE_OK;
}

static const struct tay_file_functions functions = {
    .lookup = lookup,
    .open = open_node,
    .close = close_node,
    .stat = stat,
    .read = read_device,
    .write = write_device,
    .read_entry = read_entry,
    .statistics = statistics,
    .stream = open_stream,
};

/* The node of a name, made if it is not there; 0: there is no room. */
static unsigned make(unsigned parent, const char *name, size_t name_bytes, enum tay_file_kind kind)
{
    unsigned found = find(parent, name, name_bytes);
    if (found != 0 || node_count == NODES_MAX || name_bytes > sizeof nodes[0].name) {
        return found;
    }
    struct node *node = &nodes[node_count];
    *node = (struct node){.name_bytes = name_bytes, .parent = parent, .kind = kind};
    memcpy(node->name, name, name_bytes);
    return node_count++;
}

static void make_device(unsigned directory, const char *name, enum tay_file_kind kind,
                        enum device device)
{
    unsigned node = make(directory, name, strlen(name), kind);
    nodes[node].device = device; /* there is room: it is at the start */
}

bool own_make(const char *path, size_t path_bytes)
{
    unsigned parent = ROOT;
    size_t at = 0;
    while (parent != 0 && at < path_bytes) {
        size_t begin = ++at; /* behind the slash */
        while (at < path_bytes && path[at] != '/') {
            at++;
        }
        parent = make(parent, path + begin, at - begin, TAY_FILE_DIRECTORY);
    }
    return parent != 0;
}

void own_open(struct tay_file_system *system, tay_cap_t console_endpoint)
{
    unsigned directory = make(ROOT, "dev", 3, TAY_FILE_DIRECTORY);
    make_device(directory, "null", TAY_FILE_DEVICE, DEVICE_NULL);
    make_device(directory, "zero", TAY_FILE_DEVICE, DEVICE_ZERO);
    make_device(directory, "full", TAY_FILE_DEVICE, DEVICE_FULL);
    if (console_endpoint != TAY_CAP_NULL) {
        make_device(directory, "console", TAY_FILE_STREAM, DEVICE_CONSOLE);
        make_device(directory, "tty", TAY_FILE_STREAM, DEVICE_CONSOLE);
    }
    console = console_endpoint;
    system->functions = &functions;
    system->root = ROOT;
    system->is_read_only = true;
}
