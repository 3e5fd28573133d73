/* SPDX-License-Identifier: MIT */
/*
 * Operations on processes, but for their address spaces.
 */
#include <object/account.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

/* The stack pointer's alignment that the calling conventions want. */
#define STACK_ALIGN 16

#define EXIT_STATUS_MAX 255

enum tay_status op_process_give(struct thread *caller, struct process *self, struct slot *given,
                                unsigned rights, tay_word_t *handle_out)
{
    (void)caller;
    if (!slot_may_be_copied(given)) {
        return TAY_ETYPE;
    }
    if (!cap_table_has_room(&self->table, 1)) {
        return TAY_EFULL;
    }
    *handle_out = capability_derive(&self->table, given, rights)->handle;
    return TAY_OK;
}

enum tay_status op_process_take(struct thread *caller, struct process *self, tay_word_t taken,
                                tay_word_t *copy_out)
{
    struct slot *slot = cap_table_find(&self->table, taken);
    if (slot == NULL) {
        return TAY_ENOENT;
    }
    if (!slot_may_be_copied(slot)) {
        return TAY_ETYPE;
    }
    if (!cap_table_has_room(&caller->process->table, 1)) {
        return TAY_EFULL;
    }
    *copy_out = capability_derive(&caller->process->table, slot, slot->rights)->handle;
    return TAY_OK;
}

enum tay_status op_process_replace(struct thread *caller, struct process *self, struct slot *given,
                                   unsigned rights, tay_word_t replaced)
{
    (void)caller;
    struct slot *slot = cap_table_find(&self->table, replaced);
    if (!slot_may_be_copied(given)) {
        return TAY_ETYPE;
    }
    if (slot == NULL) {
        return TAY_ENOENT;
    }
    if (slot == given) {
        return TAY_EINVAL;
    }
    capability_replace(slot, given, rights);
    return TAY_OK;
}

enum tay_status op_process_query(struct thread *caller, struct process *self,
                                 tay_word_t *thread_count_out, tay_word_t *slots_used_out,
                                 tay_word_t *mapped_bytes_out)
{
    (void)caller;
    *thread_count_out = self->thread_count;
    *slots_used_out = self->table.used;
    *mapped_bytes_out = self->space.mapped_bytes;
    return TAY_OK;
}

enum tay_status op_process_set_upcall(struct thread *caller, struct process *self, tay_ua_t entry)
{
    (void)caller;
    if (entry != 0 && (entry < HAL_PAGE_BYTES || entry >= HAL_USER_LIMIT)) {
        return TAY_EINVAL;
    }
    self->upcall_entry = entry;
    return TAY_OK;
}

enum tay_status op_process_exit(struct thread *caller, struct process *self, tay_word_t status)
{
    (void)caller;
    if (status > EXIT_STATUS_MAX) {
        return TAY_EINVAL;
    }
    process_end(self, (unsigned)status);
    return TAY_OK;
}

static bool entry_is_valid(tay_ua_t entry, tay_ua_t stack)
{
    return entry >= HAL_PAGE_BYTES && entry < HAL_USER_LIMIT && stack >= HAL_PAGE_BYTES &&
           stack <= HAL_USER_LIMIT && stack % STACK_ALIGN == 0;
}

enum tay_status op_thread_create(struct thread *caller, struct process *self, tay_ua_t entry,
                                 tay_ua_t stack, tay_word_t argument, tay_word_t priority,
                                 tay_word_t *thread_out)
{
    if (!entry_is_valid(entry, stack) || priority > self->ceiling) {
        return TAY_EINVAL;
    }
    struct cap_table *callers = &caller->process->table;
    if (!cap_table_has_room(&self->table, 1) || !cap_table_has_room(callers, 1)) {
        return TAY_EFULL;
    }
    struct thread *thread = thread_create(self, (unsigned)priority);
    if (thread == NULL) {
        return TAY_ENOMEM;
    }
    unsigned rights = object_type_rights(TAY_OBJECT_thread);
    tay_cap_t own = capability_create(&self->table, &thread->object, rights)->handle;
    thread->own_handle = own;
    hal_context_init(&thread->context, entry, stack, argument, own);
    *thread_out = own;
    if (callers != &self->table) {
        *thread_out = capability_create(callers, &thread->object, rights)->handle;
    }
    return TAY_OK;
}
