/* SPDX-License-Identifier: MIT */
/*
 * Operations on accounts: carving, and the creation of objects that an account pays for.
 */
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <mem/memory.h>
#include <object/account.h>
#include <sched/timer.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

static bool has_room(const struct thread *caller)
{
    return cap_table_has_room(&caller->process->table, 1);
}

/* Hands a new object, if there is one, to the caller with every right that its type has. */
static enum tay_status hand_over(struct thread *caller, struct object *object, tay_word_t *out)
{
    if (object == NULL) {
        return TAY_ENOMEM;
    }
    unsigned rights = object_type_rights(object->type);
    *out = capability_create(&caller->process->table, object, rights)->handle;
    return TAY_OK;
}

static bool is_whole_pages(size_t bytes)
{
    return bytes != 0 && (bytes & (HAL_PAGE_BYTES - 1)) == 0;
}

enum tay_status op_account_create(struct thread *caller, struct account *self, size_t budget_bytes,
                                  tay_word_t *child_out)
{
    if (!is_whole_pages(budget_bytes) || self->depth >= ACCOUNT_DEPTH_MAX) {
        return TAY_EINVAL;
    }
    if (!has_room(caller)) {
        return TAY_EFULL;
    }
    struct account *child = account_create(self, budget_bytes);
    return hand_over(caller, child == NULL ? NULL : &child->object, child_out);
}

enum tay_status op_account_query(struct thread *caller, struct account *self,
                                 tay_word_t *budget_bytes_out, tay_word_t *used_bytes_out)
{
    (void)caller;
    *budget_bytes_out = self->budget_bytes;
    *used_bytes_out = self->used_bytes;
    return TAY_OK;
}

static bool slots_are_valid(tay_word_t slots)
{
    return slots >= TAY_SLOTS_MIN && slots <= TAY_SLOTS_MAX && (slots & (slots - 1)) == 0;
}

enum tay_status op_process_create(struct thread *caller, struct account *self,
                                  struct slot *supervisor, tay_word_t label, tay_word_t slots,
                                  tay_word_t ceiling, tay_word_t *process_out)
{
    if (!slots_are_valid(slots) || ceiling > caller->process->ceiling) {
        return TAY_EINVAL;
    }
    if (!has_room(caller)) {
        return TAY_EFULL;
    }
    struct process_request request = {
        .supervisor = supervisor == NULL ? NULL : endpoint_of(supervisor->object),
        .label = label,
        .slots = slots,
        .ceiling = (unsigned)ceiling,
    };
    struct process *process = process_create(self, &request);
    if (process == NULL) {
        return TAY_ENOMEM;
    }
    capability_create(&process->table, &process->object, object_type_rights(TAY_OBJECT_process));
    return hand_over(caller, &process->object, process_out);
}

enum tay_status op_endpoint_create(struct thread *caller, struct account *self,
                                   tay_word_t *endpoint_out)
{
    if (!has_room(caller)) {
        return TAY_EFULL;
    }
    struct endpoint *endpoint = endpoint_create(self);
    return hand_over(caller, endpoint == NULL ? NULL : &endpoint->object, endpoint_out);
}

enum tay_status op_notification_create(struct thread *caller, struct account *self,
                                       tay_word_t *notification_out)
{
    if (!has_room(caller)) {
        return TAY_EFULL;
    }
    struct notification *notification = notification_create(self);
    return hand_over(caller, notification == NULL ? NULL : &notification->object, notification_out);
}

enum tay_status op_timer_create(struct thread *caller, struct account *self,
                                struct slot *notification, tay_word_t bits, tay_word_t *timer_out)
{
    if (bits == 0) {
        return TAY_EINVAL;
    }
    if (!has_room(caller)) {
        return TAY_EFULL;
    }
    struct timer *timer = timer_create(self, notification_of(notification->object), bits);
    return hand_over(caller, timer == NULL ? NULL : &timer->object, timer_out);
}

enum tay_status op_memory_create(struct thread *caller, struct account *self, size_t length_bytes,
                                 tay_word_t *memory_out)
{
    if (!is_whole_pages(length_bytes) || (uint64_t)length_bytes > MEMORY_BYTES_MAX) {
        return TAY_EINVAL;
    }
    if (!has_room(caller)) {
        return TAY_EFULL;
    }
    struct memory *memory = memory_create(self, length_bytes);
    return hand_over(caller, memory == NULL ? NULL : &memory->object, memory_out);
}
