/* SPDX-License-Identifier: MIT */
/*
 * The model's objects and capabilities: flat arrays, searched from end to end.
 */
#include "model.h"

#include <sim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS 32768
#define CAPABILITIES 4096

static struct model_object objects[OBJECTS];
static int object_count;
static struct model_capability capabilities[CAPABILITIES];
static int capability_end; /* none is in use from here on */

static const unsigned rights_of[TAY_OBJECT_COUNT] = {
#define TAY_OBJECT(name, number, rights, sentence) [number] = (rights),
#include <tay/abi/object.def>
#undef TAY_OBJECT
};

void model_fail(const char *what, uint64_t number)
{
    fprintf(stderr, "model: %s (0x%llx)\n", what, (unsigned long long)number);
    abort();
}

struct model_object *model_object(int n)
{
    return &objects[n];
}

int model_object_count(void)
{
    return object_count;
}

const struct model_capability *model_capability(int n)
{
    return n < capability_end ? &capabilities[n] : NULL;
}

int model_add_object(unsigned type, int account)
{
    if (object_count == OBJECTS) {
        model_fail("too many objects", OBJECTS);
    }
    objects[object_count] = (struct model_object){
        .type = type,
        .account = account,
        .process = MODEL_NONE,
        .behind = object_count,
        .supervisor = MODEL_NONE,
        .exit_status = TAY_EXIT_DESTROYED,
        .endpoint = MODEL_NONE,
        .bound = MODEL_NONE,
    };
    return object_count++;
}

void model_add_capability(int process, tay_cap_t handle, int object, unsigned rights, int parent)
{
    int n = 0;
    if (model_find(process, handle) != MODEL_NONE) {
        model_fail("a handle that is in use was given again", handle);
    }
    while (n < capability_end && capabilities[n].object != MODEL_NONE) {
        n++;
    }
    if (n == CAPABILITIES) {
        model_fail("too many capabilities", CAPABILITIES);
    }
    capability_end = n == capability_end ? n + 1 : capability_end;
    capabilities[n] = (struct model_capability){object, process, handle,
                                                rights & rights_of[objects[object].type], parent};
    objects[object].capability_count++;
}

static void add_permanent(tay_cap_t handle, unsigned type)
{
    int object = model_add_object(type, MODEL_NONE);
    objects[object].permanent = true;
    model_add_capability(1, handle, object, TAY_RIGHTS_ALL, MODEL_NONE);
}

void model_begin(struct process *init, const struct tay_boot_info *info)
{
    model_end();
    int root = model_add_object(TAY_OBJECT_account, MODEL_NONE);
    int process = model_add_object(TAY_OBJECT_process, root);
    int thread = model_add_object(TAY_OBJECT_thread, root);
    objects[root].permanent = true;
    objects[process].kernel = init;
    objects[thread].process = process;
    objects[thread].thread = (struct model_thread){
        .kernel = thread_of_context(sim_current()),
        .own_handle = info->thread,
        .state = THREAD_READY,
    };
    model_add_capability(process, TAY_CAP_SELF, process, TAY_RIGHTS_ALL, MODEL_NONE);
    model_add_capability(process, info->account, root, TAY_RIGHTS_ALL, MODEL_NONE);
    model_add_capability(process, info->thread, thread, TAY_RIGHTS_ALL, MODEL_NONE);
    add_permanent(info->system, TAY_OBJECT_system);
    add_permanent(info->log, TAY_OBJECT_log);
    add_permanent(info->irq_control, TAY_OBJECT_irq_control);
    add_permanent(info->device_range[0], TAY_OBJECT_device_range);
}

void model_end(void)
{
    object_count = 0;
    capability_end = 0;
    model_forget_memory();
    model_forget_guards();
    model_forget_messages();
}

int model_process(const struct process *process)
{
    for (int n = object_count - 1; n >= 0; n--) {
        if (objects[n].kernel == process && !objects[n].ended) {
            return n;
        }
    }
    model_fail("a process runs that has ended", (uintptr_t)process);
}

int model_find(int process, tay_word_t handle)
{
    for (int n = 0; n < capability_end; n++) {
        if (capabilities[n].object != MODEL_NONE && capabilities[n].process == process &&
            capabilities[n].handle == handle) {
            return n;
        }
    }
    return MODEL_NONE;
}

tay_cap_t model_add_unknown(int process, int object, unsigned rights)
{
    const struct cap_table *table = &objects[process].kernel->table;
    struct slot *slot = cap_table_from(table, 0);
    while (slot != NULL && model_find(process, slot->handle) != MODEL_NONE) {
        slot = cap_table_from(table, (uint32_t)(slot - table->slots) + 1);
    }
    if (slot == NULL) {
        model_fail("a capability is missing", (uint64_t)object);
    }
    model_add_capability(process, slot->handle, object, rights, MODEL_NONE);
    return slot->handle;
}

