/* SPDX-License-Identifier: MIT */
/*
 * The common part of all objects. Invariant: a dead object without references has given its room
 * back, so nothing points to it.
 */
#include <object/object.h>

#include <lib/assert.h>
#include <mem/slab.h>
#include <object/account.h>
#include <object/reaper.h>

static const uint8_t rights_of_type[TAY_OBJECT_COUNT] = {
#define TAY_OBJECT(name, number, rights, sentence) [number] = (rights),
#include <tay/abi/object.def>
#undef TAY_OBJECT
};

unsigned object_type_rights(enum tay_object type)
{
    return rights_of_type[type];
}

void object_init(struct object *object, enum tay_object type, struct account *account)
{
    object->type = (uint8_t)type;
    object->account = account;
    list_node_init(&object->reaping);
}

void object_hold(struct object *object)
{
    object->references++;
}

void object_release(struct object *object)
{
    kernel_assert(object->references > 0);
    object->references--;
    if (object->references > 0) {
        return;
    }
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
