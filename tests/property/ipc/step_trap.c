/* SPDX-License-Identifier: MIT */
/*
 * The traps that a thread takes when it runs, and what their messages hold.
 */
#include "step_acts.h"

/* Messages --------------------------------------------------------------------------------------*/

int step_movable(int process)
{
    static const unsigned types[] = {TAY_OBJECT_endpoint, TAY_OBJECT_session, TAY_OBJECT_session,
                                     TAY_OBJECT_reply, TAY_OBJECT_notification};
    unsigned type = types[pick(sizeof types / sizeof *types)];
    return pick_cap(process, type, one_in(8) ? 0 : TAY_RIGHT_GRANT);
}

static void add_caps(int n, struct tay_message *message)
{
    for (unsigned count = 1 + pick(3); count > 0; count--) {
        int cap = step_movable(ipc.thread[n].process);
        unsigned word = pick(TAY_WORDS);
        if (cap != IPC_NONE) {
            message->info |= UINT32_C(1) << (TAY_INFO_CAPS_SHIFT + word);
            message->word[word] = one_in(30) ? pick_word() : ipc.cap[cap].handle;
        }
    }
    message->info |= one_in(3) ? TAY_INFO_COPY : 0;
}

tay_range_t step_range(void)
{
    tay_ua_t address = IPC_MEMORY_UA + pick(2 * IPC_PAGE);
    size_t length = pick(2) == 0 ? pick(64) : pick(IPC_PAGE / 2);
    return TAY_RANGE(address, length);
}

static struct tay_message make_message(int n, tay_word_t label)
{
    struct tay_message message = {.info = label};
    for (unsigned i = 0; i < TAY_WORDS; i++) {
        message.word[i] = (tay_word_t)pick_word();
    }
    if (peculiar(2)) {
        add_caps(n, &message);
    }
    if (one_in(80)) {
        message.info |= TAY_INFO_CAPS_LOST;
    }
    return message;
}

static void add_deadline(struct tay_message *message)
{
    if (!one_in(4) && peculiar(1)) {
        message->info |= TAY_INFO_DEADLINE;
        message->badge = one_in(16) ? ipc.now_ns - pick(2) : pick_deadline();
    }
}

/* A handle of a type, at times a wrong one. */
tay_word_t step_handle(int n, unsigned type, unsigned rights)
{
    int process = ipc.thread[n].process;
    int cap = pick_cap(process, type, peculiar(24) ? 0 : rights);
    if (cap == IPC_NONE || peculiar(60)) {
        return one_in(2) ? TAY_CAP_SELF + (tay_cap_t)pick(256) * 0x40000u + pick(64)
                         : ipc.cap[pick_cap(process, TAY_OBJECT_notification, 0)].handle;
    }
    return ipc.cap[cap].handle;
}

/* Traps ---------------------------------------------------------------------------------------- */

/* A capability by which this thread may call: a server calls only upwards. */
static int pick_callee(int n)
{
    const struct ipc_thread *thread = &ipc.thread[n];
    unsigned type = one_in(2) ? TAY_OBJECT_session : TAY_OBJECT_endpoint;
    int cap = pick_cap(thread->process, type, one_in(24) ? 0 : TAY_RIGHT_SEND);
    if (cap == IPC_NONE) {
        return IPC_NONE;
    }
    int object = ipc.cap[cap].object;
    int endpoint = type == TAY_OBJECT_session ? ipc.object[object].endpoint : object;
    bool upwards = thread->hand == IPC_NONE ||
                   ipc.object[endpoint].level > ipc.object[thread->hand_endpoint].level;
    return upwards ? cap : IPC_NONE;
}

static bool call_or_send(int n, unsigned trap)
{
    int cap = pick_callee(n);
    if (cap == IPC_NONE) {
        return false;
    }
    struct tay_message message = make_message(n, pick(0x10000));
    add_deadline(&message);
    if (one_in(2)) {
        message.info |= TAY_INFO_LEND_READ;
        message.lend_read = step_range();
    }
    if (one_in(2)) {
        message.info |= TAY_INFO_LEND_WRITE;
        message.lend_write = step_range();
    }
    world_trap(n, trap, ipc.cap[cap].handle, message);
    return true;
}

bool act_call(int n)
{
    return call_or_send(n, TAY_TRAP_CALL);
}

bool act_send(int n)
{
    return call_or_send(n, TAY_TRAP_SEND);
}

