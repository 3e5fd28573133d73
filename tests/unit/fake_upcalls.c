/* SPDX-License-Identifier: MIT */
/*
 * Pages of simulated RAM: a free list of page numbers, used last in, first out, so that a table
 * that was given back comes round again at once.
 */
#include "fake_upcalls.h"

#include <hal/memory.h>
#include <hal/upcall.h>
#include <limits.h>
#include <machine.h>
#include <string.h>

#define PAGES 512

static unsigned char *start;
static size_t free_page[PAGES];
static size_t free_count;
static unsigned tables;
static unsigned tables_left;
static unsigned dirty_tables;
static unsigned users[PAGES];   /* of each page that is a table */
static uint32_t entries[PAGES]; /* of each page: KERNEL_FRAME_REFERENCE for each that it has */
uint32_t *kernel_frame_entry;

void fake_start(void)
{
    struct machine_options options = {.ram_bytes = (size_t)8 << 20, .cores = 2, .seed = 7};
    const struct hal_boot *boot = machine_start(&options);

    start = hal_linear_va(boot->range[0].start);
    free_count = 0;
    while (free_count < PAGES) {
        free_page[free_count] = PAGES - 1 - free_count;
        free_count++;
    }
    tables = 0;
    tables_left = UINT_MAX;
    dirty_tables = 0;
    memset(users, 0, sizeof users);
    memset(entries, 0, sizeof entries);
    kernel_frame_entry =
        (uint32_t *)((uintptr_t)entries -
                     (boot->range[0].start.value >> HAL_PAGE_SHIFT) * sizeof *entries);
}

void fake_stop(void)
{
    machine_stop();
}

static size_t number_of(const void *page)
{
    return (size_t)((const unsigned char *)page - start) / HAL_PAGE_BYTES;
}

void *fake_page(void)
{
    if (free_count == 0) {
        machine_break("the test takes too many pages");
    }
    void *page = start + free_page[--free_count] * HAL_PAGE_BYTES;
    hal_page_clear(page);
    return page;
}

void fake_page_free(void *page)
{
    memset(page, 0xee, HAL_PAGE_BYTES);
    free_page[free_count++] = number_of(page);
}

void fake_limit_tables(unsigned count)
{
    tables_left = count;
}

unsigned fake_tables(void)
{
    return tables;
}

unsigned fake_dirty_tables(void)
{
    return dirty_tables;
}

void *kernel_table_take(struct hal_space *space)
{
    (void)space;
    if (tables_left == 0) {
        return NULL;
    }
    tables_left--;
    tables++;
    void *table = fake_page();
    users[number_of(table)] = 1;
    return table;
}

void kernel_table_hold(void *table)
{
    users[number_of(table)]++;
}

bool kernel_table_is_shared(const void *table)
{
    return users[number_of(table)] > 1;
}

void kernel_table_give(struct hal_space *space, void *table)
{
    static const unsigned char zero[1 << HAL_PAGE_SHIFT];

    (void)space;
    if (--users[number_of(table)] > 0) {
        return;
    }
    tables--;
    dirty_tables += memcmp(table, zero, sizeof zero) != 0;
    fake_page_free(table);
}

void kernel_page_drop(struct hal_pa page)
{
    entries[number_of(hal_linear_va(page))] -= KERNEL_FRAME_REFERENCE;
}

unsigned fake_holds(struct hal_pa page)
{
    return entries[number_of(hal_linear_va(page))] / KERNEL_FRAME_REFERENCE;
}
