/* SPDX-License-Identifier: MIT */
/*
 * Mappings. Invariant: a mapping that was handed out is whole, and its memory's handle its own.
 */
#include <tay/mapping.h>

#include <tay/operations.h>

#define PAGE_BYTES ((size_t)4096)
#define PROTECTION (TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_EXECUTE)

/* 0: it cannot be rounded up, or is 0. */
static size_t round_up(size_t length_bytes)
{
    return length_bytes > SIZE_MAX - PAGE_BYTES
               ? 0
               : (length_bytes + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
}

static enum tay_status map(tay_cap_t memory, size_t length_bytes, unsigned flags,
                           struct tay_mapping *mapping_out)
{
    tay_ua_t address;
    enum tay_status status =
        tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, 0, flags, &address);
    if (status == TAY_OK) {
        *mapping_out = (struct tay_mapping){(void *)address, length_bytes, memory};
    }
    return status;
}

enum tay_status tay_mapping_create(size_t length_bytes, struct tay_mapping *mapping_out)
{
    return map(TAY_CAP_NULL, round_up(length_bytes), TAY_MAP_READ | TAY_MAP_WRITE, mapping_out);
}

enum tay_status tay_mapping_create_shared(size_t length_bytes, struct tay_mapping *mapping_out)
{
    tay_cap_t memory;
    size_t bytes = round_up(length_bytes);
    enum tay_status status = tay_memory_create(TAY_OWN_ACCOUNT, bytes, &memory);
    if (status != TAY_OK) {
        return status;
    }
    status = map(memory, bytes, TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, mapping_out);
    if (status != TAY_OK) {
        enum tay_status closed = tay_cap_close(memory);
        (void)closed; /* ours */
    }
    return status;
}

enum tay_status tay_mapping_open(tay_cap_t memory, unsigned protection,
                                 struct tay_mapping *mapping_out)
{
    size_t length_bytes;
    size_t resident_bytes;
    if ((protection & ~PROTECTION) != 0) {
        return TAY_EINVAL;
    }
    enum tay_status status = tay_memory_query(memory, &length_bytes, &resident_bytes);
    return status != TAY_OK ? status
                            : map(memory, length_bytes, protection | TAY_MAP_SHARED, mapping_out);
}

enum tay_status tay_mapping_close(struct tay_mapping *mapping)
{
    if (mapping->address == NULL) {
        return TAY_OK;
    }
    enum tay_status status =
        tay_space_unmap(TAY_CAP_SELF, (tay_ua_t)mapping->address, mapping->length_bytes);
    if (status != TAY_OK) {
        return status;
    }
    if (mapping->memory != TAY_CAP_NULL) {
        status = tay_cap_close(mapping->memory);
    }
    *mapping = (struct tay_mapping){NULL, 0, TAY_CAP_NULL};
    return status;
}
