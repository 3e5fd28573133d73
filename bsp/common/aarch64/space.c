/* SPDX-License-Identifier: MIT */
/*
 * User address spaces: three levels of translation tables for 39 bits of address.
 *
 * Invariant: a table descriptor counts the descriptors in use of the table that it points to, and
 * no table below the root is empty, so a space without pages is its root alone. A valid descriptor
 * is never replaced by another valid one with a different meaning: it is made invalid and forgotten
 * by the TLB first (break-before-make, ARM DDI 0487, D5.10.1). Portable: the descriptors are those
 * of AArch64, the TLB is behind a64_tlb.h.
 */
#include <hal/space.h>

#include <a64_asid.h>
#include <a64_pte.h>
#include <a64_tlb.h>
#include <hal/upcall.h>

_Static_assert(HAL_PAGE_SHIFT == A64_LEVEL_SHIFT(A64_LEVEL_LAST), "a page is a level 3 entry");
_Static_assert(HAL_USER_LIMIT >> A64_LEVEL_SHIFT(A64_LEVEL_FIRST) == A64_TABLE_ENTRIES,
               "the root covers user space");

/* The entries that translate an address, by level; [0] is unused. */
struct path {
    uint64_t *entry[A64_LEVEL_LAST + 1];
};

static bool is_valid(uint64_t descriptor)
{
    return (descriptor & A64_PTE_VALID) != 0;
}

static unsigned count_of(uint64_t descriptor)
{
    return (unsigned)((descriptor & A64_PTE_COUNT) >> A64_PTE_COUNT_SHIFT);
}

static uint64_t *table_of(uint64_t descriptor)
{
    return hal_linear_va((struct hal_pa){(uintptr_t)(descriptor & A64_PTE_ADDRESS)});
}

static uint64_t *entry_in(uint64_t *table, tay_ua_t address, unsigned level)
{
    return &table[(address >> A64_LEVEL_SHIFT(level)) % A64_TABLE_ENTRIES];
}

/* Release: walkers on other cores see what the table or page holds before they see the entry. */
static void entry_set(uint64_t *entry, uint64_t descriptor)
{
    __atomic_store_n(entry, descriptor, __ATOMIC_RELEASE);
}

/* Follows the tables to an address. Returns the level of the last entry that there is: level 3, or
 * above it an invalid one. */
static unsigned walk(const struct hal_space *space, tay_ua_t address, struct path *path)
{
    unsigned level = A64_LEVEL_FIRST;
    uint64_t *table = space->root;

    for (;;) {
        path->entry[level] = entry_in(table, address, level);
        if (level == A64_LEVEL_LAST || !is_valid(*path->entry[level])) {
            return level;
        }
        table = table_of(*path->entry[level]);
        level++;
    }
}

/* The entry of a mapped page, or NULL. */
static uint64_t *page_entry(const struct hal_space *space, tay_ua_t address, struct path *path)
{
    unsigned level = walk(space, address, path);
    uint64_t *entry = path->entry[level];
    return level == A64_LEVEL_LAST && is_valid(*entry) ? entry : NULL;
}

static uint64_t page_descriptor(struct hal_pa pa, unsigned protection, uint64_t attribute)
{
    uint64_t descriptor = pa.value | attribute | A64_PTE_PAGE | A64_PTE_USER |
                          A64_PTE_INNER_SHARED | A64_PTE_ACCESSED | A64_PTE_NOT_GLOBAL |
                          A64_PTE_PXN;
    if ((protection & TAY_MAP_EXECUTE) == 0) {
        descriptor |= A64_PTE_UXN;
    }
    if ((protection & TAY_MAP_WRITE) == 0) {
        descriptor |= A64_PTE_READ_ONLY;
    }
    return descriptor;
}

static uint64_t attribute_of(enum hal_caching caching)
{
    static const uint8_t index[] = {
        [HAL_CACHED] = A64_MAIR_CACHED,
        [HAL_NONCACHEABLE] = A64_MAIR_NONCACHEABLE,
        [HAL_DEVICE] = A64_MAIR_DEVICE,
    };
    return (uint64_t)index[caching] << A64_PTE_ATTRIBUTE_SHIFT;
}

static void describe(uint64_t descriptor, struct hal_page *page)
{
    page->pa.value = (uintptr_t)(descriptor & A64_PTE_ADDRESS);
    page->protection = TAY_MAP_READ;
    if ((descriptor & A64_PTE_READ_ONLY) == 0) {
        page->protection |= TAY_MAP_WRITE;
    }
    if ((descriptor & A64_PTE_UXN) == 0) {
        page->protection |= TAY_MAP_EXECUTE;
    }
}

/*
 * Takes out of the tree every table on the path, from the one below entry[level] upwards, that is
 * empty; forgets the address; then gives the tables back.
 */
