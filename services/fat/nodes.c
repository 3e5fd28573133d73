/* SPDX-License-Identifier: MIT */
/*
 * A node's number is its place in the table, which is its number in the volume, and how many files
 * had the place before.
 */
#include "nodes.h"

#include <string.h>

static struct fat_volume *volume_of(const struct nodes *nodes)
{
    return &nodes->kept->volume;
}

static void link_newest(struct nodes *nodes, fat_ref_t ref)
{
    struct node *all = nodes->node;
    uint32_t newest = all[FAT_ROOT].older;
    all[ref].older = newest;
    all[ref].newer = FAT_ROOT;
    all[newest].newer = ref;
    all[FAT_ROOT].older = ref;
}

static void unlink_node(struct nodes *nodes, fat_ref_t ref)
{
    struct node *all = nodes->node;
    uint32_t newer = all[ref].newer, older = all[ref].older;
    all[newer].older = older;
    all[older].newer = newer;
}

/* Forgets all but who has what open. */
static void forget_all(struct nodes *nodes)
{
    if (nodes->known > 1) {
        memset(nodes->chains, 0, nodes->kept->node_count * sizeof *nodes->chains);
    }
    for (uint32_t i = 0; i < nodes->used; i++) {
        nodes->node[i] = (struct node){.opens = nodes->node[i].opens};
    }
    nodes->node[FAT_ROOT].is_known = true;
    nodes->known = 1;
}

tay_file_node_t nodes_id(const struct nodes *nodes, fat_ref_t ref)
{
    return (tay_file_node_t)nodes->kept->nodes[ref].generation << KEPT_INDEX_BITS | ref;
}

static void note_used(struct nodes *nodes, fat_ref_t ref)
{
    nodes->used = ref < nodes->used ? nodes->used : ref + 1;
}

void nodes_begin(struct nodes *nodes, struct kept *kept)
{
    nodes->kept = kept;
    nodes->used = FAT_ROOT + 1;
    nodes->known = 0;
    kept->nodes[FAT_ROOT] = (struct kept_node){.place.is_directory = true};
    for (uint32_t i = 0, used = kept_used(kept); i < used; i++) {
        struct tay_file_session *session = &kept->sessions[i];
        fat_ref_t ref = (fat_ref_t)(session->node & KEPT_INDEX_MASK);
        if (session->badge == 0) {
            continue;
        }
        if (ref >= kept->node_count || nodes_id(nodes, ref) != session->node) {
            session->badge = 0; /* it makes no sense */
        } else {
            kept_settle_node(&kept->nodes[ref]);
            note_used(nodes, ref);
            nodes->node[ref].opens++;
        }
    }
    forget_all(nodes);
}

static void add_known(struct nodes *nodes, fat_ref_t ref)
{
    note_used(nodes, ref);
    nodes->node[ref].is_known = true;
    nodes->known++;
}

unsigned nodes_mount(struct nodes *nodes)
{
    unsigned lost = 0;
    forget_all(nodes);
    for (fat_ref_t ref = 1; ref < nodes->used; ref++) {
        struct kept_node *kept = &nodes->kept->nodes[ref];
        if (nodes->node[ref].opens == 0) {
            continue;
        }
        kept->is_lost = kept->is_lost || kept->is_removed ||
                        fat_open_place(volume_of(nodes), &kept->place, ref) != FAT_OK;
        if (kept->is_lost) {
            fat_reserve(volume_of(nodes), ref);
            lost += !kept->is_told_lost;
        }
        kept->is_told_lost = kept->is_lost;
        add_known(nodes, ref);
    }
    return lost;
}

void nodes_lose(struct nodes *nodes)
{
    for (fat_ref_t ref = 1; ref < nodes->used; ref++) {
        nodes->kept->nodes[ref].is_lost = nodes->node[ref].opens != 0;
    }
}

void nodes_unmount(struct nodes *nodes)
{
    forget_all(nodes);
}

enum fat_status nodes_ref(const struct nodes *nodes, tay_file_node_t node, fat_ref_t *ref)
{
    uint32_t index = (uint32_t)(node & KEPT_INDEX_MASK);
    if (index >= nodes->used || nodes_id(nodes, index) != node || !nodes->node[index].is_known ||
        nodes->kept->nodes[index].is_lost) {
        return FAT_STALE;
    }
    *ref = index;
    return FAT_OK;
}

static uint32_t hash_of(tay_file_node_t parent, const struct tay_file_name *name)
{
    uint32_t hash = (uint32_t)parent * 31 + (uint32_t)(parent >> KEPT_INDEX_BITS);
    for (size_t i = 0; i < name->bytes; i++) {
        hash = hash * 31 + (uint8_t)name->text[i];
    }
    return hash;
}

/* Of the names with a hash. */
static uint32_t *chain_of(const struct nodes *nodes, uint32_t hash)
{
    return &nodes->chains[hash % nodes->kept->node_count];
}

static void unname(struct nodes *nodes, fat_ref_t ref)
{
    struct node *node = &nodes->node[ref];
    if (node->name_bytes == 0) {
        return;
    }
    uint32_t *link = chain_of(nodes, node->hash);
    while (*link != ref) {
        link = &nodes->node[*link].next;
    }
    *link = node->next;
    node->name_bytes = 0;
}

