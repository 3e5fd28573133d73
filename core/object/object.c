/* SPDX-License-Identifier: MIT */
/*
 * The common part of all objects. Invariant: a dead object without references has given its room
 * back, so nothing points to it.
 */
#include <object/object.h>

#include <mem/slab.h>
#include <object/account.h>
#include <object/reaper.h>

const uint8_t object_rights[TAY_OBJECT_COUNT] = {
#define TAY_OBJECT(name, number, rights, sentence) [number] = (rights),
#include <tay/abi/object.def>
#undef TAY_OBJECT
};

void object_on_last_reference(struct object *object)
{
    if (object->dead) {
        reaper_bury(object);
    } else if (object->capability_count == 0) {
        object_on_last_capability(object);
    }
}

/*
 * Memory lives on while it is mapped, an account while it is charged. Everything else is nothing
 * without a capability.
 */
void object_on_last_capability(struct object *object)
{
    if (object->permanent || object->dying) {
        return;
    }
    if (object->type == TAY_OBJECT_account) {
        account_end_if_unused(account_of(object));
    } else if (object->type != TAY_OBJECT_memory || object->references == 0) {
        reaper_add(object);
    }
}
