/* SPDX-License-Identifier: MIT */
/*
 * The traps. The checks come in the order: handle, type, right, info word, capabilities in the
 * order of the words; then what the trap itself asks for.
 */
#include "model.h"

#define MESSAGE_FLAGS (TAY_INFO_OPERATION_MASK | TAY_INFO_CAPS_MASK | TAY_INFO_COPY)
#define CALL_FLAGS (TAY_INFO_DEADLINE | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE)

static bool is_cap(const struct tay_message *in, unsigned n)
{
    return (in->info >> (TAY_INFO_CAPS_SHIFT + n) & 1) != 0;
}

static bool copies(const struct tay_message *in)
{
    return (in->info & TAY_INFO_COPY) != 0;
}

static unsigned count_caps(const struct tay_message *in)
{
    unsigned count = 0;
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        count += is_cap(in, n);
    }
    return count;
}

static enum tay_status check_cap(int process, const struct tay_message *in, unsigned n)
{
    int cap = ipc_find(process, in->word[n]);
    for (unsigned i = 0; i < n && !copies(in); i++) {
        if (is_cap(in, i) && in->word[i] == in->word[n]) {
            return TAY_EHANDLE;
        }
    }
    if (cap == IPC_NONE) {
        return TAY_EHANDLE;
    }
    if (copies(in) && ipc.object[ipc.cap[cap].object].type == TAY_OBJECT_reply) {
        return TAY_ETYPE;
    }
    if ((ipc.cap[cap].rights & TAY_RIGHT_GRANT) == 0) {
        ipc_count(IPC_caps_denied);
        return TAY_ERIGHT;
    }
    return TAY_OK;
}

static enum tay_status check_message(int process, const struct tay_message *in, tay_word_t flags)
{
    if ((in->info & ~(flags | MESSAGE_FLAGS)) != 0) {
        return TAY_EINVAL;
    }
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        enum tay_status status = is_cap(in, n) ? check_cap(process, in, n) : TAY_OK;
        if (status != TAY_OK) {
            return status;
        }
    }
    return TAY_OK;
}

/* The capability that word n becomes in another process. */
static int hand_on(int from, int to, const struct tay_message *in, unsigned n)
{
    int cap = ipc_find(from, in->word[n]);
    ipc_count(copies(in) ? IPC_caps_copied : IPC_caps_moved);
    if (copies(in)) {
        return ipc_add_cap(to, TAY_CAP_NULL, ipc.cap[cap].object, ipc.cap[cap].rights);
    }
    if (ipc.object[ipc.cap[cap].object].type == TAY_OBJECT_reply) {
        ipc_count(IPC_reply_moved);
    }
    ipc.cap[cap].process = to;
    ipc.cap[cap].handle = TAY_CAP_NULL;
    return cap;
}

/* The words of a message, and if there is room its capabilities, become a thread's result. */
static void put_words(int from, int receiver, const struct tay_message *in, bool fits)
{
    struct ipc_thread *thread = &ipc.thread[receiver];
    struct ipc_result *result = &thread->result;
    result->words = TAY_WORDS;
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        result->word[n] = is_cap(in, n) ? 0 : in->word[n];
        if (is_cap(in, n) && fits) {
            result->cap[n] = hand_on(from, thread->process, in, n);
        }
    }
}

/* A message that may pass goes from a caller to a server. */
static void take(int caller_number, int server_number)
{
    struct ipc_thread *caller = &ipc.thread[caller_number], *server = &ipc.thread[server_number];
    const struct tay_message *in = &caller->message;
    tay_word_t kept =
        TAY_INFO_OPERATION_MASK | TAY_INFO_CAPS_MASK | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE;
    ipc_finish(server_number, TAY_OK, in->info & kept);
    server->result.kind = caller->wants_answer ? TAY_KIND_CALL : TAY_KIND_SEND;
    server->result.has_badge = true;
    server->result.badge = caller->session == IPC_NONE ? 0 : ipc.object[caller->session].badge;
    put_words(caller->process, server_number, in, true);
    if (caller->session != IPC_NONE) {
        ipc_count(IPC_session_called);
    }
    if (!caller->wants_answer) {
        ipc_count(IPC_sent);
        ipc_finish(caller_number, TAY_OK, 0);
        return;
    }
    caller->wait = IPC_TAKEN;
    caller->server = server_number;
    server->hand = caller_number;
    server->hand_endpoint = caller->on;
    server->hand_ended = false;
    ipc_inherit();
}

