/* SPDX-License-Identifier: MIT */
/*
 * Mapping single pages of the simulated RAM's file. The sanitizer's own mmap is passed by: it would
 * forget what is poisoned there.
 */
#define _GNU_SOURCE /* syscall */
#include "pages.h"

#include "program.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct page {
    tay_ua_t address;
    const void *memory;
    bool writable;
};

/* So many pages are mapped again when their address space runs again; from more, those that are
 * touched: init reads its archive once. */
#define KEPT_MAX 24

/* Pages that an address space had when it ran last, in order of their addresses. */
struct pages {
    const void *root;
    size_t count;
    size_t room;
    struct page *page;
};

static struct pages *spaces;
static size_t space_count;
static size_t active; /* an index, if has_active */
static bool has_active;

/* Pages that are not the machine's: see pages_lend. */
#define LENT_MAX 4096
static tay_ua_t lent[LENT_MAX];
static size_t lent_count;

extern char __executable_start[], end[];

static void unmap(tay_ua_t address, size_t length_bytes)
{
    syscall(SYS_munmap, address, length_bytes);
}

/* Whether something of the test itself lies there. */
static bool is_taken(tay_ua_t address)
{
    return address >= PAGES_LIMIT || (address >= (tay_ua_t)__executable_start &&
                                      address < (tay_ua_t)end && !program_has_data(address));
}

static void map(const struct page *page)
{
    size_t offset_bytes;
    int file = machine_memory_file(page->memory, &offset_bytes);
    int protection = PROT_READ | (page->writable ? PROT_WRITE : 0);

    if (is_taken(page->address)) {
        machine_break("a program has memory at 0x%lx, where the test itself lies: another seed may "
                      "help",
                      (unsigned long)page->address);
    }
    if (file < 0) {
        machine_break("a program uses a device at 0x%lx; the simulated machine has none",
                      (unsigned long)page->address);
    }
    long mapped = syscall(SYS_mmap, page->address, HAL_PAGE_BYTES, protection,
                          MAP_SHARED | MAP_FIXED, file, offset_bytes);
    if (mapped != (long)page->address) {
        machine_break("cannot map a page at 0x%lx", (unsigned long)page->address);
    }
}

static bool is_current(const struct page *page)
{
    enum hal_fault_kind access = page->writable ? HAL_FAULT_WRITE : HAL_FAULT_READ;
    return machine_translate(page->address, access) == page->memory;
}

static struct pages *find(const void *root)
{
    for (size_t i = 0; i < space_count; i++) {
        if (spaces[i].root == root) {
            return &spaces[i];
        }
    }
    spaces = realloc(spaces, (space_count + 1) * sizeof *spaces);
    if (spaces == NULL) {
        machine_break("no memory for address spaces");
    }
    spaces[space_count] = (struct pages){.root = root};
    return &spaces[space_count++];
}

/* Pages that lie side by side go together: each call costs more than the page. */
static void leave(void)
{
    if (!has_active) {
        return;
    }
    struct pages *space = &spaces[active];
    for (size_t from = 0, to = 1; from < space->count; from = to++) {
        while (to < space->count &&
               space->page[to].address == space->page[to - 1].address + HAL_PAGE_BYTES) {
            to++;
        }
        unmap(space->page[from].address, (to - from) * HAL_PAGE_BYTES);
    }
    if (space->count > KEPT_MAX) {
        space->count = 0;
    }
    has_active = false;
}

void pages_enter(const void *root)
{
    bool stays = has_active && spaces[active].root == root;
    if (!stays) {
        leave();
    }
    struct pages *space = find(root);
    size_t kept = 0;
    for (size_t i = 0; i < space->count; i++) {
        struct page page = space->page[i];
        if (!is_current(&page)) {
            if (stays) {
                unmap(page.address, HAL_PAGE_BYTES);
            }
            continue;
        }
        if (!stays) {
            map(&page);
        }
        space->page[kept++] = page;
    }
    space->count = kept;
    active = (size_t)(space - spaces);
    has_active = true;
}

/* Keeps the order. A page that could be read only may have become one to write. */
static struct page *place_for(struct pages *space, tay_ua_t address)
{
    size_t at = 0;

    while (at < space->count && space->page[at].address < address) {
        at++;
    }
    if (at < space->count && space->page[at].address == address) {
        return &space->page[at];
    }
    if (space->count == space->room) {
        space->room = space->room * 2 + 16;
        space->page = realloc(space->page, space->room * sizeof *space->page);
        if (space->page == NULL) {
            machine_break("no memory for pages");
        }
    }
    memmove(&space->page[at + 1], &space->page[at], (space->count - at) * sizeof *space->page);
    space->count++;
    return &space->page[at];
}

bool pages_fill(tay_ua_t address, enum hal_fault_kind access)
{
    tay_ua_t start = address & ~(tay_ua_t)(HAL_PAGE_BYTES - 1);

    bool is_data = access == HAL_FAULT_READ || access == HAL_FAULT_WRITE;
    if (!is_data || machine_translate(address, access) == NULL) {
        return false;
    }
    const void *memory = machine_translate(start, HAL_FAULT_WRITE);
    struct page page = {.address = start, .memory = memory, .writable = memory != NULL};
    if (memory == NULL) {
        page.memory = machine_translate(start, HAL_FAULT_READ);
    }
    map(&page);
    *place_for(&spaces[active], start) = page;
    return true;
}

void pages_keep(tay_ua_t address)
{
    const struct pages *space = &spaces[active];
    tay_ua_t start = address & ~(tay_ua_t)(HAL_PAGE_BYTES - 1);

    for (size_t i = 0; i < space->count; i++) {
        if (space->page[i].address == start && space->page[i].writable) {
            return;
        }
    }
    pages_fill(address, HAL_FAULT_WRITE);
}

void pages_lend(tay_ua_t address)
{
    tay_ua_t start = address & ~(tay_ua_t)(HAL_PAGE_BYTES - 1);

    if (lent_count == LENT_MAX ||
        syscall(SYS_mmap, start, HAL_PAGE_BYTES, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != (long)start) {
        machine_break("cannot lend a page at 0x%lx", (unsigned long)start);
    }
    lent[lent_count++] = start;
}

void pages_clear(void)
{
    leave();
    while (lent_count > 0) {
        unmap(lent[--lent_count], HAL_PAGE_BYTES);
    }
    for (size_t i = 0; i < space_count; i++) {
        free(spaces[i].page);
    }
    free(spaces);
    spaces = NULL;
    space_count = 0;
    program_restore();
}
