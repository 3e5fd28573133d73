/* SPDX-License-Identifier: MIT */
/*
 * Receiving: messages of the kernel, then the bits of a bound notification, then callers. And
 * notifications that are waited for by themselves.
 */
#include "model.h"

static void put_bits(int receiver, int notification, bool by_endpoint)
{
    struct ipc_object *object = &ipc.object[notification];
    ipc_finish(receiver, TAY_OK, 0);
    struct ipc_result *result = &ipc.thread[receiver].result;
    result->words = by_endpoint ? TAY_WORDS : 1;
    result->word[0] = object->bits;
    result->has_badge = by_endpoint;
    result->kind = by_endpoint ? TAY_KIND_NOTIFICATION : TAY_KIND_REPLY;
    object->bits = 0;
}

void ipc_spread_bits(int notification)
{
    const struct ipc_object *object = &ipc.object[notification];
    int waiter = ipc_first(IPC_WAITS, notification);
    bool by_endpoint = waiter == IPC_NONE && object->bound != IPC_NONE;
    if (by_endpoint) {
        waiter = ipc_first(IPC_RECEIVES, object->bound);
    }
    if (object->bits != 0 && waiter != IPC_NONE) {
        ipc_count(by_endpoint ? IPC_heard_bits : IPC_waited_for_bits);
        put_bits(waiter, notification, by_endpoint);
    }
}

static void receive(int n, int endpoint, tay_time_t deadline_ns)
{
    int bound = ipc.object[endpoint].bound;
    bool bits = bound != IPC_NONE && ipc.object[bound].bits != 0;
    bool called = ipc_first(IPC_QUEUED, endpoint) != IPC_NONE;
    if (ipc_take_letter(endpoint, n)) {
        ipc_counted[IPC_letter_before_bits] += bits;
        ipc_counted[IPC_letter_before_caller] += called;
        return;
    }
    if (bits) {
        ipc_counted[IPC_bits_before_caller] += called;
        ipc_count(IPC_heard_bits);
        put_bits(n, bound, true);
        return;
    }
    if (ipc_take_next(endpoint, n) || !ipc_block(n, IPC_RECEIVES, endpoint, deadline_ns)) {
        return;
    }
    if (ipc.object[endpoint].ended || ipc_receivers(endpoint) == 0) {
        ipc_turn_away(endpoint); /* its own answer has closed what it receives from */
    }
}

static bool has_only(const struct tay_message *in, tay_word_t flags)
{
    return (in->info & ~flags) == 0;
}

void ipc_recv(int n, tay_word_t handle, const struct tay_message *in)
{
    struct ipc_thread *thread = &ipc.thread[n];
    enum tay_status status =
        ipc_check(thread->process, handle, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    if (status == TAY_OK && !has_only(in, TAY_INFO_DEADLINE)) {
        status = TAY_EINVAL;
    }
    if (status == TAY_OK && thread->hand != IPC_NONE) {
        ipc_count(IPC_received_with_call_in_hand);
        status = TAY_ESTATE;
    }
    if (status != TAY_OK) {
        ipc_finish(n, status, 0);
        return;
    }
    thread->hand_ended = false;
    receive(n, ipc.cap[ipc_find(thread->process, handle)].object, ipc_deadline_of(in));
}

void ipc_reply_recv(int n, tay_word_t handle, const struct tay_message *in)
{
    const struct ipc_thread *thread = &ipc.thread[n];
    enum tay_status status =
        ipc_check(thread->process, handle, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    if (status != TAY_OK) {
        ipc_finish(n, status, 0);
        return;
    }
    int endpoint = ipc.cap[ipc_find(thread->process, handle)].object;
    if (ipc_answer_in_hand(n, in, TAY_INFO_DEADLINE)) {
        ipc_count(IPC_answered_and_received);
        receive(n, endpoint, ipc_deadline_of(in));
    }
}

void ipc_notify(int n, tay_word_t handle, const struct tay_message *in)
{
    int process = ipc.thread[n].process;
    enum tay_status status = ipc_check(process, handle, TAY_OBJECT_notification, TAY_RIGHT_SEND);
    if (status == TAY_OK && !has_only(in, 0)) {
        status = TAY_EINVAL;
    }
    ipc_finish(n, status, 0);
    if (status == TAY_OK) {
        int notification = ipc.cap[ipc_find(process, handle)].object;
        ipc.object[notification].bits |= in->word[0];
        ipc_spread_bits(notification);
    }
}

void ipc_wait(int n, tay_word_t handle, const struct tay_message *in)
{
    int process = ipc.thread[n].process;
    enum tay_status status = ipc_check(process, handle, TAY_OBJECT_notification, TAY_RIGHT_RECEIVE);
    if (status == TAY_OK && !has_only(in, TAY_INFO_DEADLINE)) {
        status = TAY_EINVAL;
    }
    int notification = status == TAY_OK ? ipc.cap[ipc_find(process, handle)].object : IPC_NONE;
    if (status == TAY_OK && ipc.object[notification].bound != IPC_NONE) {
        status = TAY_ESTATE;
    }
    if (status != TAY_OK) {
        ipc_finish(n, status, 0);
    } else if (ipc.object[notification].bits != 0) {
        ipc_count(IPC_found_bits);
        put_bits(n, notification, false);
    } else {
        bool blocked = ipc_block(n, IPC_WAITS, notification, ipc_deadline_of(in));
        (void)blocked; /* else it has its result */
    }
}
