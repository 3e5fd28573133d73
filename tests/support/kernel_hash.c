/* SPDX-License-Identifier: MIT */
/*
 * The hash of the kernel's state: FNV-1a over the fields that say something, object by object.
 */
#include "kernel_census.h"
#include "kernel_state.h"

#include <ipc/notification.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <irq/irq.h>
#include <mem/memory.h>
#include <object/account.h>
#include <process/process.h>
#include <sched/timer.h>

#define FNV_OFFSET UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

void kernel_hash_add(uint64_t *hash, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++) {
        *hash = (*hash ^ (value >> 8 * i & 0xff)) * FNV_PRIME;
    }
}

static void add_pointer(uint64_t *hash, const void *pointer)
{
    kernel_hash_add(hash, (uintptr_t)pointer);
}

static void add_table(uint64_t *hash, const struct cap_table *table)
{
    for (uint32_t i = 0; i < table->fresh; i++) {
        const struct slot *slot = &table->slots[i];
        kernel_hash_add(hash, slot->handle);
        kernel_hash_add(hash, slot->badge);
        add_pointer(hash, slot->object);
        kernel_hash_add(hash, slot->handle == TAY_CAP_NULL ? 0 : slot->rights);
        kernel_hash_add(hash, slot->handle == TAY_CAP_NULL ? 0 : slot->previous);
        kernel_hash_add(hash, slot->next);
        add_pointer(hash, slot->handle == TAY_CAP_NULL ? NULL : slot->children.first);
    }
    kernel_hash_add(hash, table->fresh);
    add_pointer(hash, table->free_first);
}

static void add_process(uint64_t *hash, const struct process *process)
{
    add_table(hash, &process->table);
    kernel_hash_add(hash, process->exit_status);
    kernel_hash_add(hash, process->ceiling);
    kernel_hash_add(hash, process->thread_count);
}

/* Where a thread stands in a queue. The key also has a count of those that ever blocked. */
static void add_place(uint64_t *hash, const struct tree_node *node)
{
    if (tree_node_is_linked(node)) {
        add_pointer(hash, tree_previous(node));
    }
}

static void add_thread(uint64_t *hash, const struct thread *thread)
{
    bool waits_for_answer = thread->call_state == CALL_QUEUED || thread->call_state == CALL_ASIDE;

    kernel_hash_add(hash, thread->state);
    kernel_hash_add(hash, thread->flags);
    kernel_hash_add(hash, thread->base_priority);
    kernel_hash_add(hash, thread->priority);
    add_pointer(hash, thread_is_blocked(thread) ? thread->wait.queue : NULL);
    add_place(hash, &thread->wait.node);
    kernel_hash_add(hash, thread->call_state);
    add_pointer(hash, waits_for_answer ? thread->call.endpoint : NULL);
    add_pointer(hash, thread->call.session);
    add_pointer(hash, thread->call_state == CALL_TAKEN ? thread->call.server : NULL);
    kernel_hash_add(hash, thread->decided ? thread->call.decided_bytes + 1 : 0);
    add_pointer(hash, thread->call.reply);
    add_pointer(hash, thread->service.caller);
    kernel_hash_add(hash, thread->service.ended);
    add_pointer(hash, thread->faulted.next);
}

static void add_endpoint(uint64_t *hash, const struct endpoint *endpoint)
{
    add_pointer(hash, endpoint_first(endpoint));
    add_pointer(hash, endpoint->bound);
    kernel_hash_add(hash, endpoint->receiver_count);
    kernel_hash_add(hash, endpoint->refusing);
    kernel_hash_add(hash, endpoint->epoch);
    for (struct list_node *node = list_first(&endpoint->messages); node != NULL;
         node = list_next(&endpoint->messages, node)) {
        add_pointer(hash, node);
    }
}

static void add_timer(uint64_t *hash, const struct timer *timer)
{
    kernel_hash_add(hash, tree_node_is_linked(&timer->timeout.node) ? timer->timeout.node.key : 0);
    kernel_hash_add(hash, timer->period_ns);
    kernel_hash_add(hash, timer->bits);
    add_pointer(hash, timer->notification);
}

static void add_object(uint64_t *hash, struct object *object)
{
    add_pointer(hash, object);
    kernel_hash_add(hash, object->type);
    kernel_hash_add(hash, object->dying);
    kernel_hash_add(hash, object->capability_count);
    kernel_hash_add(hash, object->references);
    switch (object->type) {
    case TAY_OBJECT_account:
        kernel_hash_add(hash, account_of(object)->budget_bytes);
        kernel_hash_add(hash, account_of(object)->used_bytes);
        break;
    case TAY_OBJECT_process:
        if (!object->dead) {
            add_process(hash, process_of(object));
        }
        break;
    case TAY_OBJECT_thread:
        add_thread(hash, thread_of(object));
        break;
    case TAY_OBJECT_notification:
        kernel_hash_add(hash, notification_of(object)->bits);
        add_pointer(hash, notification_of(object)->endpoint);
        add_pointer(hash, notification_first(notification_of(object)));
        break;
    case TAY_OBJECT_endpoint:
        add_endpoint(hash, endpoint_of(object));
        break;
    case TAY_OBJECT_session:
        kernel_hash_add(hash, session_of(object)->badge);
        kernel_hash_add(hash, session_of(object)->ended);
        break;
    case TAY_OBJECT_reply:
        add_pointer(hash, reply_of(object)->caller);
        break;
    case TAY_OBJECT_timer:
        add_timer(hash, timer_of(object));
        break;
    case TAY_OBJECT_memory:
        kernel_hash_add(hash, memory_of(object)->length_bytes);
        kernel_hash_add(hash, memory_of(object)->writers);
        kernel_hash_add(hash, memory_of(object)->executors);
        break;
    case TAY_OBJECT_irq:
        kernel_hash_add(hash, irq_of(object)->line);
        kernel_hash_add(hash, irq_of(object)->target.bits);
        break;
    default:
        break;
    }
}

uint64_t kernel_state_hash(void)
{
    struct census census;
    uint64_t hash = FNV_OFFSET;
    census_take(&census);
    for (size_t i = 0; i < census.object_count; i++) {
        add_object(&hash, census.object[i]);
    }
    for (size_t i = 0; i < census.mapping_count; i++) {
        const struct mapping *mapping = census.mapping[i];
        add_pointer(&hash, mapping->space);
        kernel_hash_add(&hash, mapping->node.key);
        kernel_hash_add(&hash, mapping->length_bytes);
        kernel_hash_add(&hash, mapping->flags);
        kernel_hash_add(&hash, mapping->rights);
        kernel_hash_add(&hash, mapping->offset_bytes);
        kernel_hash_add(&hash, mapping->charged_bytes);
        add_pointer(&hash, mapping->memory);
    }
    census_free(&census);
    return hash;
}
