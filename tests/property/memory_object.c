/* SPDX-License-Identifier: MIT */
/*
 * Memory objects, which init makes and pays for.
 */
#include "memory_event.h"
#include "memory_life.h"

#include <mem/memory.h>
#include <process/process.h>

void life_make_object(void)
{
    static const unsigned pages[] = {1, 4, 12, 20, 1030};
    for (unsigned n = 0; n < PLAIN_OBJECTS; n++) {
        struct shared_object *object = &scene.object[n];
        if (object->live) {
            continue;
        }
        object->live = true;
        object->pages = n == 0 ? 1030 : choose_from(&scene.choice, pages) % 1030 + 1;
        scene_tell("init makes object %u of %u pages", n, object->pages);
        struct scene_call make = {.by = scene.init,
                                  .operation = TAY_OP_memory_create,
                                  .word = {object->pages * HAL_PAGE_BYTES}};
        object->handle = (tay_cap_t)scene_make(&make);
        const struct cap_table *table = &thread_of_context(scene.init)->process->table;
        object->kernel = memory_of(cap_table_find(table, object->handle)->object);
        plain_make_object(n, object->pages);
        for (unsigned program = 0; program < PLAIN_PROCESSES; program++) {
            if (scene.program[program].live && scene_choose(4) != 0) {
                life_give_object(program, n);
            }
        }
        event(EVENT_OBJECT_MADE);
        return;
    }
}

static void forget_handles(unsigned n)
{
    for (unsigned program = 0; program < PLAIN_PROCESSES; program++) {
        scene.program[program].rights[n] = 0; /* the handle is stale, but still there */
    }
}

void life_revoke_object(unsigned n)
{
    if (scene.object[n].handle != TAY_CAP_NULL) {
        scene_tell("init revokes object %u", n);
        scene_do(TAY_OP_cap_revoke, scene.object[n].handle, 0);
        forget_handles(n);
        event(EVENT_OBJECT_REVOKED);
    }
}

void life_close_object(unsigned n)
{
    if (scene.object[n].handle != TAY_CAP_NULL) {
        life_revoke_object(n);
        scene_tell("init closes object %u", n);
        scene_do(TAY_OP_cap_close, scene.object[n].handle, 0);
        scene.object[n].handle = TAY_CAP_NULL;
        if (plain_object_is_mapped(n)) {
            event(EVENT_OBJECT_CLOSED);
        }
    }
}

void life_destroy_object(unsigned n)
{
    if (scene.object[n].handle != TAY_CAP_NULL) {
        scene_tell("init destroys object %u", n);
        scene_do(TAY_OP_object_destroy, scene.object[n].handle, 0);
        if (plain_object_is_mapped(n)) {
            event(EVENT_OBJECT_DESTROYED);
        }
        forget_handles(n);
        plain_end_object(n);
        scene.object[n].handle = TAY_CAP_NULL;
        scene.object[n].live = false;
    }
}

void life_sweep_objects(void)
{
    for (unsigned n = 0; n < PLAIN_OBJECTS; n++) {
        struct shared_object *object = &scene.object[n];
        if (object->live && object->handle == TAY_CAP_NULL && !plain_object_is_mapped(n)) {
            object->live = false;
        }
    }
}
