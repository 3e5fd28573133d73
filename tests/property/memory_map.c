/* SPDX-License-Identifier: MIT */
/*
 * Steps that map something, in a place of the step's choice or of the kernel's.
 */
#include "memory_event.h"
#include "memory_space.h"
#include "memory_step.h"

#include <mem/memory.h>
#include <process/process.h>

#define ACCESS (TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_EXECUTE)

struct map_step {
    struct plain_range range;
    struct plain_source source;
    tay_cap_t memory;
    bool stale;
};

/* The object's handle in the table of who acts, and what that allows. */
static void choose_object(struct map_step *step, const struct program *self, bool by_itself)
{
    unsigned object = scene_choose(PLAIN_OBJECTS);
    unsigned rights = by_itself ? self->rights[object] : TAY_RIGHTS_ALL;
    step->memory = by_itself ? self->object[object] : scene.object[object].handle;
    if (step->memory == TAY_CAP_NULL) {
        return; /* fresh memory, then */
    }
    step->stale = rights == 0;
    bool shared = scene_choose(3) != 0;
    unsigned pages = scene.object[object].pages;
    step->range.count = step->range.count < pages ? step->range.count : pages;
    step->source.object = (int)object;
    step->source.number = pages == step->range.count ? 0 : scene_choose(pages - step->range.count);
    step->source.flags |= shared ? TAY_MAP_SHARED : 0;
    step->source.rights = TAY_MAP_READ;
    step->source.rights |= !shared || (rights & TAY_RIGHT_WRITE) != 0 ? TAY_MAP_WRITE : 0;
    step->source.rights |= (rights & TAY_RIGHT_EXECUTE) != 0 ? TAY_MAP_EXECUTE : 0;
}

static void note_map(const struct map_step *step, enum tay_status status)
{
    if (status == TAY_OK) {
        event(step->range.count > PLAIN_PIECE ? EVENT_MAPPED_WHOLE : EVENT_MAPPED);
    } else if (status == TAY_ERIGHT) {
        event(EVENT_MAP_RIGHT);
    } else if (status == TAY_ESTATE) {
        event(EVENT_MAP_STATE);
    } else if (status == TAY_EHANDLE) {
        event(EVENT_MAP_STALE);
    } else if (status == TAY_ENOMEM) {
        event(EVENT_MAP_UNPAID);
    }
}

static void map_done(struct map_step *step, tay_ua_t address)
{
    bool fixed = (step->source.flags & TAY_MAP_FIXED) != 0;
    unsigned n = fixed ? step->range.first : plain_find_room(step->range);
    if (address != plain_address(n)) {
        scene_fail("mapped at 0x%lx, should be page %u", (unsigned long)address, n);
    }
    step->range.first = n;
    step->source.flags &= ~TAY_MAP_FIXED;
    if (n + step->range.count > PLAIN_PAGES) {
        scene_fail("the model's range is too small");
    }
    plain_map(step->range, &step->source);
}

void step_map(struct plain_range range, struct hal_context *by)
{
    unsigned n = range.process;
    const struct program *self = &scene.program[n];
    struct map_step step = {
        .range = range,
        .source = {PLAIN_NOTHING, 0, space_choose_protection() | TAY_MAP_FIXED, ACCESS},
    };
    if (scene_choose(2) == 0) {
        choose_object(&step, self, by == self->context);
    }
    if (scene_choose(4) == 0 && plain_find_room(step.range) + step.range.count <= PLAIN_PAGES) {
        step.source.flags &= ~TAY_MAP_FIXED;
    }
    enum tay_status wanted = step.stale ? TAY_EHANDLE : TAY_OK;
    if (!step.stale) {
        wanted =
            process_is_held(self->kernel) ? TAY_EAGAIN : plain_expect_map(step.range, &step.source);
    }
    scene_tell("map in program %u by %p: page %u, %u pages, object %d, page %u, flags 0x%x", n,
               (void *)by, step.range.first, step.range.count, step.source.object,
               step.source.number, step.source.flags);
    struct tay_message out;
    struct scene_call call = {by,
                              space_handle(n, by),
                              TAY_OP_space_map,
                              {step.memory, step.source.number * HAL_PAGE_BYTES,
                               step.range.count * HAL_PAGE_BYTES, plain_address(step.range.first),
                               step.source.flags},
                              0};
    enum tay_status status = scene_call(&call, &out);
    if (space_judge(n, status, wanted, step.range.count * HAL_PAGE_BYTES)) {
        note_map(&step, status);
        if (status == TAY_OK) {
            map_done(&step, out.word[0]);
        }
        space_check_ends(step.range);
    }
}
