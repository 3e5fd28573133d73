/* SPDX-License-Identifier: MIT */
/*
 * The operation that clones a process. Whatever way it ends, trap.c gives up a clone that is not
 * finished.
 */
#include <ipc/reply.h>
#include <object/reaper.h>
#include <process/clone.h>
#include <sched/scheduler.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

/* Out of memory: for good, or there is some on its way back. */
static enum tay_status unpaid(bool more_may_come)
{
    return more_may_come ? TAY_ENOMEM : STATUS_UNPAID;
}

/* Begins, unless it has begun before the last preemption. Who is about to be held back itself waits
 * for that: so no two clones wait for each other. */
static enum tay_status begin(struct thread *caller, struct thread *client)
{
    const struct process_clone *clone = &client->process->clone;
    if (clone->child == NULL) {
        if (process_is_held(caller->process) || !scheduler_fetch(client)) {
            return STATUS_RESTART;
        }
        bool more_may_come = reaper_has_work();
        return clone_begin(caller, client) ? TAY_OK : unpaid(more_may_come);
    }
    return clone->by == caller && clone->caller == client ? TAY_OK : TAY_EAGAIN;
}

enum tay_status op_process_clone(struct thread *caller, struct reply *self, struct slot *process,
                                 struct slot *supervisor, tay_word_t exited, tay_time_t abandoned,
                                 tay_word_t *child_out, tay_word_t *reply_out)
{
    struct process *parent = process_of(process->object);
    enum tay_status status;
    struct thread *client = invocation_client(caller, self, &status);
    if (status == TAY_OK && (client->process != parent || parent == caller->process)) {
        status = TAY_EINVAL;
    }
    if (status == TAY_OK && !cap_table_has_room(&caller->process->table, 2)) {
        status = TAY_EFULL;
    }
    if (status == TAY_OK) {
        status = begin(caller, client);
    }
    if (status != TAY_OK) {
        return status;
    }
    enum clone_progress progress = clone_on(parent);
    if (progress == CLONE_WAITS || progress == CLONE_GOES_ON) {
        return STATUS_RESTART;
    }
    struct process *child = parent->clone.child;
    struct clone_labels labels = {
        .supervisor = supervisor == NULL ? NULL : endpoint_of(supervisor->object),
        .exited = exited,
        .abandoned = abandoned,
    };
    struct reply *reply = progress == CLONE_READY ? clone_finish(parent, &labels) : NULL;
    if (reply == NULL) {
        return unpaid(reaper_has_work());
    }
    struct cap_table *table = &caller->process->table;
    *child_out =
        capability_create(table, &child->object, object_type_rights(TAY_OBJECT_process))->handle;
    *reply_out =
        capability_create(table, &reply->object, object_type_rights(TAY_OBJECT_reply))->handle;
    return TAY_OK;
}
