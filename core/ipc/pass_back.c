/* SPDX-License-Identifier: MIT */
/*
 * An answer whose server waits for the next call, and whose caller goes on in its place. Invariant:
 * all checks come before the first change.
 */
#include <ipc/call.h>

#include <ipc/fast.h>
#include <ipc/transfer.h>
#include <process/process.h>
#include <sched/core.h>
#include <sched/scheduler.h>
#include <sched/wait.h>

/* Whether one look tells that a caller goes on when its server waits. */
static bool goes_next(const struct core *core, const struct thread *caller,
                      const struct thread *server)
{
    return caller != NULL && caller->core == core && (caller->flags & ~THREAD_SESSION) == 0 &&
           !core->look && fast_bars == 0 &&
           (caller->priority == server->priority || core_waiting(core) >> caller->priority == 0);
}

/* Not to become part of a function with a stack guard. */
__attribute__((noinline)) bool call_pass_back(struct thread *server, struct endpoint *endpoint)
{
    struct thread *caller = server->service.caller;
    struct core *core = server->plain_on;
    tay_word_t status = hal_context_word(&server->context, 1) & TAY_INFO_OPERATION_MASK;
    if (core == NULL || endpoint->ready != NULL || server->service.endpoint != endpoint ||
        !goes_next(core, caller, server) || status >= TAY_STATUS_COUNT || status == TAY_EPEER ||
        transfer_check(server, 0) != TAY_OK ||
        !cap_table_has_room(&caller->process->table, TAY_WORDS)) {
        return false;
    }
    wait_set_result(caller, (enum tay_status)status, transfer_message(server, caller));
    hal_context_set_badge(&caller->context, 0);
    call_forget(caller);
    scheduler_switch(caller, THREAD_RECEIVING);
    server->service.caller = NULL;
    server->priority = server->base_priority;
    endpoint->ready = server;
    return true;
}
