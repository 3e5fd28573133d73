/* SPDX-License-Identifier: MIT */
/*
 * The comparison: by the page table and the memory objects, and by reading.
 */
#include "memory_check.h"

#include <mem/frame.h>
#include <mem/memory.h>
#include <process/process.h>
#include <string.h>

static const uint8_t zeros[HAL_PAGE_BYTES];

static void compare(unsigned program, unsigned n, const uint8_t *found)
{
    const uint8_t *wanted = plain_bytes(program, n);
    if (memcmp(found, wanted, HAL_PAGE_BYTES) == 0) {
        return;
    }
    size_t i = 0;
    while (found[i] == wanted[i]) {
        i++;
    }
    scene_fail("program %u, page %u (0x%lx), byte %zu: is 0x%02x, should be 0x%02x", program, n,
               (unsigned long)plain_address(n), i, found[i], wanted[i]);
}

/* The mapping of a page is what the model says. */
static void compare_mapping(unsigned program, unsigned n, const struct mapping *mapping)
{
    const struct plain_page *page = plain_page(program, n);
    bool mapped = mapping != NULL && mapping_start(mapping) <= plain_address(n);
    if (mapped != page->mapped) {
        scene_fail("program %u, page %u: mapped is %d", program, n, mapped);
    }
    if (!mapped) {
        return;
    }
    unsigned flags = page->protection | (page->shared ? TAY_MAP_SHARED : 0);
    const struct memory *memory =
        page->object == PLAIN_NOTHING ? NULL : scene.object[page->object].kernel;
    size_t offset = plain_address(n) - mapping_start(mapping) + mapping->offset_bytes;
    if (mapping->flags != flags || mapping->memory != memory ||
        (memory != NULL && offset != (size_t)page->number * HAL_PAGE_BYTES)) {
        scene_fail("program %u, page %u: flags 0x%x, should be 0x%x, or another object", program, n,
                   mapping->flags, flags);
    }
}

static void check_translated(unsigned program, unsigned n, const struct hal_page *page)
{
    const struct plain_page *plain = plain_page(program, n);
    if (!plain->mapped || (page->protection & ~(unsigned)plain->protection) != 0) {
        scene_fail("program %u, page %u: more rights (0x%x) than mapped", program, n,
                   page->protection);
    }
    bool writable = (page->protection & TAY_MAP_WRITE) != 0;
    void *frame = hal_linear_va(page->pa);
    if (page->counted == plain->shared ||
        (writable && !plain->shared && frame_references(frame) != 1)) {
        scene_fail("program %u, page %u: a private page has other users, or is not counted",
                   program, n);
    }
    compare(program, n, frame);
}

static void check_page(unsigned program, unsigned n)
{
    struct process *process = scene.program[program].kernel;
    const struct mapping *mapping = space_mapping_above(&process->space, plain_address(n));
    struct hal_page page;
    compare_mapping(program, n, mapping);
    if (hal_space_query(&process->space.hal, plain_address(n), &page)) {
        check_translated(program, n, &page);
    } else if (plain_page(program, n)->mapped) {
        const void *found = NULL;
        if (mapping->memory != NULL) {
            found = memory_frame(mapping->memory, plain_page(program, n)->number, false);
        }
        compare(program, n, found == NULL ? zeros : found);
    }
}

static void check_size(unsigned program)
{
    size_t mapped = scene.program[program].kernel->space.mapped_bytes;
    if (mapped != (size_t)plain_mapped(program) * HAL_PAGE_BYTES) {
        scene_fail("program %u: %zu bytes are mapped", program, mapped);
    }
}

void check_program(unsigned program)
{
    for (unsigned n = 0; n < PLAIN_PAGES; n++) {
        check_page(program, n);
    }
    check_size(program);
}

void check_range(struct plain_range range)
{
    for (unsigned program = 0; program < PLAIN_PROCESSES; program++) {
        bool settled = scene.program[program].live && scene.changing != (int)program;
        for (unsigned n = range.first; settled && n < range.first + range.count; n++) {
            check_page(program, n);
        }
    }
    if (scene.program[range.process].live && scene.changing != (int)range.process) {
        check_size(range.process);
    }
}

static void check_object(unsigned object)
{
    for (unsigned n = 0; n < scene.object[object].pages; n++) {
        const void *found = memory_frame(scene.object[object].kernel, n, false);
        if (memcmp(found == NULL ? zeros : found, plain_object_bytes(object, n), HAL_PAGE_BYTES) !=
            0) {
            scene_fail("object %u, page %u has other bytes", object, n);
        }
    }
}

void check_all(void)
{
    for (unsigned program = 0; program < PLAIN_PROCESSES; program++) {
        if (scene.program[program].live) {
            check_program(program);
        }
    }
    for (unsigned object = 0; object < PLAIN_OBJECTS; object++) {
        if (scene.object[object].live) {
            check_object(object);
        }
    }
}

void check_by_reading(unsigned program)
{
    static uint8_t bytes[HAL_PAGE_BYTES];
    scene_tell("program %u reads all that it can", program);
    for (unsigned n = 0; n < PLAIN_PAGES; n++) {
        /* Of what was never written only some, near the borders. */
        bool near = n % PLAIN_PIECE < 8 || n % PLAIN_PIECE >= PLAIN_PIECE - 8;
        if (plain_may(program, n, TAY_MAP_READ) && (near || plain_page(program, n)->own != NULL)) {
            scene_act(scene.program[program].context);
            if (!sim_read(plain_address(n), bytes, sizeof bytes)) {
                scene_fail("program %u cannot read page %u", program, n);
            }
            compare(program, n, bytes);
        }
    }
}
