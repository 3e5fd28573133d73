/* SPDX-License-Identifier: MIT */
/*
 * Capability tables and the derivation tree. Invariants: see the header; besides, a free slot's
 * handle is 0, and an object's capability_count is the number of slots that name it. What lies
 * behind `reach` is never read, so that a new table costs the same whatever its size; what a handle
 * could be in a slot up to there, and not in use, is 0.
 */
#include <object/capability.h>

#include <ipc/endpoint.h>
#include <lib/assert.h>
#include <mem/frame.h>
#include <object/cap_tree.h>

#define SLOT_MASK ((1u << TAY_CAP_SLOT_BITS) - 1)
#define GENERATION_MASK ((1u << TAY_CAP_GENERATION_BITS) - 1)

_Static_assert(sizeof(struct slot) == 64, "a slot is a cache line; a power of two: cap_table_at");

size_t cap_table_bytes(size_t slots)
{
    size_t bytes = slots * sizeof(struct slot);
    return (bytes + HAL_PAGE_BYTES - 1) & ~(HAL_PAGE_BYTES - 1);
}

/* Slots that a new table's handles reach, less one. */
#define FIRST_REACH 7u

/* No handle is there, nor any way. */
static void clear_slot(struct cap_table *table, uint32_t n)
{
    struct slot *slot = &table->slots[n];
    slot->handle = TAY_CAP_NULL;
    slot->type = TAY_OBJECT_NONE;
    slot->rights = 0;
    slot->fast = 0;
    slot->reserved = 0;
}

/* The next slot that has never been used. On the way the table reaches twice as far, two slots at a
 * time, so that none of it takes long. */
static struct slot *next_fresh(struct cap_table *table)
{
    uint32_t n = table->fresh++;
    uint32_t twice = 2 * n;
    if (twice > FIRST_REACH && twice < table->mask) {
        clear_slot(table, twice);
        clear_slot(table, twice + 1);
    }
    if (n * sizeof(struct slot) == table->reach && n < table->mask) {
        table->reach = (size_t)(twice + 1) * sizeof(struct slot);
    }
    return &table->slots[n];
}

bool cap_table_init(struct cap_table *table, size_t slots)
{
    size_t bytes = cap_table_bytes(slots);
    unsigned order = 0;
    while ((HAL_PAGE_BYTES << order) < bytes) {
        order++;
    }
    table->slots = frame_alloc(order);
    if (table->slots == NULL) {
        return false;
    }
    table->mask = (uint32_t)slots - 1;
    uint32_t first = table->mask < FIRST_REACH ? table->mask : FIRST_REACH;
    table->reach = first * sizeof(struct slot);
    for (uint32_t n = 0; n <= first; n++) {
        clear_slot(table, n);
    }
    table->fresh = 0;
    table->used = 0;
    table->free_first = NULL;
    table->free_last = NULL;
    return true;
}

void cap_table_fini(struct cap_table *table)
{
    kernel_assert(table->used == 0);
    frame_free(table->slots);
    table->slots = NULL;
}

struct slot *cap_table_from(const struct cap_table *table, uint32_t n)
{
    for (; n < table->fresh; n++) {
        if (table->slots[n].handle != TAY_CAP_NULL) {
            return &table->slots[n];
        }
    }
    return NULL;
}

static struct slot *take_slot(struct cap_table *table)
{
    kernel_assert(table->used <= table->mask);
    struct slot *slot = table->free_first;
    if (table->fresh <= table->mask) {
        slot = next_fresh(table);
        slot->badge = 1;
    } else {
        table->free_first = (struct slot *)slot->next;
    }
    table->used++;
    tay_cap_t number = (tay_cap_t)(slot - table->slots);
    slot->handle = (tay_cap_t)slot->badge << TAY_CAP_SLOT_BITS | number;
    slot->table = table;
    return slot;
}

/* Appends a slot without a capability to the free list. */
static void list_free(struct cap_table *table, struct slot *slot, uint32_t generation)
{
    slot->handle = TAY_CAP_NULL;
    slot->fast = 0;
    slot->object = NULL;
    slot->badge = generation == 0 ? 1 : generation;
    slot->next = 0;
    if (table->free_first == NULL) {
        table->free_first = slot;
    } else {
        table->free_last->next = (uintptr_t)slot;
    }
    table->free_last = slot;
}

static uint32_t generation_after(tay_cap_t handle)
{
    return ((handle >> TAY_CAP_SLOT_BITS) + 1) & GENERATION_MASK;
}

static void give_slot(struct slot *slot)
{
    struct cap_table *table = slot->table;
    list_free(table, slot, generation_after(slot->handle));
    table->used--;
}

/* An endpoint knows how many capabilities can receive from it. */
static void count_receiver(const struct slot *slot, unsigned step)
{
    if (slot->type == TAY_OBJECT_endpoint && (slot->rights & TAY_RIGHT_RECEIVE) != 0) {
        endpoint_count_receiver(endpoint_of(slot->object), step);
    }
}

