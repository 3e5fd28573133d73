/* SPDX-License-Identifier: MIT */
/*
 * Contexts of threads. Those that were made and not retired are known by their address.
 */
#include <hal/context.h>
#include <hal/core.h>

#include "state.h"

#include <stdlib.h>
#include <string.h>

static struct hal_context **live;
static size_t live_count;
static size_t live_room;
static uint64_t made_count;

static size_t find(const struct hal_context *context)
{
    size_t i = 0;

    while (i < live_count && live[i] != context) {
        i++;
    }
    return i;
}

static void remember(struct hal_context *context)
{
    if (live_count == live_room) {
        size_t room = live_room * 2 + 16;
        struct hal_context **more = realloc(live, room * sizeof *live);
        if (more == NULL) {
            machine_break("no memory for the list of contexts");
        }
        live = more;
        live_room = room;
    }
    live[live_count++] = context;
}

void hal_context_init(struct hal_context *context, tay_ua_t entry, tay_ua_t stack,
                      tay_word_t argument0, tay_word_t argument1)
{
    if (find(context) != live_count) {
        machine_break("context %p made twice", (void *)context);
    }
    remember(context);
    *context = (struct hal_context){.pc = entry,
                                    .sp = stack,
                                    .reg = {argument0, argument1},
                                    .serial = ++made_count,
                                    .space = context->space};
}

/* What a core keeps of a thread --------------------------------------------------------------- */

/* Another core that keeps live state of a context; NULL: none does. */
static struct hardware_core *other_keeper(const struct hal_context *context)
{
    for (unsigned n = 0; n < hardware.core_count; n++) {
        if (n != hardware.self && hardware.core[n].keeps == context) {
            return &hardware.core[n];
        }
    }
    return NULL;
}

static void check_here(const struct hal_context *context)
{
    if (other_keeper(context) != NULL) {
        machine_break("core %u uses context %p, of which another one keeps live state",
                      hardware.self, (const void *)context);
    }
}

unsigned hal_context_core(const struct hal_context *context)
{
    const struct hardware_core *keeper = other_keeper(context);

    return keeper == NULL ? hal_core_self() : (unsigned)(keeper - hardware.core);
}

bool hal_context_fetch(const struct hal_context *context)
{
    struct hardware_core *keeper = other_keeper(context);

    if (keeper != NULL) {
        keeper->keeps_wanted = true;
        hal_core_kick((unsigned)(keeper - hardware.core));
    }
    return keeper == NULL;
}

void hal_context_save(const struct hal_context *context)
{
    struct hardware_core *core = &hardware.core[hardware.self];

    if (core->keeps == context) {
        core->keeps = NULL;
    }
}

void context_on_kick(void)
{
    struct hardware_core *core = &hardware.core[hardware.self];

    if (core->keeps_wanted) {
        core->keeps_wanted = false;
        core->keeps = NULL;
    }
}

void machine_enter(const struct hal_context *context)
{
    unsigned one_in = hardware.keeping_one_in;

    check_here(context);
    if (one_in != 0 && (machine_random(&hardware.keeping_state) >> 32) % one_in == 0) {
        hardware.core[hardware.self].keeps = context;
    }
}

void machine_set_keeping(uint64_t seed, unsigned one_in)
{
    hardware.keeping_state = seed;
    hardware.keeping_one_in = one_in;
}

void hal_context_copy(struct hal_context *to, struct hal_context *from)
{
    if (find(to) != live_count) {
        machine_break("context %p made twice", (void *)to);
    }
    check_here(from);
    remember(to);
    const struct hal_space *space = to->space;
    *to = *from;
    to->space = space;
}

void machine_context_leave(const struct hal_context *context)
{
    if (!machine_context_is_live(context)) {
        machine_break("context %p, which is none, leaves its core", (const void *)context);
    }
}

_Static_assert(offsetof(struct hal_context, pointer) == HAL_CONTEXT_IMAGE_BYTES, "the image");

void hal_context_export(struct hal_context *context, void *image)
{
    check_here(context);
    memcpy(image, context, HAL_CONTEXT_IMAGE_BYTES);
}

static void forget(const struct hal_context *context)
{
    for (unsigned n = 0; n < hardware.core_count; n++) {
        if (hardware.core[n].keeps == context) {
            hardware.core[n].keeps = NULL;
        }
    }
}

void hal_context_import(struct hal_context *context, const void *image)
{
    forget(context);
    memcpy(context, image, HAL_CONTEXT_IMAGE_BYTES);
    context->in_trap = false;
    context->imported = true;
}

void hal_context_divert(struct hal_context *context, tay_ua_t entry, tay_word_t argument0,
                        tay_word_t argument1)
{
    context->pc = entry;
    context->sp &= ~UINT64_C(15);
    context->reg[0] = argument0;
    context->reg[1] = argument1;
}

void hal_context_retire(struct hal_context *context)
{
    size_t i = find(context);

    if (i == live_count) {
        machine_break("context %p retired, which is none", (void *)context);
    }
    forget(context);
    live[i] = live[--live_count];
}

void machine_check_in_trap(const struct hal_context *context)
{
    if (!context->in_trap) {
        machine_break("context %p gets a result after its trap has ended", (const void *)context);
    }
}

bool machine_context_is_live(const struct hal_context *context)
{
    return context != NULL && find(context) != live_count;
}

void contexts_clear(void)
{
    free(live);
    live = NULL;
    live_count = 0;
    live_room = 0;
}
