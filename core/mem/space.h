/* SPDX-License-Identifier: MIT */
/*
 * Address spaces: an ordered set of mappings that do not overlap, and the translation of the pages
 * that have been touched.
 *
 * What the pages and tables of a mapping can cost is charged when it is made, so that no fault ever
 * fails for want of memory. The page table is the record of a private page, the memory object that
 * of a shared one: each page of a private mapping carries one reference to its frame, a page of a
 * shared mapping none.
 */
#ifndef MEM_SPACE_H
#define MEM_SPACE_H

#include <hal/space.h>
#include <hal/upcall.h>
#include <lib/tree.h>
#include <mem/mapping.h>
#include <mem/memory.h>
#include <mem/slab.h>
#include <object/account.h>

struct account;

struct space {
    struct hal_space hal;
    struct tree mappings;
    struct account *account; /* pays for mappings, private pages and tables */
    size_t mapped_bytes;
    struct mapping *found; /* the one that was last used, or NULL */
    tay_ua_t base;         /* see space_base; 0: none yet */
};

struct space_range {
    tay_ua_t start;
    size_t length_bytes;
};

/* What is to be mapped. */
struct space_request {
    struct memory *memory; /* or NULL */
    size_t offset_bytes;
    struct space_range range; /* checked: whole pages of user space */
    unsigned flags;           /* TAY_MAP_; checked */
    unsigned rights;          /* what the protection may become */
};

/*
 * A random place for the mappings of a space, of user space's middle half. Its tables cost the same
 * whatever the place, as long as less than half of what two levels of tables span is mapped there:
 * it begins a piece, and one in the lower half of those that the level above spans.
 */
tay_ua_t space_random_base(void);

/* Where room is looked for first when nothing else is asked for: a random place. */
tay_ua_t space_base(struct space *space);

/* Makes an empty address space; one page has been charged for its root. False: no room for it. */
bool space_init(struct space *space, struct account *account);

/* Ends an address space without mappings. */
void space_fini(struct space *space);

/* Whether a range is whole pages of user space, at least one. */
static inline bool space_range_is_valid(struct space_range range)
{
    return ((range.start | range.length_bytes) & (HAL_PAGE_BYTES - 1)) == 0 &&
           range.length_bytes - 1 < HAL_USER_LIMIT && range.start != 0 &&
           range.start <= HAL_USER_LIMIT - range.length_bytes;
}

/* Whether nothing is mapped in a range, and where in the tree a mapping of it belongs. */
__attribute__((always_inline)) static inline bool
space_is_free(const struct space *space, struct space_range range, struct tree_place *place)
{
    *place = tree_place_of(&space->mappings, range.start);
    const struct mapping *below = mapping_of_node(place->below);
    const struct mapping *above = mapping_of_node(place->above);
    return (below == NULL || mapping_end(below) <= range.start) &&
           (above == NULL || mapping_start(above) - range.start >= range.length_bytes);
}

/* Instead of a place: a bounded part of the search is done. */
#define SPACE_SEARCHING ((tay_ua_t)1)

/* The lowest free place for `length` bytes at or above `hint`, else above the first page; 0: none.
 * A search begins with a progress of 0, and ends so. */
tay_ua_t space_find_room(const struct space *space, tay_ua_t hint, size_t length_bytes,
                         size_t *progress);

/* Whether write and execute would meet on a memory object, or NULL. */
static inline bool space_would_mix(const struct memory *memory, unsigned flags)
{
    if (memory == NULL) {
        return false;
    }
    bool writes = (flags & (TAY_MAP_SHARED | TAY_MAP_WRITE)) == (TAY_MAP_SHARED | TAY_MAP_WRITE);
    bool executes = (flags & TAY_MAP_EXECUTE) != 0;
    return (writes && memory->executors > 0) || (executes && memory->writers > 0);
}

/* Puts a mapping that is paid for into its space; the place is that of its start. */
static inline void space_attach(struct mapping *mapping, const struct tree_place *place)
{
    struct space *space = mapping->space;
    tree_insert_at(&space->mappings, &mapping->node, place);
    space->mapped_bytes += mapping->length_bytes;
    space->found = mapping;
    if (mapping->memory != NULL) {
        mapping_attach_memory(mapping);
    }
}

/* Maps a free range; its place as space_is_free told it. False: the account cannot pay. */
__attribute__((always_inline)) static inline bool
space_map(struct space *space, const struct space_request *request, const struct tree_place *place)
{
    struct mapping *mapping = slab_take(space->account, &space->account->slabs, SLAB_MAPPING);
    if (mapping == NULL) {
        return false;
    }
    mapping->node.key = request->range.start;
    mapping->space = space;
    mapping->length_bytes = request->range.length_bytes;
    mapping->memory = request->memory;
    mapping->offset_bytes = request->offset_bytes;
    mapping->flags = request->flags;
    mapping->rights = request->rights;
    mapping->owns_pages = mapping_would_own(request->memory, request->flags);
    mapping->touched = false;
    mapping->charged_bytes = mapping_charge(mapping);
    if (!account_charge(space->account, mapping->charged_bytes)) {
        slab_untake(mapping);
        return false;
    }
    space_attach(mapping, place);
    return true;
}

/* Makes a mapping like one of another space, in one that has none above. False: the account cannot
 * pay. */
bool space_map_like(struct space *space, const struct mapping *model);

/* The first mapping that ends above an address, or NULL. */
struct mapping *space_search_above(const struct space *space, tay_ua_t address);

static inline struct mapping *space_mapping_above(const struct space *space, tay_ua_t address)
{
    struct mapping *found = space->found;
    if (found != NULL && address - mapping_start(found) < found->length_bytes) {
        return found;
    }
    return space_search_above(space, address);
}

/* Splits a mapping at an address inside it. False: the account cannot pay. */
bool space_split(struct mapping *mapping, tay_ua_t address);

/* Joins a mapping with the next one, if they continue each other. */
void space_join(struct mapping *mapping);

/* Sets the bounds and flags of a mapping together with its charge. False: cannot pay more. */
bool space_set_flags(struct mapping *mapping, unsigned flags);

/* Removes some pages from the start of a mapping, with its last page the mapping. Returns up to
 * where. */
tay_ua_t space_remove_touched_step(struct mapping *mapping);

static inline tay_ua_t space_remove_step(struct mapping *mapping)
{
    if (mapping->touched) {
        return space_remove_touched_step(mapping);
    }
    tay_ua_t end = mapping_end(mapping);
    mapping_detach(mapping);
    return end;
}

/* Removes some of what is in a space that ends, whatever it shares with others; its progress begins
 * with 0. False: there is nothing left. */
bool space_end_step(struct space *space, tay_ua_t *progress);

/* Makes the piece around an address the space's own; every mapping there has paid for the table.
 * False: it has copied a table for that, which takes long. */
bool space_own(struct hal_space *space, tay_ua_t address);

enum space_access {
    SPACE_UNMAPPED, /* nothing is mapped there */
    SPACE_DENIED,
    SPACE_RESOLVED,
    SPACE_RESOLVED_LATE, /* a table was copied: no more of that without a preemption point */
};

/* Resolves an access to a page: makes or copies what is needed. */
enum space_access space_resolve(struct space *space, tay_ua_t address, unsigned access,
                                struct hal_page *page);

/* What a fault that could not be resolved is to whoever hears of it: an access in a guard is the
 * overflow of a stack. */
enum tay_fault_kind space_fault_kind(const struct space *space, const struct hal_fault *fault);

#endif
