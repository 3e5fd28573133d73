/* SPDX-License-Identifier: MIT */
/*
 * Walks translation tables as hardware does (a64_pte.h names the bits and their sources), knowing
 * nothing of how they were made. Table descriptors must leave permissions to the pages.
 */
#include "walk.h"

#include "board_test.h"

#include <a64_map.h>
#include <a64_pte.h>

/* APTable, XNTable, PXNTable, NSTable (ARM DDI 0487, D5.3.1). */
#define WALK_TABLE_ATTRIBUTES UINT64_C(0xf800000000000000)

static unsigned walk_may(uint64_t entry)
{
    bool is_user = (entry & A64_PTE_USER) != 0;
    bool is_writable = (entry & A64_PTE_READ_ONLY) == 0;
    unsigned may = is_writable ? WALK_KERNEL_WRITE : 0;

    may |= (entry & A64_PTE_PXN) == 0 ? WALK_KERNEL_EXECUTE : 0;
    may |= is_user ? WALK_USER_READ : 0;
    may |= is_user && is_writable ? WALK_USER_WRITE : 0;
    may |= (entry & A64_PTE_UXN) == 0 ? WALK_USER_EXECUTE : 0;
    return may;
}

bool walk_is_bad(const struct walk_page *page)
{
    return (page->may & (WALK_KERNEL_WRITE | WALK_USER_WRITE)) != 0 &&
           (page->may & (WALK_KERNEL_EXECUTE | WALK_USER_EXECUTE)) != 0;
}

/* Tables lie in the kernel's image, or in the linear map. */
static const uint64_t *walk_table(uint64_t pa)
{
    uint64_t image = a64_image_pa(a64_image_start);

    if (pa >= image && pa < a64_image_pa(a64_image_end)) {
        return (const uint64_t *)(A64_IMAGE_BASE + (pa - image));
    }
    return hal_linear_va((struct hal_pa){pa});
}

static unsigned walk_level(const uint64_t *table, uint64_t base, int level,
                           void (*visit)(const struct walk_page *page))
{
    unsigned pages = 0;

    for (uint64_t n = 0; n < A64_TABLE_ENTRIES; n++) {
        uint64_t va = base + (n << A64_LEVEL_SHIFT(level));
        uint64_t kind = table[n] & A64_PTE_TABLE;

        if ((kind & A64_PTE_VALID) == 0) {
            continue;
        }
        if (level < A64_LEVEL_LAST && kind == A64_PTE_TABLE) {
            test_check((table[n] & WALK_TABLE_ATTRIBUTES) == 0, "tables permit everything");
            pages += walk_level(walk_table(table[n] & A64_PTE_ADDRESS), va, level + 1, visit);
            continue;
        }
        test_check(level == A64_LEVEL_LAST ? kind == A64_PTE_PAGE : level > A64_LEVEL_FIRST,
                   "a descriptor is one of its level");
        visit(&(struct walk_page){.va = va,
                                  .pa = table[n] & A64_PTE_ADDRESS,
                                  .bytes = UINT64_C(1) << A64_LEVEL_SHIFT(level),
                                  .entry = table[n],
                                  .may = walk_may(table[n])});
        pages++;
    }
    return pages;
}

unsigned walk(const uint64_t *root, uint64_t base, void (*visit)(const struct walk_page *page))
{
    return walk_level(root, base, A64_LEVEL_FIRST, visit);
}