static unsigned fast_ways(unsigned type, unsigned rights)
{
    bool sends = (rights & TAY_RIGHT_SEND) != 0;
    bool receives = (rights & TAY_RIGHT_RECEIVE) != 0;
    switch (type) {
    case TAY_OBJECT_endpoint:
        return (sends ? SLOT_FAST_CALL : 0) | (receives ? SLOT_FAST_RECEIVE : 0);
    case TAY_OBJECT_session:
        return sends ? SLOT_FAST_SESSION : 0;
    case TAY_OBJECT_notification:
        return SLOT_FAST_OBJECT | (sends ? SLOT_FAST_NOTIFY : 0) | (receives ? SLOT_FAST_WAIT : 0);
    default:
        return SLOT_FAST_OBJECT;
    }
}

/* Lets a slot that has its handle name an object; it is still in no tree. */
static void fill(struct slot *slot, struct object *object, unsigned rights, uint64_t badge)
{
    slot->type = object->type;
    slot->rights = (uint8_t)rights;
    slot->fast = (uint8_t)fast_ways(object->type, rights);
    slot->object = object;
    slot->badge = badge;
    slot->children.first = NULL;
    slot->children.last = NULL;
    object->capability_count++;
    count_receiver(slot, 1);
}

struct slot *capability_create(struct cap_table *table, struct object *object, unsigned rights)
{
    struct slot *slot = take_slot(table);
    fill(slot, object, rights, 0);
    cap_tree_link_first(&object->capabilities, slot);
    return slot;
}

struct slot *capability_derive(struct cap_table *table, struct slot *source, unsigned rights)
{
    struct slot *slot = take_slot(table);
    fill(slot, source->object, source->rights & rights, source->badge);
    cap_tree_link_first(&source->children, slot);
    return slot;
}

struct slot *capability_move(struct cap_table *table, struct slot *source)
{
    struct slot *slot = take_slot(table);
    slot->type = source->type;
    slot->rights = source->rights;
    slot->fast = source->fast;
    slot->object = source->object;
    slot->badge = source->badge;
    slot->previous = source->previous;
    slot->next = source->next;
    slot->children = source->children;
    cap_tree_set_next(slot->previous, (uintptr_t)slot);
    cap_tree_set_previous(slot->next, (uintptr_t)slot);
    if (slot->children.first != NULL) {
        uintptr_t parent = (uintptr_t)&slot->children | CAP_TREE_TAG;
        slot->children.first->previous = parent;
        slot->children.last->next = parent;
    }
    give_slot(source);
    return slot;
}

/* Takes a capability out of its tree. With the last one the object may end, listed by the reaper:
 * the end of an endpoint turns everybody away, so that the last receiver's need not do it. */
static void leave_object(struct slot *slot)
{
    struct object *object = slot->object;
    cap_tree_unlink(slot);
    kernel_assert(object->capability_count > 0);
    object->capability_count--;
    if (object->capability_count == 0) {
        object_on_last_capability(object);
    }
    count_receiver(slot, 0u - 1u);
}

void capability_close(struct slot *slot)
{
    leave_object(slot);
    give_slot(slot);
}

void capability_forget(struct slot *slot)
{
    kernel_assert(slot->object->capability_count == 1);
    slot->object->capability_count = 0;
    give_slot(slot);
}

void capability_replace(struct slot *slot, struct slot *source, unsigned rights)
{
    kernel_assert(slot != source);
    leave_object(slot);
    fill(slot, source->object, source->rights & rights, source->badge);
    cap_tree_link_first(&source->children, slot);
}

/* The next slot of a table that is being copied, with the handle that it has in the other one. */
static struct slot *clone_handle(struct cap_table *to, const struct slot *source, uint32_t n)
{
    kernel_assert(to->fresh == n);
    struct slot *slot = next_fresh(to);
    to->used++;
    slot->handle = source->handle;
    slot->table = to;
    return slot;
}

void cap_table_clone_slot(struct cap_table *to, const struct cap_table *from, uint32_t n)
{
    struct slot *source = &from->slots[n];
    struct slot *slot = clone_handle(to, source, n);
    fill(slot, source->object, source->rights, source->badge);
    slot->previous = (uintptr_t)source;
    slot->next = source->next;
    cap_tree_set_previous(source->next, (uintptr_t)slot);
    source->next = (uintptr_t)slot;
}

void cap_table_clone_as(struct cap_table *to, const struct cap_table *from, uint32_t n,
                        struct object *object)
{
    const struct slot *source = &from->slots[n];
    struct slot *slot = clone_handle(to, source, n);
    fill(slot, object, source->rights, source->badge);
    cap_tree_link_first(&object->capabilities, slot);
}

void cap_table_clone_empty(struct cap_table *to, const struct cap_table *from, uint32_t n)
{
    const struct slot *source = &from->slots[n];
    bool is_free = source->handle == TAY_CAP_NULL;
    kernel_assert(to->fresh == n);
    list_free(to, next_fresh(to),
              is_free ? (uint32_t)source->badge : generation_after(source->handle));
}
