/* SPDX-License-Identifier: MIT */
/*
 * What all kernel objects have in common: a type, who pays, who holds them, and their end.
 *
 * An object ends when its last capability is closed or a holder of MANAGE destroys it (for memory
 * and accounts see there). Ending is work in bounded steps: see object/reaper.h. When it is done,
 * the object is dead, and its room is given back with the last reference that the kernel itself
 * holds.
 */
#ifndef OBJECT_OBJECT_H
#define OBJECT_OBJECT_H

#include <hal/types.h>
#include <lib/assert.h>
#include <lib/list.h>
#include <tay/abi/object.h>

struct account;
struct slot;

/* The capabilities derived from one capability, or made directly to an object; see capability.h. */
struct cap_children {
    struct slot *first;
    struct slot *last;
};

struct object {
    /* Immutable. */
    uint8_t type;            /* enum tay_object */
    bool permanent;          /* one of the machine's own: cannot be destroyed */
    struct account *account; /* pays; NULL: nobody */
    /* Under the kernel lock. */
    bool dying; /* no handle is good any more; the reaper has it */
    bool dead;  /* the reaper has finished */
    uint32_t capability_count;
    uint32_t references; /* from other objects, capabilities not counted */
    struct cap_children capabilities;
    struct list_node reaping;
};

/* Makes an object of zero-filled room. */
static inline void object_init(struct object *object, enum tay_object type, struct account *account)
{
    object->type = (uint8_t)type;
    object->account = account;
    list_node_init(&object->reaping);
}

/* The last capability, or the last reference by another object, is gone: ends the object if its
 * type says so, or gives back its room if it is dead. */
void object_on_last_capability(struct object *object);
void object_on_last_reference(struct object *object);

/* One more or one less reference by another object. */
static inline void object_hold(struct object *object)
{
    object->references++;
}

static inline void object_release(struct object *object)
{
    kernel_assert(object->references > 0);
    object->references--;
    if (object->references == 0) {
        object_on_last_reference(object);
    }
}

/* The rights that exist on a type. */
extern const uint8_t object_rights[TAY_OBJECT_COUNT];

static inline unsigned object_type_rights(enum tay_object type)
{
    return object_rights[type];
}

#endif
