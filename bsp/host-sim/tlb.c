/* SPDX-License-Identifier: MIT */
/*
 * The simulated TLB of each core.
 *
 * Invariant, outside of the functions of hal/space.h: each entry, of a page or of a table on the
 * way to one, says what the tables say. An entry is filled in when user code uses it (or by
 * machine_prefetch) and goes only by maintenance or when another takes its place, so maintenance
 * that is missing is seen.
 */
#include <a64_tlb.h>

#include "state.h"

#include <a64_pte.h>
#include <inttypes.h>

static tay_ua_t address_of(const struct tlb_entry *entry)
{
    return (tay_ua_t)entry->number << A64_LEVEL_SHIFT(entry->level);
}

static uint64_t now_in_tables(const struct tlb_entry *entry)
{
    return walk_to(entry->root_pa, address_of(entry), entry->level);
}

/* What may change between two valid descriptors without a break: permissions (D5.10.1). */
static bool needs_break(uint64_t old, uint64_t new)
{
    const uint64_t permissions =
        A64_PTE_READ_ONLY | A64_PTE_PXN | A64_PTE_UXN | A64_PTE_TABLE_READ_ONLY;

    return (new &A64_PTE_VALID) != 0 && ((old ^ new) & ~permissions) != 0;
}

static void check_break(const struct tlb_entry *entry)
{
    uint64_t new = now_in_tables(entry);

    if (needs_break(entry->descriptor, new)) {
        machine_break("no break before make: address 0x%" PRIxPTR ", level %u, 0x%" PRIx64
                      " became 0x%" PRIx64,
                      address_of(entry), entry->level, entry->descriptor, new);
    }
}

static void check_current(const struct tlb_entry *entry)
{
    uint64_t new = now_in_tables(entry);

    if (entry->descriptor != new) {
        machine_break("stale translation: ASID %u, address 0x%" PRIxPTR ", level %u, 0x%" PRIx64
                      " in a TLB, 0x%" PRIx64 " in the table",
                      entry->asid, address_of(entry), entry->level, entry->descriptor, new);
    }
}

/* The first used entry of a core at or behind `*from`, which moves behind it; NULL: there is none.
 */
static struct tlb_entry *next_used(struct hardware_core *core, unsigned *from)
{
    while (*from < TLB_ENTRIES) {
        uint64_t used = core->tlb_used[*from / 64] >> *from % 64;
        if (used == 0) {
            *from = (*from / 64 + 1) * 64;
            continue;
        }
        *from += (unsigned)__builtin_ctzll(used);
        return &core->tlb[(*from)++];
    }
    return NULL;
}

static void forget(struct hardware_core *core, const struct tlb_entry *entry)
{
    size_t n = (size_t)(entry - core->tlb);
    core->tlb_used[n / 64] &= ~(UINT64_C(1) << n % 64);
}

/* Calls a function for every entry of every core. */
static void for_each(void (*function)(const struct tlb_entry *))
{
    for (unsigned i = 0; i < hardware.core_count; i++) {
        const struct tlb_entry *entry;
        for (unsigned from = 0; (entry = next_used(&hardware.core[i], &from)) != NULL;) {
            function(entry);
        }
    }
}

void a64_table_publish(void)
{
    for_each(check_break);
}

void a64_tlb_page(uint16_t asid, tay_ua_t address)
{
    for_each(check_break);
    for (unsigned i = 0; i < hardware.core_count; i++) {
        const struct tlb_entry *entry;
        for (unsigned from = 0; (entry = next_used(&hardware.core[i], &from)) != NULL;) {
            if (entry->asid == asid && entry->number == address >> A64_LEVEL_SHIFT(entry->level)) {
                forget(&hardware.core[i], entry);
            }
        }
    }
}

void a64_tlb_pages(uint16_t asid, const tay_ua_t *address, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        a64_tlb_page(asid, address[i]);
    }
}

void a64_tlb_space(uint16_t asid)
{
    for (unsigned i = 0; i < hardware.core_count; i++) {
        const struct tlb_entry *entry;
        for (unsigned from = 0; (entry = next_used(&hardware.core[i], &from)) != NULL;) {
            if (entry->asid == asid) {
                forget(&hardware.core[i], entry);
            }
        }
    }
}

