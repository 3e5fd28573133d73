/* SPDX-License-Identifier: MIT */
/*
 * The model's tables against the kernel's.
 */
#include "model.h"

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