static bool is_older_waiting(int caller)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        if (ipc_is_blocked(&ipc.thread[i], IPC_QUEUED, ipc.thread[caller].on) &&
            ipc.thread[i].age < ipc.thread[caller].age) {
            return true;
        }
    }
    return false;
}

bool ipc_take_next(int endpoint, int server)
{
    int caller;
    while ((caller = ipc_first(IPC_QUEUED, endpoint)) != IPC_NONE) {
        const struct ipc_thread *thread = &ipc.thread[caller];
        enum tay_status status = check_message(thread->process, &thread->message, CALL_FLAGS);
        if (status == TAY_OK &&
            ipc_has_room(ipc.thread[server].process, count_caps(&thread->message))) {
            ipc_count(is_older_waiting(caller) ? IPC_taken_before_older : IPC_taken_from_queue);
            take(caller, server);
            return true;
        }
        ipc_count(status == TAY_OK ? IPC_caps_full_in_queue : IPC_caps_gone_in_queue);
        ipc_end_call(caller, status == TAY_OK ? TAY_EFULL : status);
    }
    return false;
}

tay_time_t ipc_deadline_of(const struct tay_message *in)
{
    return (in->info & TAY_INFO_DEADLINE) != 0 ? in->badge : TAY_TIME_NEVER;
}

/* May this message be sent by this capability? */
static enum tay_status check_call(struct ipc_thread *thread, tay_word_t handle,
                                  const struct tay_message *in)
{
    enum tay_status status = ipc_check(thread->process, handle, TAY_OBJECT_NONE, TAY_RIGHT_SEND);
    if (status == TAY_OK) {
        status = check_message(thread->process, in, CALL_FLAGS);
    }
    if (status != TAY_OK) {
        return status;
    }
    int object = ipc.cap[ipc_find(thread->process, handle)].object;
    thread->session = ipc.object[object].type == TAY_OBJECT_session ? object : IPC_NONE;
    thread->on = thread->session == IPC_NONE ? object : ipc.object[object].endpoint;
    if (!ipc_lets_in(thread->on, thread->session)) {
        ipc_count(IPC_turned_away);
        return TAY_EPEER;
    }
    int server = ipc_first(IPC_RECEIVES, thread->on);
    if (server != IPC_NONE && !ipc_has_room(ipc.thread[server].process, count_caps(in))) {
        ipc_count(IPC_caps_full);
        return TAY_EFULL;
    }
    return TAY_OK;
}

void ipc_call(int n, tay_word_t handle, const struct tay_message *in, bool wants_answer)
{
    struct ipc_thread *thread = &ipc.thread[n];
    enum tay_status status = check_call(thread, handle, in);
    if (status != TAY_OK) {
        ipc_finish(n, status, 0);
        return;
    }
    int server = ipc_first(IPC_RECEIVES, thread->on);
    thread->message = *in;
    thread->wants_answer = wants_answer;
    if (ipc_block(n, IPC_QUEUED, thread->on, ipc_deadline_of(in)) && server != IPC_NONE) {
        ipc_count(IPC_taken_at_once);
        take(n, server);
    }
}