void a64_space_install(const struct hal_space *space)
{
    struct hardware_core *core = &hardware.core[hardware.self];

    core->has_space = space != NULL;
    if (space != NULL) {
        core->space = *space;
    }
}

static size_t slot_of(const struct tlb_entry *entry)
{
    return (entry->number * 7 + entry->asid * 31u + entry->level * 101u) % TLB_ENTRIES;
}

/* One step of a walk: the descriptor at a level, through the TLB; 0 if it is not valid. */
static uint64_t look_up(const struct hal_space *space, tay_ua_t address, unsigned level)
{
    struct hardware_core *core = &hardware.core[hardware.self];
    struct tlb_entry wanted = {space->asid, level, address >> A64_LEVEL_SHIFT(level),
                               machine_linear_pa(space->root), 0};
    size_t slot = slot_of(&wanted);
    const struct tlb_entry *entry = &core->tlb[slot];

    if ((core->tlb_used[slot / 64] >> slot % 64 & 1) != 0 && entry->asid == wanted.asid &&
        entry->level == level && entry->number == wanted.number) {
        check_current(entry);
        return entry->descriptor;
    }
    wanted.descriptor = now_in_tables(&wanted);
    if ((wanted.descriptor & A64_PTE_VALID) == 0) {
        return 0;
    }
    walk_check(wanted.descriptor, level);
    core->tlb[slot] = wanted;
    core->tlb_used[slot / 64] |= UINT64_C(1) << slot % 64;
    return wanted.descriptor;
}

static bool is_allowed(uint64_t descriptor, enum hal_fault_kind access)
{
    if (access == HAL_FAULT_WRITE) {
        return (descriptor & A64_PTE_READ_ONLY) == 0;
    }
    return access != HAL_FAULT_EXECUTE || (descriptor & A64_PTE_UXN) == 0;
}

void *machine_translate(tay_ua_t address, enum hal_fault_kind access)
{
    const struct hardware_core *core = &hardware.core[hardware.self];
    uint64_t descriptor = 0;

    if (!core->has_space || address >= HAL_USER_LIMIT) {
        return NULL;
    }
    for (unsigned level = A64_LEVEL_FIRST; level <= A64_LEVEL_LAST; level++) {
        descriptor = look_up(&core->space, address, level);
        if (descriptor == 0) {
            return NULL;
        }
    }
    if (!is_allowed(descriptor, access)) {
        return NULL;
    }
    uint64_t pa = (descriptor & A64_PTE_ADDRESS) | address % HAL_PAGE_BYTES;
    if (access == HAL_FAULT_EXECUTE) {
        memory_check_code(pa);
    }
    return memory_at(pa);
}

/* Loads what a table, which begins to translate at `address`, leads to. */
static void prefetch(const struct hal_space *space, uint64_t table_pa, tay_ua_t address,
                     unsigned level)
{
    const uint64_t *table = memory_at(table_pa);

    for (unsigned i = 0; i < A64_TABLE_ENTRIES; i++) {
        if ((table[i] & A64_PTE_VALID) != 0) {
            uint64_t descriptor = look_up(space, address, level);
            if (level < A64_LEVEL_LAST) {
                prefetch(space, descriptor & A64_PTE_ADDRESS, address, level + 1);
            }
        }
        address += (tay_ua_t)1 << A64_LEVEL_SHIFT(level);
    }
}

void machine_prefetch(void)
{
    unsigned self = hardware.self;

    for (unsigned i = 0; i < hardware.core_count; i++) {
        hardware.self = i;
        const struct hal_space *space = &hardware.core[i].space;
        if (hardware.core[i].has_space) {
            prefetch(space, machine_linear_pa(space->root), 0, A64_LEVEL_FIRST);
        }
    }
    hardware.self = self;
}

void machine_check(void)
{
    for_each(check_current);
    if (hardware.locks_held != 0) {
        machine_break("the kernel returned with its lock held");
    }
}
