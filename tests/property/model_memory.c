/* SPDX-License-Identifier: MIT */
/*
 * The model's memory: a list of mapped pages, and the bytes of those that were written. A private
 * page shows what is behind it until it is written itself.
 */
#include "model.h"

#include <mem/user.h>
#include <stdlib.h>
#include <string.h>

#define PAGES 16384
#define ACCESS (TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_EXECUTE)

struct page {
    int process;
    tay_ua_t address;
    int memory; /* the object that is mapped, or MODEL_NONE */
    int behind; /* what holds its bytes: a memory object, MODEL_DEVICE, or MODEL_NONE */
    size_t number;
    unsigned flags;
    uint8_t *own; /* a private page that was written */
};

/* A page of a memory object, or of the device range, that was written. */
struct backing {
    int behind;
    size_t number;
    uint8_t *bytes;
};

static struct page pages[PAGES];
static size_t page_count;
static struct backing backings[PAGES];
static size_t backing_count;

static uint8_t *new_bytes(void)
{
    uint8_t *bytes = calloc(1, HAL_PAGE_BYTES);
    if (bytes == NULL) {
        model_fail("no memory for the model", 0);
    }
    return bytes;
}

static void drop(size_t n)
{
    free(pages[n].own);
    pages[n] = pages[--page_count];
}

void model_forget_memory(void)
{
    while (page_count > 0) {
        drop(0);
    }
    while (backing_count > 0) {
        free(backings[--backing_count].bytes);
    }
}

static bool is_in(const struct page *page, struct model_range range)
{
    return page->process == range.process && page->address >= range.start &&
           page->address - range.start < range.bytes;
}

void model_map(struct model_range range, int memory, size_t first_page, unsigned flags)
{
    int behind = MODEL_NONE;
    if (memory != MODEL_NONE) {
        behind = model_object(memory)->behind;
        first_page += model_object(memory)->first_page;
    }
    for (size_t n = 0; n < page_count; n++) {
        if (is_in(&pages[n], range)) {
            model_fail("mapped over what is mapped", pages[n].address);
        }
    }
    if ((flags & TAY_MAP_GUARD) != 0) {
        model_guard(range);
        return;
    }
    for (size_t n = 0; n < range.bytes / HAL_PAGE_BYTES; n++) {
        if (page_count == PAGES) {
            model_fail("too many pages", PAGES);
        }
        pages[page_count++] = (struct page){
            .process = range.process,
            .address = range.start + n * HAL_PAGE_BYTES,
            .memory = memory,
            .behind = behind,
            .number = first_page + n,
            .flags = flags,
        };
    }
}

void model_unmap(struct model_range range)
{
    model_unguard(range);
    for (size_t n = page_count; n > 0; n--) {
        if (is_in(&pages[n - 1], range)) {
            drop(n - 1);
        }
    }
}

void model_unmap_memory(int memory)
{
    for (size_t n = page_count; n > 0; n--) {
        if (pages[n - 1].memory == memory) {
            drop(n - 1);
        }
    }
}

void model_protect(struct model_range range, unsigned protection)
{
    for (size_t n = 0; n < page_count; n++) {
        if (is_in(&pages[n], range)) {
            pages[n].flags = (pages[n].flags & ~(unsigned)ACCESS) | protection;
        }
    }
}

void model_take_over(struct model_range range)
{
    const struct space *space = &model_object(range.process)->kernel->space;
    model_take_over_guards(space, range);
    for (size_t n = page_count; n > 0; n--) {
        struct page *page = &pages[n - 1];
        if (is_in(page, range)) {
            const struct mapping *mapping = space_mapping_above(space, page->address);
            if (mapping == NULL || mapping_start(mapping) > page->address) {
                drop(n - 1);
            } else {
                page->flags = mapping->flags;
            }
        }
    }
}

static struct page *page_at(int process, tay_ua_t address)
{
    struct model_range range = {process, address & ~(tay_ua_t)(HAL_PAGE_BYTES - 1), HAL_PAGE_BYTES};
    for (size_t n = 0; n < page_count; n++) {
        if (is_in(&pages[n], range)) {
            return &pages[n];
        }
    }
    return NULL;
}

bool model_may(int process, tay_ua_t address, unsigned access)
{
    const struct page *page = page_at(process, address);
    return page != NULL && (page->flags & access) == access;
}

/* The bytes behind a page; NULL: all zero, unless they are to be made. */
static uint8_t *bytes_behind(const struct page *page, bool make)
{
    for (size_t n = 0; n < backing_count; n++) {
        if (backings[n].behind == page->behind && backings[n].number == page->number) {
            return backings[n].bytes;
        }
    }
    if (!make || page->behind == MODEL_NONE) {
        return NULL;
    }
    if (backing_count == PAGES) {
        model_fail("too many pages written", PAGES);
    }
    backings[backing_count] = (struct backing){page->behind, page->number, new_bytes()};
    return backings[backing_count++].bytes;
}

uint8_t model_read(int process, tay_ua_t address)
{
    const struct page *page = page_at(process, address);
    const uint8_t *bytes = page->own != NULL ? page->own : bytes_behind(page, false);
    return bytes == NULL ? 0 : bytes[address % HAL_PAGE_BYTES];
}

void model_write(int process, tay_ua_t address, uint8_t value)
{
    struct page *page = page_at(process, address);
    if ((page->flags & TAY_MAP_SHARED) != 0) {
        bytes_behind(page, true)[address % HAL_PAGE_BYTES] = value;
        return;
    }
    if (page->own == NULL) {
        const uint8_t *source = bytes_behind(page, false);
        page->own = new_bytes();
        if (source != NULL) {
            memcpy(page->own, source, HAL_PAGE_BYTES);
        }
    }
    page->own[address % HAL_PAGE_BYTES] = value;
}

bool model_may_lend(struct model_range range, unsigned access)
{
    for (tay_ua_t at = range.start; at < range.start + range.bytes; at++) {
        const struct page *page = page_at(range.process, at);
        if (page == NULL || (page->flags & access) != access || page->behind == MODEL_DEVICE) {
            return false;
        }
        at |= HAL_PAGE_BYTES - 1; /* the last byte of its page */
    }
    return true;
}

static size_t room_in_page(tay_ua_t address)
{
    return HAL_PAGE_BYTES - (address & (HAL_PAGE_BYTES - 1));
}

bool model_may_copy(struct model_range to, struct model_range from)
{
    size_t done = 0;
    while (done < to.bytes) {
        struct model_range read = {from.process, from.start + done, 1};
        struct model_range write = {to.process, to.start + done, 1};
        if (!model_may_lend(read, TAY_MAP_READ) || !model_may_lend(write, TAY_MAP_WRITE)) {
            return false;
        }
        size_t source = room_in_page(read.start), destination = room_in_page(write.start);
        done += source < destination ? source : destination;
    }
    return true;
}

void model_learn(struct model_range range)
{
    struct space *space = &model_object(range.process)->kernel->space;
    for (tay_ua_t at = range.start; at < range.start + range.bytes; at++) {
        struct model_range byte = {range.process, at, 1};
        uint8_t value;
        if (model_may_lend(byte, TAY_MAP_WRITE)) {
            if (user_read(space, at, &value, 1) != 1) {
                model_fail("the kernel cannot read what it has written", at);
            }
            model_write(range.process, at, value);
        }
    }
}

void model_each_page(int process, void (*function)(int process, tay_ua_t page))
{
    for (size_t n = 0; n < page_count; n++) {
        if (pages[n].process == process && (pages[n].flags & TAY_MAP_READ) != 0) {
            function(process, pages[n].address);
        }
    }
}
