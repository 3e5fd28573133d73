/* SPDX-License-Identifier: MIT */
/*
 * Steps that change an address space. Most happen near the borders of pieces, so that tables are
 * shared, split and dropped; some span whole pieces.
 */
#include "memory_space.h"
#include "memory_check.h"
#include "memory_event.h"
#include "memory_life.h"
#include "memory_step.h"

#include <limits.h>
#include <mem/memory.h>
#include <object/account.h>
#include <process/process.h>

#define ACCESS (TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_EXECUTE)
/* The most that splitting mappings may cost. */
#define SPLIT_BYTES (16 * HAL_PAGE_BYTES)

struct plain_range space_choose_wide(unsigned program)
{
    static const unsigned counts[] = {PLAIN_PIECE - 1, PLAIN_PIECE, PLAIN_PIECE + 3};
    unsigned border = (1 + scene_choose(2)) * PLAIN_PIECE;
    return (struct plain_range){program, border - scene_choose(2) * scene_choose(4),
                                choose_from(&scene.choice, counts)};
}

struct plain_range space_choose_range(unsigned program)
{
    unsigned border = (1 + scene_choose(3)) * PLAIN_PIECE;
    struct plain_range range = {program, border - 6 + scene_choose(12), 1 + scene_choose(8)};
    return scene_choose(8) == 0 ? space_choose_wide(program) : range;
}

unsigned space_choose_protection(void)
{
    static const unsigned protections[] = {TAY_MAP_READ, TAY_MAP_READ | TAY_MAP_WRITE,
                                           TAY_MAP_READ | TAY_MAP_WRITE,
                                           TAY_MAP_READ | TAY_MAP_EXECUTE};
    return choose_from(&scene.choice, protections);
}

/* Not long ranges as a whole: their ends. */
void space_check_ends(struct plain_range range)
{
    struct plain_range end = range;
    if (range.count > 12) {
        range.count = 6;
        end.first += end.count - 6;
        end.count = 6;
        check_range(end);
    }
    check_range(range);
}

/* The handle by which `by` acts on a program. */
tay_cap_t space_handle(unsigned n, const struct hal_context *by)
{
    return by == scene.program[n].context ? TAY_CAP_SELF : scene.program[n].process;
}

/* What a call gave, if the program was not ended meanwhile: true. What could be refused for want of
 * memory must have been short of it. */
bool space_judge(unsigned n, enum tay_status status, enum tay_status wanted, size_t cost_bytes)
{
    if (!scene.program[n].live) {
        event(EVENT_SPACE_KILLED);
        return false;
    }
    bool unpaid = status == TAY_ENOMEM && wanted == TAY_OK;
    if (scene.changing >= 0 && (status == TAY_ESTATE || wanted == TAY_ESTATE)) {
        wanted = status; /* what others map of an object is not settled */
    }
    if (status != wanted && !unpaid) {
        scene_fail("status %u, should be %u", status, wanted);
    }
    if (unpaid) {
        const struct account *account = scene.program[n].kernel->account;
        size_t left = account->budget_bytes - account->used_bytes;
        if (left > cost_bytes + SPLIT_BYTES) {
            scene_fail("no memory, though the account has %zu bytes", left);
        }
    }
    if (status == TAY_EAGAIN) {
        event(EVENT_HELD);
    }
    return true;
}

/* How far a change has come that failed for want of memory. */
static void follow(struct plain_range range, unsigned protection)
{
    const struct process *process = scene.program[range.process].kernel;
    for (unsigned n = range.first; n < range.first + range.count; n++) {
        const struct mapping *mapping = space_mapping_above(&process->space, plain_address(n));
        bool mapped = mapping != NULL && mapping_start(mapping) <= plain_address(n);
        struct plain_range page = {range.process, n, 1};
        if (!mapped && protection == 0) {
            plain_unmap(page);
        } else if (mapped && (mapping->flags & ACCESS) == protection) {
            plain_protect(page, protection);
        }
    }
}

/* Whether a whole piece of the range lies in one mapping, and in a table that others use, too. */
static bool spans_shared_table(struct plain_range range)
{
    const struct space *space = &scene.program[range.process].kernel->space;
    unsigned piece = (range.first + PLAIN_PIECE - 1) / PLAIN_PIECE * PLAIN_PIECE;
    tay_ua_t start = plain_address(piece), end = plain_address(piece + PLAIN_PIECE);
    if (end > plain_address(range.first + range.count)) {
        return false;
    }
    const struct mapping *mapping = space_mapping_above(space, start);
    return mapping != NULL && mapping_start(mapping) <= start && mapping_end(mapping) >= end &&
           scene_table_is_shared(&space->hal, start);
}