static void end_account(int account)
{
    for (int n = 0; n < object_count; n++) {
        unsigned type = objects[n].type;
        if (objects[n].account == account &&
            (type == TAY_OBJECT_account || type == TAY_OBJECT_process)) {
            model_end_object(n);
        }
    }
}

static void end_process(int process)
{
    for (int n = 0; n < object_count; n++) {
        if (objects[n].process == process) {
            model_end_object(n);
        }
    }
    for (int n = 0; n < capability_end; n++) {
        if (capabilities[n].object != MODEL_NONE && capabilities[n].process == process) {
            model_close(n);
        }
    }
    model_unmap((struct model_range){process, 0, HAL_USER_LIMIT});
    if (objects[process].supervisor != MODEL_NONE) {
        model_post(&(struct model_message){
            .endpoint = objects[process].supervisor,
            .owner = process,
            .kind = TAY_KIND_EXITED,
            .badge = objects[process].label,
            .word = {objects[process].exit_status},
        });
    }
}

void model_end_process(int process, unsigned exit_status)
{
    if (!objects[process].ended) {
        objects[process].exit_status = exit_status;
        model_end_object(process);
    }
}

/* Its server hears of it, unless it has begun a new epoch. */
static void end_session(int session)
{
    const struct model_object *object = &objects[session];
    if (object->epoch == objects[object->endpoint].epoch) {
        model_post(&(struct model_message){
            .endpoint = object->endpoint,
            .owner = session,
            .kind = TAY_KIND_CLOSED,
            .badge = object->label,
        });
    }
}

void model_end_object(int object)
{
    if (objects[object].ended) {
        return;
    }
    objects[object].ended = true;
    objects[object].capability_count = 0;
    for (int n = 0; n < capability_end; n++) {
        if (capabilities[n].object == object) {
            capabilities[n].object = MODEL_NONE;
        }
    }
    switch (objects[object].type) {
    case TAY_OBJECT_account:
        end_account(object);
        break;
    case TAY_OBJECT_process:
        end_process(object);
        break;
    case TAY_OBJECT_memory:
        model_unmap_memory(object);
        break;
    case TAY_OBJECT_endpoint:
        model_lose_receiver(object);
        break;
    case TAY_OBJECT_notification:
        if (objects[object].endpoint != MODEL_NONE) {
            model_bind(objects[object].endpoint, MODEL_NONE);
        }
        break;
    case TAY_OBJECT_session:
        end_session(object);
        break;
    case TAY_OBJECT_thread:
        objects[object].thread.ended_due =
            objects[object].thread.cause != 0 && !objects[object].thread.active;
        break;
    default:
        break;
    }
}

/* Memory lives on while it is mapped, an account while it is used; neither can be named. */
static void lose_last(int object)
{
    unsigned type = objects[object].type;
    if (!objects[object].permanent && type != TAY_OBJECT_memory && type != TAY_OBJECT_account) {
        model_end_object(object);
    }
}

/* Takes a capability out of its tree; returns what it named. */
static int leave_tree(int capability)
{
    struct model_capability *closed = &capabilities[capability];
    int object = closed->object;
    for (int n = 0; n < capability_end; n++) {
        if (capabilities[n].object == object && capabilities[n].parent == capability) {
            capabilities[n].parent = closed->parent;
        }
    }
    closed->object = MODEL_NONE;
    objects[object].capability_count--;
    return object;
}

/* One capability to it has gone. */
static void lose_one(int object)
{
    if (objects[object].type == TAY_OBJECT_endpoint) {
        model_lose_receiver(object);
    }
    if (objects[object].capability_count == 0) {
        lose_last(object);
    }
}

void model_close(int capability)
{
    lose_one(leave_tree(capability));
}

void model_replace(int capability, int given, unsigned rights)
{
    struct model_capability *replaced = &capabilities[capability];
    int left = leave_tree(capability);
    replaced->object = capabilities[given].object;
    replaced->rights = capabilities[given].rights & rights;
    replaced->parent = given;
    objects[replaced->object].capability_count++;
    lose_one(left);
}

void model_revoke(int capability)
{
    for (int n = 0; n < capability_end; n++) {
        if (capabilities[n].object == capabilities[capability].object &&
            capabilities[n].parent == capability) {
            model_close(n);
            n = -1; /* its children have taken its place */
        }
    }
}
