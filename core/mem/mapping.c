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

size_t mapping_charge(const struct mapping *mapping)
{
    if (mapping_is_guard(mapping)) {
        return 0;
    }
    size_t pages = hal_space_tables_max(mapping_start(mapping), mapping->length_bytes);
    return (pages << HAL_PAGE_SHIFT) + (mapping->owns_pages ? mapping->length_bytes : 0);
}

bool mapping_would_own(const struct memory *memory, unsigned flags)
{
    if ((flags & TAY_MAP_GUARD) != 0) {
        return false;
    }
    return memory == NULL || (flags & (TAY_MAP_SHARED | TAY_MAP_WRITE)) == TAY_MAP_WRITE;
}

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
    if (mapping->memory == NULL) {
        return;
    }
    if ((mapping->flags & TAY_MAP_SHARED) != 0 && (mapping->flags & TAY_MAP_WRITE) != 0) {
        mapping->memory->writers += step;
    }
    if ((mapping->flags & TAY_MAP_EXECUTE) != 0) {
        mapping->memory->executors += step;
    }
}

void mapping_attach(struct mapping *mapping)
{
    tree_insert(&mapping->space->mappings, &mapping->node);
    mapping->space->mapped_bytes += mapping->length_bytes;
    list_node_init(&mapping->in_memory);
    mapping_count_use(mapping, MAPPING_COUNT_IN);
    if (mapping->memory != NULL) {
        list_push_back(&mapping->memory->mappings, &mapping->in_memory);
        object_hold(&mapping->memory->object);
    }
}

void mapping_detach(struct mapping *mapping)
{
    tree_remove(&mapping->space->mappings, &mapping->node);
    mapping->space->mapped_bytes -= mapping->length_bytes;
    mapping_count_use(mapping, MAPPING_COUNT_OUT);
    list_remove(&mapping->in_memory);
    if (mapping->memory != NULL) {
        object_release(&mapping->memory->object);
    }
    account_uncharge(mapping->space->account, mapping->charged_bytes);
    slab_free(mapping);
}
