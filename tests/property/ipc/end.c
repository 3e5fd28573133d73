/* SPDX-License-Identifier: MIT */
/*
 * What the kernel tells, and what becomes of those who are left when something ends. Each function
 * does all that follows at once.
 */
#include "model.h"

#include <string.h>

static void deliver(int receiver, const struct ipc_letter *letter)
{
    static const enum ipc_event heard[] = {
        [TAY_KIND_CLOSED] = IPC_heard_closed,
        [TAY_KIND_ABANDONED] = IPC_heard_abandoned,
        [TAY_KIND_FAULT] = IPC_heard_fault,
        [TAY_KIND_EXITED] = IPC_heard_exited,
    };
    ipc_count(heard[letter->kind]);
    ipc_finish(receiver, TAY_OK, 0);
    struct ipc_result *result = &ipc.thread[receiver].result;
    result->kind = letter->kind;
    result->badge = letter->badge;
    result->has_badge = true;
    result->words = TAY_WORDS;
    memcpy(result->word, letter->word, sizeof result->word);
    result->is_letter = true;
    result->letter = *letter;
}

void ipc_post(struct ipc_letter letter)
{
    letter.step = ipc.step;
    if (ipc.object[letter.endpoint].ended || ipc_receivers(letter.endpoint) == 0) {
        return;
    }
    int receiver = ipc_first(IPC_RECEIVES, letter.endpoint);
    if (receiver != IPC_NONE) {
        deliver(receiver, &letter);
        return;
    }
    if (ipc.letter_count == IPC_LETTERS) {
        ipc_fail("the model has no room for messages");
    }
    ipc_count(IPC_queued_letter);
    ipc.letter[ipc.letter_count++] = letter;
}

/* Takes the oldest message of an endpoint out. */
static bool take_out(int endpoint, struct ipc_letter *letter)
{
    for (int i = 0; i < ipc.letter_count; i++) {
        if (ipc.letter[i].endpoint == endpoint) {
            *letter = ipc.letter[i];
            ipc.letter_count--;
            memmove(&ipc.letter[i], &ipc.letter[i + 1],
                    (size_t)(ipc.letter_count - i) * sizeof *letter);
            return true;
        }
    }
    return false;
}

bool ipc_take_letter(int endpoint, int receiver)
{
    struct ipc_letter letter;
    bool found = take_out(endpoint, &letter);
    if (found) {
        deliver(receiver, &letter);
    }
    return found;
}

bool ipc_lets_in(int endpoint, int session)
{
    const struct ipc_object *to = &ipc.object[endpoint];
    if (to->ended || to->refusing || ipc_receivers(endpoint) == 0) {
        return false;
    }
    const struct ipc_object *by = &ipc.object[session == IPC_NONE ? endpoint : session];
    return !by->ended && !by->finished && by->epoch == to->epoch;
}

/* Nobody will ever receive: nobody is left waiting for a caller. */
static void close_down(int endpoint)
{
    int receiver;
    struct ipc_letter letter;
    while ((receiver = ipc_first(IPC_RECEIVES, endpoint)) != IPC_NONE) {
        ipc_count(IPC_receiver_turned_away);
        ipc_finish(receiver, TAY_EPEER, 0);
    }
    ipc_bind(endpoint, IPC_NONE);
    while (take_out(endpoint, &letter)) {
    }
}

bool ipc_is_supervised(int process)
{
    const struct ipc_object *object = &ipc.object[process];
    const struct ipc_object *by =
        object->supervisor == IPC_NONE ? NULL : &ipc.object[object->supervisor];
    return by != NULL && !by->ended && by->epoch == object->epoch &&
           ipc_receivers(object->supervisor) > 0;
}

/* Who stands still after a fault, and will not be helped any more. */
static void end_faulted(int endpoint)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        const struct ipc_thread *thread = &ipc.thread[i];
        if (!thread->ended && thread->state == IPC_STOPPED &&
            ipc.object[thread->process].supervisor == endpoint &&
            !ipc_is_supervised(thread->process)) {
            ipc_count(IPC_fault_alone_later);
            ipc_end_process(thread->process, TAY_EXIT_FAULT);
        }
    }
}

void ipc_turn_away(int endpoint)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        const struct ipc_thread *thread = &ipc.thread[i];
        if (ipc_is_blocked(thread, IPC_QUEUED, endpoint) &&
            !ipc_lets_in(endpoint, thread->session)) {
            ipc_count(IPC_queue_turned_away);
            ipc_end_call(i, TAY_EPEER);
        }
    }
    if (ipc.object[endpoint].ended || ipc_receivers(endpoint) == 0) {
        close_down(endpoint);
    }
    end_faulted(endpoint);
}

void ipc_give_up(int n)
{
    struct ipc_thread *thread = &ipc.thread[n];
    thread->state = IPC_READY;
    if (thread->wait == IPC_TAKEN) {
        struct ipc_thread *server = &ipc.thread[thread->server];
        server->hand = IPC_NONE;
        server->hand_ended = true;
    } else if (thread->wait == IPC_ASIDE && ipc.object[thread->reply].caller != IPC_NONE) {
        struct ipc_object *reply = &ipc.object[thread->reply];
        reply->caller = IPC_NONE;
        ipc_post((struct ipc_letter){
            .endpoint = reply->endpoint, .kind = TAY_KIND_ABANDONED, .badge = reply->badge});
    }
    ipc_inherit();
}

void ipc_end_call(int caller, enum tay_status status)
{
    bool seen = ipc.thread[caller].wait != IPC_QUEUED;
    ipc_give_up(caller);
    ipc_finish(caller, status, seen ? TAY_INFO_SEEN : 0);
}

