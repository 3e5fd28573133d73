/* SPDX-License-Identifier: MIT */
/*
 * The invariants of the kernel, each by an independent count.
 */
#include "kernel_check.h"
#include "kernel_state.h"

#include <a64_pte.h>
#include <boot/machine.h>
#include <hal/space.h>
#include <limits.h>
#include <mem/frame.h>
#include <mem/memory.h>
#include <object/reaper.h>
#include <process/process.h>
#include <string.h>

/* How often each frame of RAM is in use, and for what sum of pages an account should pay. */
struct tally {
    size_t frames;
    struct account **account;
    size_t *charged_bytes;
    size_t account_count;
    uintptr_t *slab; /* pages seen */
    size_t slab_count;
    unsigned *uses; /* of each frame of private pages, memory objects and tables, by its number */
    size_t use_room;
};

/* One more use of a frame. */
static unsigned use(struct tally *tally, const void *frame)
{
    size_t n = frame_number(frame);
    if (n >= tally->use_room) {
        size_t room = n + 1024;
        tally->uses = realloc(tally->uses, room * sizeof *tally->uses);
        check(tally->uses != NULL);
        memset(tally->uses + tally->use_room, 0, (room - tally->use_room) * sizeof *tally->uses);
        tally->use_room = room;
    }
    tally->frames += tally->uses[n] == 0;
    return ++tally->uses[n];
}

/* Every use is a reference, and every reference a use. */
static void check_uses(const struct tally *tally)
{
    for (size_t n = 0; n < tally->use_room; n++) {
        if (tally->uses[n] > 0) {
            check(frame_references(frame_of_number((uint32_t)n)) == tally->uses[n]);
        }
    }
}

static size_t *charge_of(struct tally *tally, const struct account *account)
{
    for (size_t i = 0; i < tally->account_count; i++) {
        if (tally->account[i] == account) {
            return &tally->charged_bytes[i];
        }
    }
    fputs("kernel_check: an object is charged to an account that was not found\n", stderr);
    abort();
}

/* An object's page is charged to the account that pays for it, once a page. */
static void tally_slab(struct tally *tally, const void *object)
{
    uintptr_t page = (uintptr_t)object & ~(uintptr_t)(HAL_PAGE_BYTES - 1);
    for (size_t i = 0; i < tally->slab_count; i++) {
        if (tally->slab[i] == page) {
            return;
        }
    }
    tally->slab[tally->slab_count++] = page;
    tally->frames++;
    *charge_of(tally, slab_account(object)) += HAL_PAGE_BYTES;
}

/* Capabilities ------------------------------------------------------------------------------- */

/* Counts a forest and checks its threads. */
static uint32_t check_tree(const struct cap_children *parent, const struct object *object)
{
    uint32_t count = 0;
    uintptr_t end = (uintptr_t)parent | TAG;
    uintptr_t previous = end;
    uintptr_t at = parent->first == NULL ? end : (uintptr_t)parent->first;
    while ((at & TAG) == 0) {
        const struct slot *slot = (const struct slot *)at;
        check(slot->previous == previous);
        check(slot->object == object && slot->type == object->type);
        check(slot->handle != TAY_CAP_NULL);
        count += 1 + check_tree(&slot->children, object);
        for (const struct slot *child = slot->children.first; child != NULL;
             child = (child->next & TAG) != 0 ? NULL : (const struct slot *)child->next) {
            check((child->rights & ~slot->rights) == 0);
        }
        previous = at;
        at = slot->next;
    }
    check(at == end);
    check(parent->last == ((previous & TAG) != 0 ? NULL : (struct slot *)previous));
    return count;
}

static void check_table(const struct cap_table *table)
{
    uint32_t used = 0;
    check(table->fresh <= table->mask + 1);
    for (uint32_t i = 0; i < table->fresh; i++) {
        const struct slot *slot = &table->slots[i];
        if (slot->handle != TAY_CAP_NULL) {
            check(slot->table == table);
            check((slot->handle & (TAY_SLOTS_MAX - 1) & table->mask) == i);
            check((slot->rights & ~object_type_rights(slot->type)) == 0);
            used++;
        }
    }
    uint32_t free_count = 0;
    for (const struct slot *slot = table->free_first; slot != NULL;
         slot = (const struct slot *)slot->next) {
        check(slot->handle == TAY_CAP_NULL && free_count <= table->mask);
        free_count++;
    }
    check(used == table->used && used + free_count == table->fresh);
}

/* Memory ------------------------------------------------------------------------------------- */

