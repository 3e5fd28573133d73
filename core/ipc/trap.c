/* SPDX-License-Identifier: MIT */
/*
 * The traps. Each checks in this order: the handle, its type and right, the info word, then what
 * the trap itself asks for.
 */
#include <ipc/trap.h>

#include <ipc/call.h>
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <ipc/transfer.h>
#include <object/reaper.h>
#include <process/clone.h>
#include <sched/scheduler.h>
#include <syscall/invocation.h>

static void finish(struct thread *thread, enum tay_status status)
{
    hal_context_set_word(&thread->context, 0, status);
    hal_context_set_word(&thread->context, 1, 0);
    hal_context_end_trap(&thread->context);
}

static struct slot *find(const struct thread *thread)
{
    return cap_table_find(&thread->process->table, hal_context_word(&thread->context, 0));
}

/* A capability of the type and with the right that a trap needs. */
static enum tay_status find_as(const struct thread *thread, unsigned type, unsigned right,
                               struct object **object)
{
    const struct slot *slot = find(thread);
    if (slot == NULL) {
        return TAY_EHANDLE;
    }
    *object = slot->object;
    return slot_check(slot, type, right);
}

static tay_time_t deadline_of(const struct thread *thread)
{
    tay_word_t info = hal_context_word(&thread->context, 1);
    return (info & TAY_INFO_DEADLINE) != 0 ? hal_context_deadline(&thread->context)
                                           : TAY_TIME_NEVER;
}

static bool has_only(const struct thread *thread, tay_word_t flags)
{
    return (hal_context_word(&thread->context, 1) & ~flags) == 0;
}

static void end_operation(struct thread *thread, enum tay_status status)
{
    if (status == TAY_ENOMEM && reaper_has_work()) {
        /* Memory is on its way back: help, then try again. */
        thread_raise(thread, DUTY_HELP);
        status = STATUS_RESTART;
    }
    if (status == STATUS_RESTART) {
        thread_raise(thread, DUTY_OPERATION);
        return;
    }
    if (thread->cloning != NULL) {
        clone_abort(thread->cloning);
    }
    if (status != STATUS_RESUMED) {
        finish(thread, status == STATUS_UNPAID ? TAY_ENOMEM : status);
    }
}

/* A call on a kernel object. */
static void run_operation(struct thread *thread, struct slot *slot)
{
    end_operation(thread, invocation_run(thread, slot));
}

static bool leads_to_server(const struct slot *slot)
{
    return slot != NULL && (slot->type == TAY_OBJECT_endpoint || slot->type == TAY_OBJECT_session);
}

static void run_call(struct thread *thread)
{
    struct slot *slot = find(thread);
    bool means_object = (hal_context_word(&thread->context, 1) & TAY_INFO_OBJECT) != 0;
    if (leads_to_server(slot) && !means_object) {
        call_begin(thread, slot, true);
    } else {
        run_operation(thread, slot);
    }
}

/* Answers with the status, words and capabilities in the registers; false: it could not, and the
 * thread has its result. */
static bool answer(struct thread *thread, struct thread *caller, tay_word_t flags)
{
    enum tay_status status = transfer_check(thread, flags);
    tay_word_t number = hal_context_word(&thread->context, 1) & TAY_INFO_OPERATION_MASK;
    if (status == TAY_OK && number >= TAY_STATUS_COUNT) {
        status = TAY_EINVAL;
    }
    if (status != TAY_OK) {
        finish(thread, status);
        return false;
    }
    call_answer(thread, caller);
    return true;
}

/* Answers the call in hand. */
static bool answer_in_hand(struct thread *thread, tay_word_t flags)
{
    struct thread *caller = thread->service.caller;
    if (caller != NULL) {
        return answer(thread, caller, flags);
    }
    finish(thread, thread->service.ended ? TAY_EPEER : TAY_ESTATE);
    thread->service.ended = false;
    return false;
}

/* After the answer only the receive is left: that is what may be taken up again. */
static void receive_after_answer(struct thread *thread, struct endpoint *endpoint)
{
    tay_time_t deadline_ns = deadline_of(thread);
    tay_word_t info = hal_context_word(&thread->context, 1);
    hal_context_set_word(&thread->context, 1, info & TAY_INFO_DEADLINE);
    thread->trap = TAY_TRAP_RECV;
    endpoint_receive(endpoint, thread, deadline_ns);
}

static void run_reply_recv(struct thread *thread)
{
    struct object *object;
    enum tay_status status = find_as(thread, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE, &object);
    if (status != TAY_OK) {
        finish(thread, status);
        return;
    }
    if (call_pass_back(thread, endpoint_of(object))) {
        return;
    }
    object_hold(object);
    if (answer_in_hand(thread, TAY_INFO_DEADLINE)) {
        receive_after_answer(thread, endpoint_of(object));
    }
    object_release(object);
}

