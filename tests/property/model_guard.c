/* SPDX-License-Identifier: MIT */
/*
 * The model's guards: as ranges, since one may be as large as user space.
 */
#include "model.h"

#define GUARDS 4096

static struct model_range guards[GUARDS];
static size_t guard_count;

void model_forget_guards(void)
{
    guard_count = 0;
}

void model_guard(struct model_range range)
{
    if (range.bytes == 0) {
        return;
    }
    if (guard_count == GUARDS) {
        model_fail("too many guards", GUARDS);
    }
    guards[guard_count++] = range;
}

void model_unguard(struct model_range range)
{
    tay_ua_t end = range.start + range.bytes;
    for (size_t n = guard_count; n > 0; n--) {
        struct model_range guard = guards[n - 1];
        tay_ua_t guard_end = guard.start + guard.bytes;
        if (guard.process != range.process || guard.start >= end || guard_end <= range.start) {
            continue;
        }
        guards[n - 1] = guards[--guard_count];
        if (guard.start < range.start) {
            model_guard(
                (struct model_range){guard.process, guard.start, range.start - guard.start});
        }
        if (guard_end > end) {
            model_guard((struct model_range){guard.process, end, guard_end - end});
        }
    }
}

bool model_is_guarded(int process, tay_ua_t address)
{
    for (size_t n = 0; n < guard_count; n++) {
        if (guards[n].process == process && address >= guards[n].start &&
            address - guards[n].start < guards[n].bytes) {
            return true;
        }
    }
    return false;
}

void model_take_over_guards(const struct space *space, struct model_range range)
{
    tay_ua_t end = range.start + range.bytes;
    const struct mapping *mapping = space_mapping_above(space, range.start);
    model_unguard(range);
    tay_ua_t done = range.start;
    while (done < end && mapping != NULL && mapping_start(mapping) < end) {
        tay_ua_t from = mapping_start(mapping) > range.start ? mapping_start(mapping) : range.start;
        tay_ua_t to = mapping_end(mapping) < end ? mapping_end(mapping) : end;
        if (mapping_is_guard(mapping)) {
            model_guard((struct model_range){range.process, from, to - from});
        }
        mapping = space_mapping_above(space, to);
        done = to;
    }
}