static void check_page(const struct mapping *mapping, tay_ua_t address, struct hal_page page)
{
    check(mapping->touched && (page.protection & ~mapping->flags) == 0);
    check(page.counted == ((mapping->flags & TAY_MAP_SHARED) == 0));
    size_t n = (address - mapping_start(mapping) + mapping->offset_bytes) >> HAL_PAGE_SHIFT;
    if (mapping->memory != NULL && mapping->memory->physical) {
        check(page.pa.value == mapping->memory->start.value + (n << HAL_PAGE_SHIFT));
        return;
    }
    void *frame = hal_linear_va(page.pa);
    void *shared = mapping->memory == NULL ? NULL : memory_frame(mapping->memory, n, false);
    if ((mapping->flags & TAY_MAP_SHARED) != 0) {
        check(frame == shared);
    } else if (frame == shared) {
        check((page.protection & TAY_MAP_WRITE) == 0 && frame_references(frame) > 1);
    } else {
        check(mapping->owns_pages); /* they are paid for */
        check((page.protection & TAY_MAP_WRITE) == 0 || frame_references(frame) == 1);
    }
}

/* Tables in use below and including this one, and the frames that their entries count. A table with
 * several users counts its frames once. */
static size_t count_tables(uint64_t *table, unsigned level, struct tally *tally)
{
    size_t tables = 1;
    bool first = use(tally, table) == 1;
    for (unsigned i = 0; i < A64_TABLE_ENTRIES; i++) {
        struct hal_pa pa = {(uintptr_t)(table[i] & A64_PTE_ADDRESS)};
        if ((table[i] & A64_PTE_VALID) == 0) {
            continue;
        }
        if (level < A64_LEVEL_LAST) {
            tables += count_tables(hal_linear_va(pa), level + 1, tally);
        } else if (first && (table[i] & A64_PTE_COUNTED) != 0) {
            use(tally, hal_linear_va(pa));
        }
    }
    return tables;
}

/* A table that several spaces use is read-only in each. */
static void check_sharing(const struct hal_space *space, tay_ua_t at)
{
    const uint64_t *level2 =
        hal_linear_va((struct hal_pa){(uintptr_t)(space->root[at >> 30] & A64_PTE_ADDRESS)});
    uint64_t entry = level2[at >> 21 & (A64_TABLE_ENTRIES - 1)];
    const void *table = hal_linear_va((struct hal_pa){(uintptr_t)(entry & A64_PTE_ADDRESS)});
    check(frame_references(table) == 1 || (entry & A64_PTE_TABLE_READ_ONLY) != 0);
}

static tay_ua_t next_page(const struct hal_space *space, tay_ua_t address, tay_ua_t limit)
{
    unsigned entries = UINT_MAX;
    return hal_space_next(space, address, limit, &entries);
}

static void check_space(const struct process *process, struct tally *tally)
{
    const struct space *space = &process->space;
    size_t mapped_bytes = 0, charged_tables = 0;
    tay_ua_t end = 0;
    for (struct mapping *mapping = space_mapping_above(space, 0); mapping != NULL;
         mapping = mapping_of_node(tree_next(&mapping->node))) {
        tay_ua_t at = next_page(&space->hal, end, mapping_start(mapping));
        check(mapping_start(mapping) >= end && at == mapping_start(mapping));
        end = mapping_end(mapping);
        mapped_bytes += mapping->length_bytes;
        bool guard = (mapping->flags & TAY_MAP_GUARD) != 0;
        check(!guard || (mapping->flags == TAY_MAP_GUARD && mapping->memory == NULL &&
                         mapping->rights == 0 && !mapping->owns_pages));
        size_t tables =
            guard ? 0 : hal_space_tables_max(mapping_start(mapping), mapping->length_bytes);
        charged_tables += tables;
        check(mapping->charged_bytes ==
              (tables << HAL_PAGE_SHIFT) + (mapping->owns_pages ? mapping->length_bytes : 0));
        *charge_of(tally, space->account) += mapping->charged_bytes;
        tally_slab(tally, mapping);
        for (at = next_page(&space->hal, mapping_start(mapping), end); at < end;
             at = next_page(&space->hal, at + HAL_PAGE_BYTES, end)) {
            struct hal_page page;
            if (hal_space_query(&space->hal, at, &page)) {
                check_page(mapping, at, page);
                check_sharing(&space->hal, at);
            }
        }
    }
    size_t tables = count_tables(space->hal.root, A64_LEVEL_FIRST, tally);
    check(tables - 1 <= charged_tables);
    check(mapped_bytes == space->mapped_bytes);
}

