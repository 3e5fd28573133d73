/* SPDX-License-Identifier: MIT */
/*
 * The proc protocol, the client's side.
 */
#include <tay/protocol/proc.h>

#include "thread.h"
#include <tay/client.h>
#include <tay/operations.h>

/* Makes a call again that was ended by a signal, which has been handled then. What is called so may
 * be done twice; of a fork whose answer does not arrive proc leaves nothing. */
static enum tay_status call_proc(tay_cap_t session, struct tay_call *call)
{
    struct tay_call wanted = *call;
    enum tay_status status;
    do {
        *call = wanted;
        status = tay_call(session, call);
    } while (status == TAY_ECANCELED);
    return status;
}

/* The capability that an answer brings. */
static enum tay_status take(const struct tay_call *call, enum tay_status status,
                            tay_cap_t *handle_out)
{
    if (status == TAY_OK) {
        *handle_out = (tay_cap_t)call->word[0];
    }
    return status;
}

enum tay_status tay_proc_join(tay_cap_t endpoint, tay_cap_t *session_out)
{
    struct tay_call call = {
        .label = TAY_PROC_JOIN, .caps = 1, .wants = 1, .copy = true, .word = {TAY_CAP_SELF}};
    enum tay_status status = tay_call(endpoint, &call);
    return take(&call, status, session_out);
}

enum tay_status tay_proc_found(tay_cap_t endpoint, tay_cap_t account, unsigned priority,
                               tay_cap_t *session_out)
{
    struct tay_call call = {.label = TAY_PROC_JOIN,
                            .caps = 3,
                            .wants = 1,
                            .copy = true,
                            .word = {TAY_CAP_SELF, account, priority}};
    enum tay_status status = tay_call(endpoint, &call);
    return take(&call, status, session_out);
}

enum tay_status tay_proc_fork(tay_cap_t session, tay_pid_t *child_out)
{
    struct tay_call call = {.label = TAY_PROC_FORK, .word = {session}};
    thread_before_clone();
    enum tay_status status = call_proc(session, &call);
    thread_after_clone(status == TAY_OK && call.word[0] == 0);
    if (status == TAY_OK) {
        *child_out = (tay_pid_t)call.word[0];
    }
    return status;
}

/* A call with two words in, and one out. */
static enum tay_status ask(tay_cap_t session, unsigned label, tay_word_t first, tay_word_t second,
                           tay_word_t *answer_out)
{
    struct tay_call call = {.label = label, .word = {first, second}};
    enum tay_status status = call_proc(session, &call);
    if (status == TAY_OK) {
        *answer_out = call.word[0];
    }
    return status;
}

static enum tay_status await(tay_cap_t session, const struct tay_call *wanted, tay_pid_t *child_out,
                             unsigned *exit_status_out)
{
    struct tay_call call = *wanted;
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *child_out = (tay_pid_t)call.word[0];
        *exit_status_out = (unsigned)call.word[1];
    }
    return status;
}

enum tay_status tay_proc_wait(tay_cap_t session, int64_t child, tay_pid_t *child_out,
                              unsigned *exit_status_out)
{
    struct tay_call call = {.label = TAY_PROC_WAIT, .word = {(tay_word_t)child, 0}};
    return await(session, &call, child_out, exit_status_out);
}

enum tay_status tay_proc_poll(tay_cap_t session, int64_t child, tay_pid_t *child_out,
                              unsigned *exit_status_out)
{
    struct tay_call call = {.label = TAY_PROC_WAIT, .word = {(tay_word_t)child, 1}};
    return await(session, &call, child_out, exit_status_out);
}

enum tay_status tay_proc_kill(tay_cap_t session, int64_t target, unsigned signal)
{
    struct tay_call call = {.label = TAY_PROC_KILL, .word = {(tay_word_t)target, signal}};
    enum tay_status status;
    do {
        status = tay_call(session, &call);
        call.word[0] = (tay_word_t)target;
        call.word[1] = signal;
    } while (status == TAY_ECANCELED && !call.seen);
    /* Once proc has seen it, it sends the signal, perhaps to the caller, too. */
    return status == TAY_ECANCELED ? TAY_OK : status;
}

enum tay_status tay_proc_self(tay_cap_t session, tay_pid_t *self_out, tay_pid_t *parent_out)
{
    struct tay_call call = {.label = TAY_PROC_SELF};
    enum tay_status status = call_proc(session, &call);
    if (status == TAY_OK) {
        *self_out = (tay_pid_t)call.word[0];
        *parent_out = (tay_pid_t)call.word[1];
    }
    return status;
}

enum tay_status tay_proc_catch(tay_cap_t session, tay_cap_t thread)
{
    struct tay_call call = {.label = TAY_PROC_CATCH, .word = {thread}};
    return call_proc(session, &call);
}

enum tay_status tay_proc_group(tay_cap_t session, tay_pid_t process, tay_pid_t change_to,
                               tay_pid_t *group_out)
{
    tay_word_t group;
    enum tay_status status = ask(session, TAY_PROC_GROUP, process, change_to, &group);
    *group_out = status == TAY_OK ? (tay_pid_t)group : *group_out;
    return status;
}

enum tay_status tay_proc_alarm(tay_cap_t session, tay_time_t when_ns, tay_time_t *before_ns_out)
{
    tay_word_t before;
    enum tay_status status = ask(session, TAY_PROC_ALARM, when_ns, 0, &before);
    *before_ns_out = status == TAY_OK ? before : *before_ns_out;
    return status;
}

enum tay_status tay_proc_front(tay_cap_t session, tay_pid_t change_to, tay_pid_t *group_out)
{
    tay_word_t group;
    enum tay_status status = ask(session, TAY_PROC_FRONT, change_to, 0, &group);
    *group_out = status == TAY_OK ? (tay_pid_t)group : *group_out;
    return status;
}

enum tay_status tay_proc_terminal(tay_cap_t session, tay_cap_t *notification_out)
{
    struct tay_call call = {.label = TAY_PROC_TERMINAL, .wants = 1};
    enum tay_status status = call_proc(session, &call);
    return take(&call, status, notification_out);
}

enum tay_status tay_proc_hold(tay_cap_t session)
{
    struct tay_call call = {.label = TAY_PROC_CATCH, .word = {TAY_CAP_NULL, 1}};
    return call_proc(session, &call);
}

enum tay_status tay_proc_create(tay_cap_t session, unsigned slots, unsigned priority,
                                struct tay_proc_new *new_out)
{
    struct tay_call call = {.label = TAY_PROC_CREATE, .wants = 1, .word = {slots, priority}};
    enum tay_status status = call_proc(session, &call);
    new_out->session = (tay_cap_t)call.word[1];
    new_out->number = (tay_pid_t)call.word[2];
    return take(&call, status, &new_out->process);
}

enum tay_status tay_proc_start(tay_cap_t session, const struct tay_proc_start *start,
                               tay_pid_t *number_out)
{
    struct tay_call call = {
        .label = TAY_PROC_START, .lend_read = start, .lend_read_bytes = sizeof *start};
    enum tay_status status = call_proc(session, &call);
    if (status == TAY_OK) {
        *number_out = (tay_pid_t)call.word[0];
    }
    return status;
}