/* The words of an answer arrive; a message that does not fit loses its capabilities. */
static void arrive(int from, int caller, const struct tay_message *in)
{
    bool fits = ipc_has_room(ipc.thread[caller].process, count_caps(in));
    enum tay_status status = (enum tay_status)(in->info & TAY_INFO_OPERATION_MASK);
    ipc_finish(caller, status, fits ? in->info & TAY_INFO_CAPS_MASK : TAY_INFO_CAPS_LOST);
    put_words(from, caller, in, fits);
    if (!fits) {
        ipc_count(IPC_caps_lost);
    }
    for (unsigned n = 0; n < TAY_WORDS && !fits && !copies(in); n++) {
        int cap = is_cap(in, n) ? ipc_find(from, in->word[n]) : IPC_NONE;
        if (cap != IPC_NONE) {
            ipc_close(cap);
        }
    }
}

/* Answers a caller; else the server's result says why not. */
static bool answer(int n, int caller, const struct tay_message *in, tay_word_t flags)
{
    struct ipc_thread *thread = &ipc.thread[n];
    tay_word_t number = in->info & TAY_INFO_OPERATION_MASK;
    enum tay_status status = check_message(thread->process, in, flags);
    if (status == TAY_OK && number >= TAY_STATUS_COUNT) {
        status = TAY_EINVAL;
    }
    if (status != TAY_OK) {
        ipc_finish(n, status, 0);
        return false;
    }
    int session = ipc.thread[caller].session;
    if (ipc.thread[caller].wait == IPC_TAKEN) {
        thread->hand = IPC_NONE;
    }
    if (number == TAY_EPEER && session != IPC_NONE) {
        ipc_count(IPC_session_ended);
        ipc.object[session].finished = true;
    }
    arrive(thread->process, caller, in);
    if (number == TAY_EPEER && session != IPC_NONE) {
        ipc_turn_away(ipc.object[session].endpoint);
    }
    return true;
}

bool ipc_answer_in_hand(int n, const struct tay_message *in, tay_word_t flags)
{
    struct ipc_thread *thread = &ipc.thread[n];
    if (thread->hand != IPC_NONE) {
        return answer(n, thread->hand, in, flags);
    }
    ipc_count(thread->hand_ended ? IPC_answered_too_late : IPC_nothing_in_hand);
    ipc_finish(n, thread->hand_ended ? TAY_EPEER : TAY_ESTATE, 0);
    thread->hand_ended = false;
    return false;
}

static void send_reply(int n, int cap, const struct tay_message *in)
{
    int reply = ipc.cap[cap].object, caller = ipc.object[reply].caller;
    if ((ipc.cap[cap].rights & TAY_RIGHT_SEND) == 0) {
        ipc_finish(n, TAY_ERIGHT, 0);
    } else if (caller == IPC_NONE) {
        ipc_count(IPC_answered_too_late);
        ipc_finish(n, TAY_EPEER, 0);
    } else {
        ipc.object[reply].caller = IPC_NONE;
        if (!answer(n, caller, in, 0)) {
            ipc.object[reply].caller = caller;
            return;
        }
        ipc_count(IPC_answered_aside);
        if (!ipc.object[reply].ended) {
            ipc_end(reply);
        }
        ipc_finish(n, TAY_OK, 0);
    }
}

void ipc_send(int n, tay_word_t handle, const struct tay_message *in)
{
    int cap = ipc_find(ipc.thread[n].process, handle);
    unsigned type = cap == IPC_NONE ? TAY_OBJECT_NONE : ipc.object[ipc.cap[cap].object].type;
    if (type == TAY_OBJECT_endpoint || type == TAY_OBJECT_session) {
        ipc_call(n, handle, in, false);
    } else if (type == TAY_OBJECT_reply) {
        send_reply(n, cap, in);
    } else if (handle == TAY_CALL_IN_HAND) {
        if (ipc_answer_in_hand(n, in, 0)) {
            ipc_count(IPC_answered_in_hand);
            ipc_finish(n, TAY_OK, 0);
        }
    } else {
        ipc_finish(n, cap == IPC_NONE ? TAY_EHANDLE : TAY_ETYPE, 0);
    }
}
