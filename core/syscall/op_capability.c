/* SPDX-License-Identifier: MIT */
/*
 * Operations on any capability.
 */
#include <boot/event.h>
#include <object/reaper.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

/* Capabilities closed between two looks at the interrupts: about 60 instructions each. */
#define REVOKE_BATCH 16

enum tay_status op_cap_copy(struct thread *caller, struct slot *self, unsigned rights,
                            tay_word_t *copy_out)
{
    struct cap_table *table = &caller->process->table;
    if (!slot_may_be_copied(self)) {
        return TAY_ETYPE;
    }
    if (!cap_table_has_room(table, 1)) {
        return TAY_EFULL;
    }
    *copy_out = capability_derive(table, self, rights)->handle;
    return TAY_OK;
}

enum tay_status op_cap_close(struct thread *caller, struct slot *self)
{
    (void)caller;
    if (self->object->capability_count > 1) {
        capability_close(self);
    } else {
        reaper_close(self);
    }
    return TAY_OK;
}

/* Each child that is closed leaves its own children to this capability: none escapes. */
enum tay_status op_cap_revoke(struct thread *caller, struct slot *self)
{
    (void)caller;
    for (unsigned i = 0; self->children.first != NULL; i++) {
        if (i == REVOKE_BATCH) {
            if (event_is_due()) {
                return STATUS_RESTART;
            }
            i = 0;
        }
        capability_close(self->children.first);
    }
    return TAY_OK;
}

enum tay_status op_cap_query(struct thread *caller, struct slot *self, tay_word_t *type_out,
                             tay_word_t *rights_out, tay_word_t *badge_out)
{
    (void)caller;
    *type_out = self->type;
    *rights_out = self->rights;
    *badge_out = (tay_word_t)self->badge;
    return TAY_OK;
}

enum tay_status op_object_destroy(struct thread *caller, struct slot *self)
{
    (void)caller;
    if (self->object->permanent) {
        return TAY_ESTATE;
    }
    reaper_add(self->object);
    return TAY_OK;
}