/* Answers a call that was put aside. */
static void send_reply(struct thread *thread, struct slot *slot)
{
    struct reply *reply = reply_of(slot->object);
    struct thread *caller = reply->caller;
    enum tay_status status = slot_check(slot, TAY_OBJECT_NONE, TAY_RIGHT_SEND);
    if (status == TAY_OK && caller == NULL) {
        status = TAY_EPEER;
    } else if (status == TAY_OK) {
        object_hold(&reply->object);
        reply->caller = NULL;
        if (!answer(thread, caller, 0)) {
            reply->caller = caller;
            object_release(&reply->object);
            return;
        }
        bool ends = reply->object.dying;
        object_release(&reply->object);
        if (!ends) {
            reply_end(reply);
        }
    }
    finish(thread, status);
}

static void run_send(struct thread *thread)
{
    struct slot *slot = find(thread);
    if (leads_to_server(slot)) {
        call_begin(thread, slot, false);
    } else if (slot != NULL && slot->type == TAY_OBJECT_reply) {
        send_reply(thread, slot);
    } else if (hal_context_word(&thread->context, 0) == TAY_CALL_IN_HAND) {
        if (answer_in_hand(thread, 0)) {
            finish(thread, TAY_OK);
        }
    } else {
        finish(thread, slot == NULL ? TAY_EHANDLE : TAY_ETYPE);
    }
}

static void run_recv(struct thread *thread)
{
    struct object *object;
    enum tay_status status = find_as(thread, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE, &object);
    if (status == TAY_OK && !has_only(thread, TAY_INFO_DEADLINE)) {
        status = TAY_EINVAL;
    }
    if (status == TAY_OK && thread->service.caller != NULL) {
        status = TAY_ESTATE;
    }
    if (status != TAY_OK) {
        finish(thread, status);
        return;
    }
    thread->service.ended = false;
    endpoint_receive(endpoint_of(object), thread, deadline_of(thread));
}

static void run_notify(struct thread *thread)
{
    struct object *object;
    enum tay_status status = find_as(thread, TAY_OBJECT_notification, TAY_RIGHT_SEND, &object);
    if (status == TAY_OK && !has_only(thread, 0)) {
        status = TAY_EINVAL;
    }
    tay_word_t bits = hal_context_word(&thread->context, 2);
    finish(thread, status);
    if (status == TAY_OK) {
        notification_signal_last(notification_of(object), bits);
    }
}

static void run_wait(struct thread *thread)
{
    struct object *object;
    enum tay_status status = find_as(thread, TAY_OBJECT_notification, TAY_RIGHT_RECEIVE, &object);
    if (status == TAY_OK && !has_only(thread, TAY_INFO_DEADLINE)) {
        status = TAY_EINVAL;
    }
    if (status == TAY_OK && notification_of(object)->endpoint != NULL) {
        status = TAY_ESTATE;
    }
    if (status != TAY_OK) {
        finish(thread, status);
        return;
    }
    notification_wait(notification_of(object), thread, deadline_of(thread));
}

static void run_yield(struct thread *thread)
{
    finish(thread, TAY_OK);
    scheduler_yield();
}

static void run_unknown(struct thread *thread)
{
    finish(thread, TAY_ENOSYS);
}

/* What a trap leaves behind. owes: it, or an earlier piece of it, has ended objects, some of which
 * may still be in the list. */
static bool leave(struct thread *thread, bool owes)
{
    if ((thread->flags & DUTY_OPERATION) != 0) {
        thread->owes_reaping = owes;
        return true;
    }
    if (!owes || !reaper_has_work()) {
        return false;
    }
    unsigned priority = thread->priority;
    bool goes_on = thread->state == THREAD_READY && !thread->object.dying;
    if (reaper_settle()) {
        return false;
    }
    if (goes_on) {
        thread_set_reaping(thread, true);
    } else {
        reaper_adopt(priority);
    }
    return false;
}

bool trap_end_operation(struct thread *thread, enum tay_status status, unsigned ended_before)
{
    thread->trap = TAY_TRAP_CALL;
    end_operation(thread, status);
    return leave(thread, reaper_count() != ended_before);
}

bool trap_run(struct thread *thread, unsigned trap)
{
    static void (*const traps[TAY_TRAP_COUNT])(struct thread *) = {
        [TAY_TRAP_CALL] = run_call,     [TAY_TRAP_REPLY_RECV] = run_reply_recv,
        [TAY_TRAP_SEND] = run_send,     [TAY_TRAP_RECV] = run_recv,
        [TAY_TRAP_NOTIFY] = run_notify, [TAY_TRAP_WAIT] = run_wait,
        [TAY_TRAP_YIELD] = run_yield,
    };
    unsigned ended_before = reaper_count();
    bool owes = (thread->flags & DUTY_OPERATION) != 0 && thread->owes_reaping;
    thread_drop(thread, DUTY_OPERATION);
    thread->trap = trap;
    (trap < TAY_TRAP_COUNT ? traps[trap] : run_unknown)(thread);
    return leave(thread, owes || reaper_count() != ended_before);
}
