/* SPDX-License-Identifier: MIT */
/*
 * The plain model. Invariants: an unmapped page is all zero here; bytes that were never written are
 * not kept.
 */
#include "plain_memory.h"

#include <stdlib.h>
#include <string.h>

#define OBJECT_PAGES_MAX 2048u

static struct plain_page pages[PLAIN_PROCESSES][PLAIN_PAGES];
static uint8_t *objects[PLAIN_OBJECTS][OBJECT_PAGES_MAX];
static const uint8_t zeros[HAL_PAGE_BYTES];

static uint8_t *copy_of(const uint8_t *bytes)
{
    uint8_t *copy = malloc(HAL_PAGE_BYTES);
    if (copy == NULL) {
        abort();
    }
    return memcpy(copy, bytes, HAL_PAGE_BYTES);
}

static void drop(struct plain_page *page)
{
    free(page->own);
    *page = (struct plain_page){.mapped = false};
}

void plain_forget(void)
{
    for (unsigned process = 0; process < PLAIN_PROCESSES; process++) {
        plain_end(process);
    }
    for (unsigned object = 0; object < PLAIN_OBJECTS; object++) {
        plain_make_object(object, OBJECT_PAGES_MAX);
    }
}

void plain_clone(unsigned parent, unsigned child)
{
    for (unsigned n = 0; n < PLAIN_PAGES; n++) {
        struct plain_page *page = &pages[child][n];
        *page = pages[parent][n];
        page->own = page->own == NULL ? NULL : copy_of(page->own);
    }
}

void plain_end(unsigned process)
{
    plain_unmap((struct plain_range){process, 0, PLAIN_PAGES});
}

void plain_make_object(unsigned object, unsigned count)
{
    for (unsigned n = 0; n < count; n++) {
        free(objects[object][n]);
        objects[object][n] = NULL;
    }
}

void plain_end_object(unsigned object)
{
    for (unsigned process = 0; process < PLAIN_PROCESSES; process++) {
        for (unsigned n = 0; n < PLAIN_PAGES; n++) {
            if (pages[process][n].mapped && pages[process][n].object == (int)object) {
                drop(&pages[process][n]);
            }
        }
    }
}

/* How many pages map the object and have all these flags. */
static unsigned count_uses(int object, bool shared_only, unsigned protection)
{
    unsigned uses = 0;
    for (unsigned process = 0; process < PLAIN_PROCESSES; process++) {
        for (unsigned n = 0; n < PLAIN_PAGES; n++) {
            const struct plain_page *page = &pages[process][n];
            uses += page->mapped && page->object == object && (page->shared || !shared_only) &&
                    (page->protection & protection) == protection;
        }
    }
    return uses;
}

bool plain_object_is_mapped(unsigned object)
{
    return count_uses((int)object, false, 0) > 0;
}

const uint8_t *plain_object_bytes(unsigned object, unsigned number)
{
    return objects[object][number] == NULL ? zeros : objects[object][number];
}

/* Whether write and execute would meet. */
static bool would_mix(int object, bool shared, unsigned protection)
{
    if (object == PLAIN_NOTHING) {
        return false;
    }
    bool writes = shared && (protection & TAY_MAP_WRITE) != 0;
    bool executes = (protection & TAY_MAP_EXECUTE) != 0;
    return (writes && count_uses(object, false, TAY_MAP_EXECUTE) > 0) ||
           (executes && count_uses(object, true, TAY_MAP_WRITE) > 0);
}

static bool is_free(struct plain_range range)
{
    for (unsigned n = range.first; n < range.first + range.count; n++) {
        if (n < PLAIN_PAGES && pages[range.process][n].mapped) {
            return false;
        }
    }
    return true;
}

enum tay_status plain_expect_map(struct plain_range range, const struct plain_source *source)
{
    unsigned protection = source->flags & (TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_EXECUTE);
    bool shared = (source->flags & TAY_MAP_SHARED) != 0;
    bool fixed = (source->flags & TAY_MAP_FIXED) != 0;
    if ((protection & ~source->rights) != 0) {
        return TAY_ERIGHT;
    }
    bool taken = fixed && !is_free(range);
    return taken || would_mix(source->object, shared, protection) ? TAY_ESTATE : TAY_OK;
}

enum tay_status plain_expect_protect(struct plain_range range, unsigned protection)
{
    enum tay_status status = TAY_OK;
    for (unsigned n = range.first; n < range.first + range.count; n++) {
        const struct plain_page *page = &pages[range.process][n];
        if (!page->mapped) {
            return TAY_ENOENT;
        }
        if ((protection & ~(unsigned)page->rights) != 0) {
            status = TAY_ERIGHT;
        } else if (status == TAY_OK && page->protection != protection &&
                   would_mix(page->object, page->shared, protection)) {
            status = TAY_ESTATE;
        }
    }
    return status;
}

void plain_map(struct plain_range range, const struct plain_source *source)
{
    for (unsigned i = 0; i < range.count; i++) {
        pages[range.process][range.first + i] = (struct plain_page){
            .mapped = true,
            .shared = (source->flags & TAY_MAP_SHARED) != 0,
            .protection = source->flags & (TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_EXECUTE),
            .rights = (uint8_t)source->rights,
            .object = source->object,
            .number = source->number + i,
        };
    }
}

void plain_unmap(struct plain_range range)
{
    for (unsigned n = range.first; n < range.first + range.count; n++) {
        drop(&pages[range.process][n]);
    }
}

void plain_protect(struct plain_range range, unsigned protection)
{
    for (unsigned n = range.first; n < range.first + range.count; n++) {
        pages[range.process][n].protection = (uint8_t)protection;
    }
}

unsigned plain_find_room(struct plain_range range)
{
    while (!is_free(range)) {
        range.first++;
    }
    return range.first;
}

const struct plain_page *plain_page(unsigned process, unsigned n)
{
    return &pages[process][n];
}

unsigned plain_mapped(unsigned process)
{
    unsigned mapped = 0;
    for (unsigned n = 0; n < PLAIN_PAGES; n++) {
        mapped += pages[process][n].mapped;
    }
    return mapped;
}

bool plain_may(unsigned process, unsigned n, unsigned access)
{
    return (pages[process][n].protection & access) == access;
}

const uint8_t *plain_bytes(unsigned process, unsigned n)
{
    const struct plain_page *page = &pages[process][n];
    if (page->own != NULL || page->object == PLAIN_NOTHING) {
        return page->own == NULL ? zeros : page->own;
    }
    return page->mapped ? plain_object_bytes((unsigned)page->object, page->number) : zeros;
}

void plain_write(unsigned process, unsigned n, size_t offset, const void *bytes, size_t count)
{
    struct plain_page *page = &pages[process][n];
    uint8_t **place = page->shared ? &objects[page->object][page->number] : &page->own;
    if (*place == NULL) {
        *place = copy_of(plain_bytes(process, n));
    }
    memcpy(*place + offset, bytes, count);
}
