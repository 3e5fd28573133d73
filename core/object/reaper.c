/* SPDX-License-Identifier: MIT */
/*
 * The reaper. Invariant: in its list are exactly the objects that are dying and not dead, those
 * with an errand, and dead accounts that wait for their burial.
 */
#include <object/reaper.h>

#include <boot/event.h>
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <irq/irq.h>
#include <lib/assert.h>
#include <mem/memory.h>
#include <mem/slab.h>
#include <object/account.h>
#include <object/capability.h>
#include <process/process.h>
#include <sched/scheduler.h>
#include <sched/thread.h>
#include <sched/timer.h>

/* Objects that reaper_settle ends: about 300 instructions each. */
#define SETTLE_BATCH 4

/* Capabilities that one step closes: about 50 instructions each. */
#define CLOSE_BATCH 16

static struct {
    struct list dying;
    bool adopted;
    unsigned priority; /* if adopted */
} reaper;

unsigned reaper_listed;

/* Each does a bounded piece of the work; true: nothing is left. */
static bool (*const end_step[TAY_OBJECT_COUNT])(struct object *) = {
    [TAY_OBJECT_account] = account_end_step,
    [TAY_OBJECT_process] = process_end_step,
    [TAY_OBJECT_thread] = thread_end_step,
    [TAY_OBJECT_endpoint] = endpoint_end_step,
    [TAY_OBJECT_notification] = notification_end_step,
    [TAY_OBJECT_timer] = timer_end_step,
    [TAY_OBJECT_memory] = memory_end_step,
    [TAY_OBJECT_irq] = irq_end_step,
    [TAY_OBJECT_session] = session_end_step,
    [TAY_OBJECT_reply] = reply_end_step,
};

void reaper_init(void)
{
    list_init(&reaper.dying);
    reaper_listed = 0;
    reaper.adopted = false;
}

void reaper_adopt(unsigned priority)
{
    if (!reaper.adopted || priority > reaper.priority) {
        reaper.priority = priority;
    }
    reaper.adopted = true;
    scheduler_look();
    event_on_work();
}

bool reaper_is_adopted(void)
{
    return reaper.adopted;
}

bool reaper_goes_first(unsigned priority)
{
    return reaper.adopted && priority <= reaper.priority;
}

static void list_first_of_all(struct object *object)
{
    list_remove(&object->reaping);
    list_push_front(&reaper.dying, &object->reaping);
    reaper_listed++;
}

void reaper_add(struct object *object)
{
    kernel_assert(!object->permanent && !object->dead);
    object->dying = true;
    if (object->type == TAY_OBJECT_endpoint) {
        endpoint_settle(endpoint_of(object)); /* nobody is let in from here on */
    }
    list_first_of_all(object);
}

void reaper_add_errand(struct object *object)
{
    kernel_assert(object->type == TAY_OBJECT_endpoint && !object->dying);
    list_first_of_all(object);
}

void reaper_add_dead(struct object *object)
{
    kernel_assert(object->dead && object->references == 0);
    list_first_of_all(object);
}

bool reaper_has_work(void)
{
    return !list_is_empty(&reaper.dying);
}

/* Closes some of the object's capabilities; true: none is left. */
static bool close_capabilities(struct object *object)
{
    for (unsigned i = 0; i < CLOSE_BATCH; i++) {
        if (object->capabilities.first == NULL) {
            return true;
        }
        capability_close(object->capabilities.first);
    }
    return object->capabilities.first == NULL;
}

/* One bounded step of an object's end, or of its errand; true: it is through. */
static bool step(struct object *object)
{
    if (!object->dying) {
        return endpoint_turn_away_step(endpoint_of(object));
    }
    return object->dead || (close_capabilities(object) && end_step[object->type](object));
}

/* Whether the steps of an object's end can follow each other as long as nothing else is due: none
 * of them lets a thread run, and none has listed an object that is to end first. */
static bool goes_on(struct object *object)
{
    bool wakes_none = object->type == TAY_OBJECT_process || object->type == TAY_OBJECT_memory;
    return wakes_none && list_first(&reaper.dying) == &object->reaping && !scheduler_must_wait() &&
           !event_is_due();
}

void reaper_step(void)
{
    struct list_node *node = list_first(&reaper.dying);
    if (node == NULL) {
        return;
    }
    struct object *object = container_of(node, struct object, reaping);
    bool is_errand = !object->dying;
    bool through;
    do {
        through = step(object);
    } while (!through && goes_on(object));
    if (through && (!is_errand || !object->dying)) {
        list_remove(&object->reaping);
        object->dead = !is_errand;
        if (object->dead && object->references == 0) {
            reaper_bury(object);
        }
    }
    if (!reaper_has_work()) {
        reaper.adopted = false;
    }
}

/* Ends an object that loses its last capability if that is only that its room is given back. */
static bool end_at_once(struct slot *slot)
{
    struct object *object = slot->object;
    if (object->references > 0 || list_node_is_linked(&object->reaping)) {
        return false;
    }
    struct endpoint *served = NULL; /* which it refers to */
    bool idle = false;
    switch (object->type) {
    case TAY_OBJECT_endpoint:
        idle = endpoint_is_idle(endpoint_of(object));
        break;
    case TAY_OBJECT_notification:
        idle = notification_is_idle(notification_of(object));
        break;
    case TAY_OBJECT_reply:
        served = reply_of(object)->endpoint;
        idle = reply_of(object)->caller == NULL;
        break;
    case TAY_OBJECT_session:
        served = session_of(object)->endpoint;
        idle = session_pass_end(session_of(object));
        break;
    default:
        break;
    }
    if (!idle) {
        return false;
    }
    capability_forget(slot);
    if (served != NULL) {
        object_release(&served->object);
    }
    slab_free(object);
    return true;
}

void reaper_close(struct slot *slot)
{
    kernel_assert(slot->object->capability_count == 1);
    if (!end_at_once(slot)) {
        capability_close(slot);
    }
}

/* Ends the object that was listed last if it is a thread or a reply that has no business with
 * others. */
static bool settle_one(struct object *object)
{
    bool idle = object->type == TAY_OBJECT_thread  ? thread_is_idle(thread_of(object))
                : object->type == TAY_OBJECT_reply ? reply_of(object)->caller == NULL
                                                   : false;
    if (!idle || object->dead || object->capability_count > 1) {
        return false;
    }
    list_remove(&object->reaping);
    if (object->capability_count == 1) {
        capability_forget(object->capabilities.first);
    }
    object->capabilities.first = NULL;
    object->capabilities.last = NULL;
    bool ended = end_step[object->type](object);
    kernel_assert(ended);
    object->dead = true;
    if (object->references == 0) {
        reaper_bury(object);
    }
    return true;
}

bool reaper_settle(void)
{
    for (unsigned i = 0; i < SETTLE_BATCH && reaper_has_work(); i++) {
        struct list_node *node = list_first(&reaper.dying);
        if (!settle_one(container_of(node, struct object, reaping))) {
            return false;
        }
    }
    if (reaper_has_work()) {
        return false;
    }
    reaper.adopted = false;
    return true;
}

void reaper_bury(struct object *object)
{
    kernel_assert(object->dead && object->references == 0 && object->capability_count == 0);
    switch (object->type) {
    case TAY_OBJECT_account:
        account_bury(account_of(object));
        break;
    case TAY_OBJECT_thread:
        slab_free(thread_of(object));
        break;
    default:
        /* In all other objects the common part comes first. */
        slab_free(object);
        break;
    }
}
