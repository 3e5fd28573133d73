/* SPDX-License-Identifier: MIT */
/*
 * The model's tables against the kernel's.
 */
#include "model.h"

#include <lib/container.h>

static void compare_capability(const struct model_capability *capability)
{
    const struct model_object *object = model_object(capability->object);
    const struct slot *slot =
        cap_table_find(&model_object(capability->process)->kernel->table, capability->handle);
    if (slot == NULL) {
        model_fail("a handle should be good", capability->handle);
    }
    if (slot->type != object->type || slot->rights != capability->rights) {
        model_fail("a handle has other rights or another type", capability->handle);
    }
}

static struct slot *slot_of(int capability)
{
    const struct model_capability *self = model_capability(capability);
    return cap_table_find(&model_object(self->process)->kernel->table, self->handle);
}

/* What the kernel takes a capability for a copy of; NULL: of none. */
static const struct slot *parent_of(const struct slot *slot)
{
    uintptr_t at = slot->previous;
    while ((at & 1) == 0) {
        at = ((const struct slot *)at)->previous;
    }
    struct cap_children *children = (struct cap_children *)(at & ~(uintptr_t)1);
    return children == &slot->object->capabilities ? NULL
                                                   : container_of(children, struct slot, children);
}

void model_compare_trees(void)
{
    const struct model_capability *capability;
    for (int n = 0; (capability = model_capability(n)) != NULL; n++) {
        const struct slot *parent =
            capability->parent == MODEL_NONE || capability->object == MODEL_NONE
                ? NULL
                : slot_of(capability->parent);
        if (capability->object != MODEL_NONE && parent_of(slot_of(n)) != parent) {
            model_fail("a capability is a copy of another one than it should be",
                       capability->handle);
        }
    }
}

/* How many of a process's handles are good, by the model. */
static unsigned count_used(int process)
{
    const struct model_capability *capability;
    unsigned used = 0;
    for (int n = 0; (capability = model_capability(n)) != NULL; n++) {
        used += capability->object != MODEL_NONE && capability->process == process;
    }
    return used;
}

void model_compare(void)
{
    const struct model_capability *capability;
    for (int n = 0; (capability = model_capability(n)) != NULL; n++) {
        if (capability->object != MODEL_NONE) {
            compare_capability(capability);
        }
    }
    for (int n = 0; n < model_object_count(); n++) {
        const struct model_object *object = model_object(n);
        if (object->kernel != NULL && !object->ended &&
            object->kernel->table.used != count_used(n)) {
            model_fail("a table has handles that should be stale", (uint64_t)n);
        }
    }
}
