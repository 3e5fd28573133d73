/* SPDX-License-Identifier: MIT */
/*
 * Capabilities: slots of a table, and the tree in which they derive from each other.
 *
 * A slot is one cache line. It holds the whole handle, so that a lookup is a mask and a compare:
 * handle 0 means free. All capabilities to one object form a forest whose roots hang on the object.
 * Siblings are threaded: the first one's `previous` and the last one's `next` point, tagged, to the
 * parent's struct cap_children. So to derive and to close take constant time; closing gives the
 * children to the parent, in place.
 */
#ifndef OBJECT_CAPABILITY_H
#define OBJECT_CAPABILITY_H

#include <object/object.h>

struct cap_table;

struct slot {
    _Alignas(64) tay_cap_t handle; /* 0: free */
    uint8_t type;                  /* enum tay_object */
    uint8_t rights;
    uint8_t fast; /* SLOT_FAST_: for which short ways it serves; free: 0 */
    uint8_t reserved;
    struct object *object;
    uint64_t badge; /* free: the next generation */
    struct cap_table *table;
    uintptr_t previous; /* free: not used */
    uintptr_t next;     /* free: next free slot or 0 */
    struct cap_children children;
};

/* What stands in a slot for the short ways (ipc/fast.c): an endpoint that can be called, or
 * received from; a session that can be called; a notification that can be signalled, or waited for;
 * an object on which a call can only be an operation.
 */
#define SLOT_FAST_CALL 1u
#define SLOT_FAST_RECEIVE 2u
#define SLOT_FAST_SESSION 4u
#define SLOT_FAST_NOTIFY 8u
#define SLOT_FAST_WAIT 16u
#define SLOT_FAST_OBJECT 32u

/* One process's capabilities. Slots are handed out for the first time in order, then reused first
 * in, first out. */
struct cap_table {
    struct slot *slots; /* a block of frames, aligned to its size */
    size_t reach;       /* of a handle, times a slot's size, what counts where it is looked for */
    uint32_t mask;      /* number of slots - 1 */
    uint32_t fresh;     /* slots from here on have never been used */
    uint32_t used;
    struct slot *free_first;
    struct slot *free_last;
};

/* Bytes that a table of so many slots is charged. */
size_t cap_table_bytes(size_t slots);

/* Makes a table; the memory has been charged. False: no contiguous memory. */
bool cap_table_init(struct cap_table *table, size_t slots);

/* Gives the memory of an empty table back. */
void cap_table_fini(struct cap_table *table);

/* Whether `count` more capabilities fit. */
static inline bool cap_table_has_room(const struct cap_table *table, uint32_t count)
{
    return table->mask + 1 - table->used >= count;
}

/* The slot in which a handle would be found. */
static inline struct slot *cap_table_at(const struct cap_table *table, tay_word_t handle)
{
    return (struct slot *)((char *)table->slots + (handle * sizeof(struct slot) & table->reach));
}

/* The slot that a handle in a whole register names, or NULL if it names none or its object is
 * ending. */
static inline struct slot *cap_table_find(const struct cap_table *table, tay_word_t handle)
{
    struct slot *slot = cap_table_at(table, handle);
    bool is_there = handle != TAY_CAP_NULL && slot->handle == handle && !slot->object->dying;
    return is_there ? slot : NULL;
}

/* Type (0: any) and right of a capability, in this order. */
static inline enum tay_status slot_check(const struct slot *slot, unsigned type, unsigned right)
{
    if (type != TAY_OBJECT_NONE && slot->type != type) {
        return TAY_ETYPE;
    }
    return (slot->rights & right) == right ? TAY_OK : TAY_ERIGHT;
}

/* Whether there may be a second capability to the same object: the right to answer a call can only
 * be moved. */
static inline bool slot_may_be_copied(const struct slot *slot)
{
    return slot->type != TAY_OBJECT_reply;
}

/* The capability in slot n or a later one, or NULL: for whoever goes through all of them. */
struct slot *cap_table_from(const struct cap_table *table, uint32_t n);

/* Makes a capability, directly on the object. There is room. */
struct slot *capability_create(struct cap_table *table, struct object *object, unsigned rights);

/* Makes a capability derived from `source`, with no more rights. There is room. */
struct slot *capability_derive(struct cap_table *table, struct slot *source, unsigned rights);

/* Moves a capability, keeping its place among those it derives from. There is room in `table`. */
struct slot *capability_move(struct cap_table *table, struct slot *source);

/*
 * Copying a table slot by slot, so that every handle keeps its value: `to` has as many slots, and
 * got its first `n` this way.
 *
 * cap_table_clone_slot: slot n names what it names in `from`, with the same rights and badge, and
 * stands beside it among what that derives from. cap_table_clone_as: it names `object`, directly.
 * cap_table_clone_empty: nothing, and what it names in `from` is stale here.
 */
void cap_table_clone_slot(struct cap_table *to, const struct cap_table *from, uint32_t n);
void cap_table_clone_as(struct cap_table *to, const struct cap_table *from, uint32_t n,
                        struct object *object);
void cap_table_clone_empty(struct cap_table *to, const struct cap_table *from, uint32_t n);

/* Lets a slot in use name, by the same handle, what `source`, another one, names; what it named is
 * closed. */
void capability_replace(struct slot *slot, struct slot *source, unsigned rights);

/* Closes a capability; with the last one the object may end. */
void capability_close(struct slot *slot);

/* Closes the last capability to an object whose room is about to be given back. */
void capability_forget(struct slot *slot);

#endif