/* Where to receive: rather where somebody calls. */
static tay_word_t pick_served(int n)
{
    for (unsigned i = 0; i < 4; i++) {
        int cap = pick_cap(ipc.thread[n].process, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
        if (cap != IPC_NONE && ipc_first(IPC_QUEUED, ipc.cap[cap].object) != IPC_NONE) {
            return ipc.cap[cap].handle;
        }
    }
    return step_handle(n, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
}

bool act_receive(int n)
{
    struct tay_message message = {0};
    add_deadline(&message);
    message.info |= one_in(80) ? TAY_INFO_COPY : 0;
    world_trap(n, TAY_TRAP_RECV, pick_served(n), message);
    return true;
}

/* What a server answers a thread (or nobody): often the end of its session, or a new one. */
static struct tay_message make_answer(int n, int caller)
{
    static const enum tay_status statuses[] = {TAY_OK, TAY_OK, TAY_OK, TAY_ENOENT, TAY_EIO};
    bool ends = caller != IPC_NONE && ipc.thread[caller].session != IPC_NONE && peculiar(3);
    tay_word_t status = ends ? TAY_EPEER : statuses[pick(sizeof statuses / sizeof *statuses)];
    struct tay_message message = make_message(n, one_in(60) ? TAY_STATUS_COUNT + pick(9) : status);
    int session = pick_cap(ipc.thread[n].process, TAY_OBJECT_session, TAY_RIGHT_GRANT);
    if (session != IPC_NONE && (message.info & TAY_INFO_CAPS_MASK) == 0 && peculiar(2)) {
        message.info |= UINT32_C(1) << TAY_INFO_CAPS_SHIFT;
        message.word[0] = ipc.cap[session].handle;
    }
    return message;
}

bool act_answer(int n)
{
    if (ipc.thread[n].hand == IPC_NONE && !ipc.thread[n].hand_ended && !one_in(12)) {
        return false;
    }
    world_trap(n, TAY_TRAP_SEND, TAY_CALL_IN_HAND, make_answer(n, ipc.thread[n].hand));
    return true;
}

/* Where a server receives next: rather where it did last. */
static tay_word_t pick_served_next(int n)
{
    const struct ipc_thread *thread = &ipc.thread[n];
    int cap = pick_cap(thread->process, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    for (unsigned i = 0; i < 8 && cap != IPC_NONE; i++) {
        if (ipc.cap[cap].object == thread->hand_endpoint) {
            return ipc.cap[cap].handle;
        }
        cap = pick_cap(thread->process, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    }
    return step_handle(n, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
}

/*
 * What an answer loses ends when the trap is over, so a message that tells of that end may come
 * before what is received, or after it; not so here.
 */
bool act_answer_and_receive(int n)
{
    const struct ipc_thread *thread = &ipc.thread[n];
    if (thread->hand == IPC_NONE && !thread->hand_ended && !one_in(12)) {
        return false;
    }
    struct tay_message message = make_answer(n, thread->hand);
    if (thread->hand != IPC_NONE && !ipc_has_room(ipc.thread[thread->hand].process, TAY_WORDS)) {
        message.info |= TAY_INFO_COPY;
    }
    add_deadline(&message);
    world_trap(n, TAY_TRAP_REPLY_RECV, pick_served_next(n), message);
    return true;
}

bool act_answer_aside(int n)
{
    int cap = pick_cap(ipc.thread[n].process, TAY_OBJECT_reply, 0);
    if (cap == IPC_NONE) {
        return false;
    }
    world_trap(n, TAY_TRAP_SEND, ipc.cap[cap].handle,
               make_answer(n, ipc.object[ipc.cap[cap].object].caller));
    return true;
}

bool act_send_wrongly(int n)
{
    world_trap(n, TAY_TRAP_SEND, step_handle(n, TAY_OBJECT_notification, 0), make_message(n, 0));
    return true;
}

/* What to signal: rather what is bound. */
static tay_word_t pick_signalled(int n)
{
    for (unsigned i = 0; i < 4; i++) {
        int cap = pick_cap(ipc.thread[n].process, TAY_OBJECT_notification, TAY_RIGHT_SEND);
        if (cap != IPC_NONE && ipc.object[ipc.cap[cap].object].bound != IPC_NONE) {
            return ipc.cap[cap].handle;
        }
    }
    return step_handle(n, TAY_OBJECT_notification, TAY_RIGHT_SEND);
}

bool act_notify(int n)
{
    struct tay_message message = {.word = {pick(4) == 0 ? 0 : pick_word()}};
    message.info = one_in(80) ? TAY_INFO_DEADLINE : 0;
    world_trap(n, TAY_TRAP_NOTIFY, pick_signalled(n), message);
    return true;
}

bool act_wait_for_bits(int n)
{
    struct tay_message message = {0};
    add_deadline(&message);
    world_trap(n, TAY_TRAP_WAIT, step_handle(n, TAY_OBJECT_notification, TAY_RIGHT_RECEIVE),
               message);
    return true;
}

bool act_sleep_a_while(int n)
{
    world_sleep(n);
    return true;
}

bool act_yield(int n)
{
    ipc_note("thread %d yields", n);
    tay_trap_yield();
    return true;
}
