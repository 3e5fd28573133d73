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
    *context = (struct hal_context){
        .pc = entry, .sp = stack, .reg = {argument0, argument1}, .serial = ++made_count};
}

void hal_context_copy(struct hal_context *to, struct hal_context *from)
{
    if (find(to) != live_count) {
        machine_break("context %p made twice", (void *)to);
    }
    remember(to);
    *to = *from;
}

/* A simulated core keeps nothing of a thread. */
unsigned hal_context_core(const struct hal_context *context)
{
    (void)context;
    return hal_core_self();
}

bool hal_context_fetch(const struct hal_context *context)
{
    (void)context;
    return true;
}

void hal_context_leave(const struct hal_context *context)
{
    if (!machine_context_is_live(context)) {
        machine_break("context %p, which is none, leaves its core", (const void *)context);
    }
}

_Static_assert(offsetof(struct hal_context, pointer) == HAL_CONTEXT_IMAGE_BYTES, "the image");

void hal_context_export(struct hal_context *context, void *image)
{
    memcpy(image, context, HAL_CONTEXT_IMAGE_BYTES);
}

void hal_context_import(struct hal_context *context, const void *image)
{
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