static void check_memory(struct memory *memory, struct tally *tally)
{
    unsigned writers = 0, executors = 0;
    for (struct list_node *node = list_first(&memory->mappings); node != NULL;
         node = list_next(&memory->mappings, node)) {
        struct mapping *mapping = container_of(node, struct mapping, in_memory);
        bool shared = (mapping->flags & TAY_MAP_SHARED) != 0;
        writers += shared && (mapping->flags & TAY_MAP_WRITE) != 0;
        executors += (mapping->flags & TAY_MAP_EXECUTE) != 0;
    }
    check(writers == memory->writers && executors == memory->executors);
    check(writers == 0 || executors == 0);
    *charge_of(tally, memory->object.account) += memory->charged_bytes;
    if (memory->physical) {
        return;
    }
    size_t pages = memory->length_bytes >> HAL_PAGE_SHIFT, resident = 0;
    size_t entries = HAL_PAGE_BYTES / sizeof(uint32_t);
    for (size_t n = 0; n < pages; n++) {
        const void *frame = memory_frame(memory, n, false);
        resident += frame != NULL;
        if (frame != NULL) {
            use(tally, frame);
        }
    }
    check(resident == memory->resident_pages);
    if (memory->levels > 0 && memory->top != 0) {
        const uint32_t *index = frame_of_number(memory->top);
        tally->frames++;
        for (size_t i = 0; memory->levels == 2 && i < entries; i++) {
            tally->frames += index[i] != 0;
        }
    }
}

/* All ---------------------------------------------------------------------------------------- */

static void check_object(struct object *object, struct tally *tally)
{
    check(!object->dead || object->references > 0 || object->type == TAY_OBJECT_account);
    check(check_tree(&object->capabilities, object) == object->capability_count);
    if (object->type == TAY_OBJECT_memory) {
        check_memory(memory_of(object), tally);
    }
    if (object->account != NULL) {
        tally_slab(tally,
                   object->type == TAY_OBJECT_thread ? (void *)thread_of(object) : (void *)object);
    }
}

static bool is_of_account(const struct account *account, const struct process *process)
{
    struct list_node *node = list_first(&account->processes);
    while (node != NULL && node != &process->in_account) {
        node = list_next(&account->processes, node);
    }
    return node != NULL;
}

/* Who clones, is cloned, and is the clone, know each other, and live. */
static void check_cloning(const struct process *process)
{
    const struct process *parent = process->cloned_from;
    const struct process *child = process->clone.child;
    if (parent != NULL) {
        check(is_of_account(process->account, parent) && parent->clone.child == process);
    }
    if (child != NULL) {
        check(is_of_account(process->account, child) && child->cloned_from == process);
        check(process->clone.by->cloning == process);
        check(process->clone.caller->process == process);
        check(process->clone.caller->call_state == CALL_TAKEN ||
              process->clone.caller->call_state == CALL_ASIDE);
    }
}

static void check_process(struct process *process, struct tally *tally)
{
    size_t slots = (size_t)process->table.mask + 1;
    size_t table_pages = cap_table_bytes(slots) >> HAL_PAGE_SHIFT;
    check_table(&process->table);
    check_cloning(process);
    check_space(process, tally);
    tally->frames += table_pages;
    *charge_of(tally, process->account) += (table_pages + 1) << HAL_PAGE_SHIFT;
    unsigned threads = 0;
    for (struct list_node *node = list_first(&process->threads); node != NULL;
         node = list_next(&process->threads, node)) {
        const struct thread *thread = container_of(node, struct thread, in_process);
        check(thread->process == process && thread->base_priority <= process->ceiling);
        check(thread->state == THREAD_READY || thread->state == THREAD_RECEIVING ||
              !list_node_is_linked(&thread->ready));
        threads++;
    }
    check(threads == process->thread_count);
}

void kernel_check(void)
{
    cores_check();
    if (reaper_has_work()) {
        return; /* something is half ended: a thread was preempted while it did that */
    }
    struct census census;
    census_take(&census);
    frame_check();
    struct tally tally = {0};
    size_t room = census.object_count + census.mapping_count;
    tally.account = calloc(room, sizeof *tally.account);
    tally.charged_bytes = calloc(room, sizeof *tally.charged_bytes);
    tally.slab = calloc(room, sizeof *tally.slab);
    check(tally.account != NULL && tally.charged_bytes != NULL && tally.slab != NULL);
    for (size_t i = 0; i < census.object_count; i++) {
        if (census.object[i]->type == TAY_OBJECT_account) {
            tally.account[tally.account_count++] = account_of(census.object[i]);
        }
    }
    for (size_t i = 0; i < census.object_count; i++) {
        check_object(census.object[i], &tally);
    }
    ipc_check(&census);
    cores_check_threads(&census);
    for (size_t i = 0; i < census.process_count; i++) {
        check_process(census.process[i], &tally);
    }
    for (size_t i = 0; i < tally.account_count; i++) {
        struct account *account = tally.account[i];
        if (account->parent != NULL) {
            *charge_of(&tally, account->parent) += account->budget_bytes;
        }
    }
    for (size_t i = 0; i < tally.account_count; i++) {
        const struct account *account = tally.account[i];
        check(account->used_bytes == tally.charged_bytes[i]);
        check(account->used_bytes <= account->budget_bytes);
    }
    check(frame_total_count() - frame_free_count() == tally.frames);
    check_uses(&tally);
    free(tally.uses);
    free(tally.account);
    free(tally.charged_bytes);
    free(tally.slab);
    census_free(&census);
}