void ipc_bind(int endpoint, int notification)
{
    struct ipc_object *object = &ipc.object[endpoint];
    if (object->bound != IPC_NONE) {
        ipc_count(IPC_unbound);
        ipc.object[object->bound].bound = IPC_NONE;
    }
    object->bound = notification;
    if (notification != IPC_NONE) {
        ipc_count(IPC_bound);
        ipc.object[notification].bound = endpoint;
        ipc_spread_bits(notification);
    }
}

static bool has_caps(int object)
{
    for (int i = 0; i < IPC_CAPS; i++) {
        if (ipc.cap[i].process != IPC_NONE && ipc.cap[i].object == object) {
            return true;
        }
    }
    return false;
}

void ipc_close(int n)
{
    struct ipc_cap cap = ipc.cap[n];
    bool receives = (cap.rights & TAY_RIGHT_RECEIVE) != 0;
    ipc.cap[n].process = IPC_NONE;
    if (ipc.object[cap.object].ended) {
        return;
    }
    if (ipc.object[cap.object].type == TAY_OBJECT_endpoint && receives &&
        ipc_receivers(cap.object) == 0) {
        ipc_count(IPC_receivers_gone);
        ipc_turn_away(cap.object);
    }
    if (!has_caps(cap.object) && !ipc.object[cap.object].ended) {
        ipc_end(cap.object);
    }
}

static void end_thread(int n)
{
    struct ipc_thread *thread = &ipc.thread[n];
    bool blocked = thread->state == IPC_BLOCKED;
    ipc_count(IPC_thread_died);
    thread->ended = true;
    if (blocked) {
        if (thread->wait == IPC_TAKEN || thread->wait == IPC_ASIDE) {
            ipc_count(IPC_caller_died);
        }
        ipc_give_up(n);
    }
    thread->state = IPC_STOPPED;
    if (thread->hand != IPC_NONE) {
        ipc_count(IPC_lost_in_hand);
        ipc_end_call(thread->hand, TAY_EPEER);
    }
}

/* Whether a thread of a process would hear, if it ended later, that another one gives its call up.
 */
static bool hears_its_own(int process)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        const struct ipc_thread *caller = &ipc.thread[i];
        if (caller->process != process || caller->ended || caller->state != IPC_BLOCKED ||
            caller->wait != IPC_ASIDE) {
            continue;
        }
        int receiver = ipc_first(IPC_RECEIVES, ipc.object[caller->reply].endpoint);
        if (receiver != IPC_NONE && ipc.thread[receiver].process == process) {
            return true;
        }
    }
    return false;
}

static void end_process(int process)
{
    const struct ipc_object *object = &ipc.object[process];
    ipc_count(IPC_process_died);
    /* In which order the threads of a process end is open. */
    ipc.ended_processes += hears_its_own(process) ? 2 : 1;
    for (int i = 0; i < ipc.thread_count; i++) {
        if (ipc.thread[i].process == process && !ipc.thread[i].ended) {
            ipc_end(ipc.thread[i].object);
        }
    }
    for (int i = 0; i < IPC_CAPS; i++) {
        if (ipc.cap[i].process == process) {
            ipc_close(i);
        }
    }
    if (object->supervisor != IPC_NONE) {
        ipc_post((struct ipc_letter){.endpoint = object->supervisor,
                                     .kind = TAY_KIND_EXITED,
                                     .badge = object->badge,
                                     .word = {object->exit_status}});
    }
}

static void end_session(int session)
{
    const struct ipc_object *object = &ipc.object[session];
    ipc_turn_away(object->endpoint);
    if (!object->finished && object->epoch == ipc.object[object->endpoint].epoch) {
        ipc_post((struct ipc_letter){
            .endpoint = object->endpoint, .kind = TAY_KIND_CLOSED, .badge = object->badge});
    } else {
        ipc_count(IPC_session_closed_silently);
    }
}

static void end_notification(int notification)
{
    int waiter;
    if (ipc.object[notification].bound != IPC_NONE) {
        ipc_bind(ipc.object[notification].bound, IPC_NONE);
    }
    while ((waiter = ipc_first(IPC_WAITS, notification)) != IPC_NONE) {
        ipc_count(IPC_receiver_turned_away);
        ipc_finish(waiter, TAY_EPEER, 0);
    }
}

static void end_reply(int reply)
{
    int caller = ipc.object[reply].caller;
    ipc.object[reply].caller = IPC_NONE;
    if (caller != IPC_NONE) {
        ipc_count(IPC_lost_aside);
        ipc_end_call(caller, TAY_EPEER);
    }
}

void ipc_end(int n)
{
    struct ipc_object *object = &ipc.object[n];
    object->ended = true;
    for (int i = 0; i < IPC_CAPS; i++) {
        if (ipc.cap[i].process != IPC_NONE && ipc.cap[i].object == n) {
            ipc.cap[i].process = IPC_NONE;
        }
    }
    switch (object->type) {
    case TAY_OBJECT_process:
        end_process(n);
        break;
    case TAY_OBJECT_thread:
        end_thread(object->thread);
        break;
    case TAY_OBJECT_endpoint:
        ipc_turn_away(n);
        break;
    case TAY_OBJECT_notification:
        end_notification(n);
        break;
    case TAY_OBJECT_session:
        end_session(n);
        break;
    case TAY_OBJECT_reply:
        end_reply(n);
        break;
    default:
        break;
    }
}

void ipc_end_process(int process, unsigned exit_status)
{
    if (!ipc.object[process].ended) {
        ipc.object[process].exit_status = exit_status;
        ipc_end(process);
    }
}