static void unmap(struct plain_range range, struct hal_context *by)
{
    unsigned n = range.process;
    struct tay_message out;
    struct scene_call call = {by,
                              space_handle(n, by),
                              TAY_OP_space_unmap,
                              {plain_address(range.first), range.count * HAL_PAGE_BYTES},
                              0};
    enum tay_status wanted = process_is_held(scene.program[n].kernel) ? TAY_EAGAIN : TAY_OK;
    bool whole = spans_shared_table(range);
    scene_tell("unmap in program %u by %p: page %u, %u pages", n, (void *)by, range.first,
               range.count);
    enum tay_status status = scene_call(&call, &out);
    if (space_judge(n, status, wanted, 0)) {
        if (status == TAY_OK) {
            event(whole ? EVENT_UNMAPPED_WHOLE : EVENT_UNMAPPED);
            plain_unmap(range);
        } else if (status == TAY_ENOMEM) {
            event(EVENT_UNMAP_UNPAID);
            follow(range, 0);
        }
        space_check_ends(range);
    }
}

static void note_protect(enum tay_status status)
{
    if (status == TAY_OK) {
        event(EVENT_PROTECTED);
    } else if (status == TAY_ENOENT) {
        event(EVENT_PROTECT_HOLE);
    } else if (status == TAY_ERIGHT) {
        event(EVENT_PROTECT_RIGHT);
    } else if (status == TAY_ESTATE) {
        event(EVENT_PROTECT_STATE);
    } else if (status == TAY_ENOMEM) {
        event(EVENT_PROTECT_UNPAID);
    }
}

/* Mostly of what is mapped. */
static struct plain_range choose_mapped(unsigned program)
{
    struct plain_range range = space_choose_range(program);
    for (unsigned i = 0; i < 8 && !plain_page(program, range.first)->mapped; i++) {
        range = space_choose_range(program);
    }
    unsigned count = 1;
    while (count < range.count && plain_page(program, range.first + count)->mapped) {
        count++;
    }
    range.count = scene_choose(8) == 0 ? range.count : count;
    return range;
}

static void protect(unsigned n, struct hal_context *by)
{
    struct plain_range range = choose_mapped(n);
    unsigned protection = space_choose_protection();
    struct tay_message out;
    struct scene_call call = {
        by,
        space_handle(n, by),
        TAY_OP_space_protect,
        {plain_address(range.first), range.count * HAL_PAGE_BYTES, protection},
        0};
    enum tay_status wanted = process_is_held(scene.program[n].kernel)
                                 ? TAY_EAGAIN
                                 : plain_expect_protect(range, protection);
    scene_tell("protect in program %u by %p: page %u, %u pages, 0x%x", n, (void *)by, range.first,
               range.count, protection);
    enum tay_status status = scene_call(&call, &out);
    if (space_judge(n, status, wanted, range.count * HAL_PAGE_BYTES)) {
        note_protect(status);
        if (status == TAY_OK) {
            plain_protect(range, protection);
        } else if (status == TAY_ENOMEM || scene.changing >= 0) {
            follow(range, protection);
        }
        space_check_ends(range);
    }
}

void step_space(unsigned n, struct hal_context *by)
{
    unsigned kind = scene_choose(16);
    if (kind < 8) {
        step_map(space_choose_range(n), by);
    } else if (kind < 11) {
        unmap(space_choose_range(n), by);
    } else {
        protect(n, by);
    }
}

/* What is there can be read, and the TLB has it then. */
static void read_some(struct plain_range range)
{
    const struct hal_space *hal = &scene.program[range.process].kernel->space.hal;
    tay_ua_t end = plain_address(range.first + range.count);
    unsigned entries = UINT_MAX;
    tay_ua_t at = hal_space_next(hal, plain_address(range.first), end, &entries);
    for (unsigned i = 0; i < 4 && at < end; i++) {
        step_read(range.process, (unsigned)((at - PLAIN_BASE) / HAL_PAGE_BYTES));
        at = hal_space_next(hal, at + HAL_PAGE_BYTES, end, &entries);
    }
}

void step_unmap_shared(unsigned n)
{
    for (unsigned piece = 1; piece <= 2; piece++) {
        struct plain_range range = {n, piece * PLAIN_PIECE, PLAIN_PIECE};
        if (spans_shared_table(range)) {
            read_some(range);
            unmap(range, scene.program[n].context);
        }
    }
}
