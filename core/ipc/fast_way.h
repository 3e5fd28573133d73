/* SPDX-License-Identifier: MIT */
/*
 * What the short ways have in common. No function here, nor in the files that include this, may be
 * called: all are inlined into those that the board calls, which have no stack (hal/fast.h). All
 * checks come before the first change.
 */
#ifndef IPC_FAST_WAY_H
#define IPC_FAST_WAY_H

#include <boot/event.h>
#include <hal/fast.h>
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <process/process.h>
#include <sched/core.h>
#include <sched/scheduler.h>

#define WAY static inline __attribute__((always_inline))

WAY struct thread *self(void)
{
    return thread_of_context(hal_fast_context());
}

/* The slot that a handle names; of one that names nothing it has no way, and no object. */
WAY bool find(const struct process *process, tay_word_t handle, struct slot **slot)
{
    *slot = cap_table_at(&process->table, handle);
    return (*slot)->handle == handle;
}

/* The object that a handle names, for one of the ways of a slot (SLOT_FAST_). */
WAY bool find_for(const struct process *process, tay_word_t handle, unsigned way,
                  struct object **object)
{
    struct slot *slot;
    if (!find(process, handle, &slot) || (slot->fast & way) == 0) {
        return false;
    }
    *object = slot->object;
    return true;
}

/* Another thread goes on in the place of this one. The board changes to its space after the lock
 * has been let go, so that until the core's next event this one's may still be in use. */
WAY void switch_to(struct core *core, const struct thread *thread, struct process *process,
                   struct thread *next)
{
    core->current = next;
    core->space_of = process;
    if (process->uses_devices) {
        hal_context_leave(&thread->context);
    }
}

#endif