static void prune(struct hal_space *space, tay_ua_t address, const struct path *path,
                  unsigned level)
{
    void *empty[A64_LEVEL_LAST];
    unsigned empty_count = 0;

    for (; level >= A64_LEVEL_FIRST && count_of(*path->entry[level]) == 0; level--) {
        empty[empty_count++] = table_of(*path->entry[level]);
        entry_set(path->entry[level], 0);
        if (level > A64_LEVEL_FIRST) {
            *path->entry[level - 1] -= A64_PTE_COUNT_ONE;
        }
    }
    a64_tlb_page(space->asid, address);
    while (empty_count > 0) {
        kernel_table_give(space, empty[--empty_count]);
    }
}

bool hal_space_init(struct hal_space *space)
{
    uint16_t asid = a64_asid_take();

    if (asid == A64_ASID_NONE) {
        return false;
    }
    space->asid = asid;
    space->root = kernel_table_take(space);
    if (space->root == NULL) {
        a64_asid_give(asid);
        return false;
    }
    return true;
}

void hal_space_fini(struct hal_space *space)
{
    a64_tlb_space(space->asid);
    a64_asid_give(space->asid);
    kernel_table_give(space, space->root);
    space->root = NULL;
    space->asid = A64_ASID_NONE;
}

size_t hal_space_tables_max(tay_ua_t address, size_t bytes)
{
    size_t tables = 0;

    if (bytes == 0) {
        return 0;
    }
    for (unsigned level = A64_LEVEL_FIRST; level < A64_LEVEL_LAST; level++) {
        unsigned shift = A64_LEVEL_SHIFT(level);
        tables += ((address + bytes - 1) >> shift) - (address >> shift) + 1;
    }
    return tables;
}

/* Makes the tables that are missing between entry[level] and the page. */
static bool extend(struct hal_space *space, tay_ua_t address, struct path *path, unsigned level)
{
    for (; level < A64_LEVEL_LAST; level++) {
        uint64_t *table = kernel_table_take(space);
        if (table == NULL) {
            if (level > A64_LEVEL_FIRST) {
                prune(space, address, path, level - 1);
            }
            return false;
        }
        entry_set(path->entry[level], hal_linear_pa(table).value | A64_PTE_TABLE);
        if (level > A64_LEVEL_FIRST) {
            *path->entry[level - 1] += A64_PTE_COUNT_ONE;
        }
        path->entry[level + 1] = entry_in(table, address, level + 1);
    }
    return true;
}

bool hal_space_map(struct hal_space *space, tay_ua_t address, struct hal_pa pa, unsigned protection,
                   enum hal_caching caching)
{
    struct path path;
    unsigned level = walk(space, address, &path);

    if (!extend(space, address, &path, level)) {
        return false;
    }
    entry_set(path.entry[A64_LEVEL_LAST], page_descriptor(pa, protection, attribute_of(caching)));
    *path.entry[A64_LEVEL_LAST - 1] += A64_PTE_COUNT_ONE;
    a64_table_publish();
    return true;
}

bool hal_space_unmap(struct hal_space *space, tay_ua_t address, struct hal_page *page)
{
    struct path path;
    uint64_t *entry = page_entry(space, address, &path);

    if (entry == NULL) {
        return false;
    }
    describe(*entry, page);
    entry_set(entry, 0);
    *path.entry[A64_LEVEL_LAST - 1] -= A64_PTE_COUNT_ONE;
    prune(space, address, &path, A64_LEVEL_LAST - 1);
    return true;
}

void hal_space_change(struct hal_space *space, tay_ua_t address, struct hal_pa pa,
                      unsigned protection)
{
    struct path path;
    uint64_t *entry = page_entry(space, address, &path);
    uint64_t attribute = *entry & A64_PTE_ATTRIBUTE;

    entry_set(entry, 0);
    a64_tlb_page(space->asid, address);
    entry_set(entry, page_descriptor(pa, protection, attribute));
    a64_table_publish();
}

bool hal_space_query(const struct hal_space *space, tay_ua_t address, struct hal_page *page)
{
    struct path path;
    const uint64_t *entry = page_entry(space, address, &path);

    if (entry == NULL) {
        return false;
    }
    describe(*entry, page);
    return true;
}

tay_ua_t hal_space_next(const struct hal_space *space, tay_ua_t address, tay_ua_t limit)
{
    while (address < limit) {
        struct path path;
        unsigned level = walk(space, address, &path);
        if (is_valid(*path.entry[level])) {
            return address;
        }
        /* Nothing is mapped in all that this entry spans. */
        address = ((address >> A64_LEVEL_SHIFT(level)) + 1) << A64_LEVEL_SHIFT(level);
    }
    return limit;
}

void hal_space_activate(const struct hal_space *space)
{
    a64_space_install(space);
}