static void set_name(struct nodes *nodes, fat_ref_t ref, tay_file_node_t parent,
                     const struct tay_file_name *name, uint32_t hash)
{
    struct node *node = &nodes->node[ref];
    unname(nodes, ref);
    if (name->bytes > NODES_NAME_BYTES) {
        return;
    }
    memcpy(node->name, name->text, name->bytes);
    node->name_bytes = (uint8_t)name->bytes;
    node->parent = parent;
    node->hash = hash;
    uint32_t *chain = chain_of(nodes, hash);
    node->next = *chain;
    *chain = ref;
}

/* The node that was found by a name before; FAT_ROOT: none is known. */
static fat_ref_t remembered(const struct nodes *nodes, tay_file_node_t parent,
                            const struct tay_file_name *name, uint32_t hash)
{
    fat_ref_t ref = *chain_of(nodes, hash);
    while (ref != FAT_ROOT) {
        const struct node *node = &nodes->node[ref];
        if (node->hash == hash && node->parent == parent && node->name_bytes == name->bytes &&
            memcmp(node->name, name->text, name->bytes) == 0) {
            break;
        }
        ref = node->next;
    }
    return ref;
}

/* It was found. */
static void touch(struct nodes *nodes, fat_ref_t ref)
{
    if (nodes->node[ref].opens == 0 && nodes->node[FAT_ROOT].older != ref) {
        unlink_node(nodes, ref);
        link_newest(nodes, ref);
    }
}

/* Closes a node that no session has open. */
static enum fat_status drop(struct nodes *nodes, fat_ref_t ref)
{
    unname(nodes, ref);
    unlink_node(nodes, ref);
    nodes->node[ref].is_known = false;
    nodes->known--;
    return fat_close(volume_of(nodes), ref);
}

/* Closes the one that was found the longest time ago, if there is no place for another one. */
static enum fat_status make_room(struct nodes *nodes)
{
    fat_ref_t oldest = nodes->node[FAT_ROOT].newer;
    if (nodes->known < nodes->kept->node_count) {
        return FAT_OK;
    }
    return oldest == FAT_ROOT ? FAT_NOMEM : drop(nodes, oldest);
}

/* What the volume has opened: a node that is known, or a new one. */
static enum fat_status take(struct nodes *nodes, fat_ref_t ref)
{
    if (nodes->node[ref].is_known) {
        touch(nodes, ref);
        return fat_close(volume_of(nodes), ref); /* it has a reference already */
    }
    struct kept_node *kept = &nodes->kept->nodes[ref];
    *kept = (struct kept_node){.generation = (uint16_t)(kept->generation + 1)};
    add_known(nodes, ref);
    link_newest(nodes, ref);
    return fat_find_place(volume_of(nodes), ref, &kept->place);
}

enum fat_status nodes_find(struct nodes *nodes, fat_ref_t directory,
                           const struct tay_file_name *name, unsigned flags, fat_ref_t *ref)
{
    char text[TAY_FILE_NAME_BYTES + 1];
    tay_file_node_t parent = nodes_id(nodes, directory);
    uint32_t hash = hash_of(parent, name);
    *ref = remembered(nodes, parent, name, hash);
    if (*ref != FAT_ROOT) {
        touch(nodes, *ref);
        return FAT_OK;
    }
    memcpy(text, name->text, name->bytes);
    text[name->bytes] = '\0';
    enum fat_status status = make_room(nodes);
    if (status == FAT_OK) {
        status = fat_open(volume_of(nodes), directory, text, flags, ref);
    }
    if (status == FAT_OK) {
        status = take(nodes, *ref);
    }
    if (status == FAT_OK) {
        set_name(nodes, *ref, parent, name, hash);
    }
    return status;
}

void nodes_open(struct nodes *nodes, fat_ref_t ref)
{
    if (nodes->node[ref].opens++ == 0 && ref != FAT_ROOT) {
        unlink_node(nodes, ref);
    }
}

enum fat_status nodes_close(struct nodes *nodes, tay_file_node_t node)
{
    fat_ref_t ref = (fat_ref_t)(node & KEPT_INDEX_MASK);
    const struct kept_node *kept = &nodes->kept->nodes[ref];
    nodes->node[ref].opens--;
    if (nodes->node[ref].opens != 0 || ref == FAT_ROOT || !nodes->node[ref].is_known) {
        return FAT_OK;
    }
    link_newest(nodes, ref);
    return kept->is_removed || kept->is_lost ? drop(nodes, ref) : FAT_OK;
}

enum fat_status nodes_let_go(struct nodes *nodes, fat_ref_t ref)
{
    return nodes->node[ref].opens == 0 ? drop(nodes, ref) : FAT_OK;
}

void nodes_removed(struct nodes *nodes, fat_ref_t ref)
{
    if (nodes->node[ref].is_known) {
        unname(nodes, ref);
        nodes->kept->nodes[ref].is_removed = true;
    }
}

void nodes_renamed(struct nodes *nodes, fat_ref_t ref)
{
    unname(nodes, ref);
    enum fat_status status = fat_find_place(volume_of(nodes), ref, &nodes->kept->nodes[ref].place);
    (void)status; /* it is open, and has a name */
}
