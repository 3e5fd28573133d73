/* SPDX-License-Identifier: MIT */
/*
 * The census: a walk over lists, tables and references. An object is counted when first seen, in
 * an order that depends on the kernel's state alone.
 */
#include "kernel_census.h"

#include <boot/machine.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <irq/irq.h>
#include <mem/memory.h>
#include <process/process.h>
#include <sched/timer.h>
#include <stdlib.h>

#define GROW(array, count, room)                                                                   \
    do {                                                                                           \
        if ((count) == (room)) {                                                                   \
            (room) = (room) == 0 ? 64 : 2 * (room);                                                \
            (array) = realloc((array), (room) * sizeof *(array));                                  \
            if ((array) == NULL) {                                                                 \
                abort();                                                                           \
            }                                                                                      \
        }                                                                                          \
    } while (0)

static bool is_known(const struct census *census, const struct object *object)
{
    for (size_t i = 0; i < census->object_count; i++) {
        if (census->object[i] == object) {
            return true;
        }
    }
    return false;
}

static void add_object(struct census *census, struct object *object)
{
    if (!is_known(census, object)) {
        GROW(census->object, census->object_count, census->object_room);
        census->object[census->object_count++] = object;
    }
}

static void add_mappings(struct census *census, struct process *process)
{
    for (struct mapping *mapping = space_mapping_above(&process->space, 0); mapping != NULL;
         mapping = mapping_of_node(tree_next(&mapping->node))) {
        GROW(census->mapping, census->mapping_count, census->mapping_room);
        census->mapping[census->mapping_count++] = mapping;
        if (mapping->memory != NULL) {
            add_object(census, &mapping->memory->object);
        }
    }
}

static void add_process(struct census *census, struct process *process)
{
    GROW(census->process, census->process_count, census->process_room);
    census->process[census->process_count++] = process;
    add_object(census, &process->object);
    for (struct list_node *node = list_first(&process->threads); node != NULL;
         node = list_next(&process->threads, node)) {
        add_object(census, &container_of(node, struct thread, in_process)->object);
    }
    if (process->supervisor != NULL) {
        add_object(census, &process->supervisor->object);
    }
    add_mappings(census, process);
    struct slot *slot = cap_table_from(&process->table, 0);
    while (slot != NULL) {
        add_object(census, slot->object);
        slot = cap_table_from(&process->table, (uint32_t)(slot - process->table.slots) + 1);
    }
}

static void add_account(struct census *census, struct account *account)
{
    add_object(census, &account->object);
    for (struct list_node *node = list_first(&account->processes); node != NULL;
         node = list_next(&account->processes, node)) {
        add_process(census, container_of(node, struct process, in_account));
    }
    for (struct list_node *node = list_first(&account->children); node != NULL;
         node = list_next(&account->children, node)) {
        add_account(census, container_of(node, struct account, sibling));
    }
}

static void add_endpoint(struct census *census, struct endpoint *endpoint)
{
    if (endpoint->bound != NULL) {
        add_object(census, &endpoint->bound->object);
    }
    for (struct list_node *node = list_first(&endpoint->messages); node != NULL;
         node = list_next(&endpoint->messages, node)) {
        add_object(census, container_of(node, struct message_node, queued)->owner);
    }
}

static void add_thread(struct census *census, struct thread *thread)
{
    if (thread->call.session != NULL) {
        add_object(census, &thread->call.session->object);
    }
    if (thread->call.reply != NULL) {
        add_object(census, &thread->call.reply->object);
    }
    if (thread->service.endpoint != NULL) {
        add_object(census, &thread->service.endpoint->object);
    }
}

/* What an object refers to. */
static void add_references(struct census *census, struct object *object)
{
    switch (object->type) {
    case TAY_OBJECT_timer:
        add_object(census, &timer_of(object)->notification->object);
        break;
    case TAY_OBJECT_irq:
        add_object(census, &irq_of(object)->target.notification->object);
        break;
    case TAY_OBJECT_endpoint:
        add_endpoint(census, endpoint_of(object));
        break;
    case TAY_OBJECT_thread:
        add_thread(census, thread_of(object));
        break;
    case TAY_OBJECT_session:
        if (!object->dead) {
            add_object(census, &session_of(object)->endpoint->object);
        }
        break;
    case TAY_OBJECT_reply:
        if (!object->dead) {
            add_object(census, &reply_of(object)->endpoint->object);
        }
        break;
    default:
        break;
    }
    if (object->account != NULL) {
        add_object(census, &object->account->object);
    }
}

void census_take(struct census *census)
{
    *census = (struct census){0};
    add_account(census, &machine.root);
    add_object(census, &machine.system.object);
    add_object(census, &machine.log.object);
    add_object(census, &machine.irq_control.object);
    for (size_t i = 0; i < machine.device_count; i++) {
        add_object(census, &machine.device[i].object);
    }
    for (size_t i = 0; i < census->object_count; i++) {
        add_references(census, census->object[i]);
    }
}

void census_free(struct census *census)
{
    free(census->object);
    free(census->process);
    free(census->mapping);
}
