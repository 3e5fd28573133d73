/* SPDX-License-Identifier: MIT */
/*
 * Mappings. Invariants: charged_bytes of a mapping is what mapping_charge() says of it. A mapping
 * that once owned pages goes on paying for them, whatever its protection.
 */
#include <mem/mapping.h>

#include <mem/memory.h>
#include <mem/slab.h>
#include <mem/space.h>
#include <object/account.h>

bool mapping_recharge(struct mapping *mapping)
{
    size_t charge_bytes = mapping_charge(mapping);
    if (charge_bytes > mapping->charged_bytes &&
        !account_charge(mapping->space->account, charge_bytes - mapping->charged_bytes)) {
        return false;
    }
    if (charge_bytes < mapping->charged_bytes) {
        account_uncharge(mapping->space->account, mapping->charged_bytes - charge_bytes);
    }
    mapping->charged_bytes = charge_bytes;
    return true;
}

void mapping_count_use(const struct mapping *mapping, unsigned step)
{
    if ((mapping->flags & TAY_MAP_SHARED) != 0 && (mapping->flags & TAY_MAP_WRITE) != 0) {
        mapping->memory->writers += step;
    }
    if ((mapping->flags & TAY_MAP_EXECUTE) != 0) {
        mapping->memory->executors += step;
    }
}

void mapping_attach_memory(struct mapping *mapping)
{
    mapping_count_use(mapping, MAPPING_COUNT_IN);
    list_push_back(&mapping->memory->mappings, &mapping->in_memory);
    object_hold(&mapping->memory->object);
}

void mapping_detach(struct mapping *mapping)
{
    struct space *space = mapping->space;
    tree_remove(&space->mappings, &mapping->node);
    space->mapped_bytes -= mapping->length_bytes;
    if (space->found == mapping) {
        space->found = NULL;
    }
    if (mapping->memory != NULL) {
        mapping_count_use(mapping, MAPPING_COUNT_OUT);
        list_remove(&mapping->in_memory);
        object_release(&mapping->memory->object);
    }
    account_uncharge(space->account, mapping->charged_bytes);
    slab_free(mapping);
}
