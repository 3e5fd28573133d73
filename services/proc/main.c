/* SPDX-License-Identifier: MIT */
/*
 * proc: the process server (tay/protocol/proc.h). It makes clones by the kernel's operation on the
 * call that asks for it, and supervises them at the endpoint that it serves. By the same endpoint
 * it is a file system, /proc (files.h).
 */
#include "answer.h"
#include "events.h"
#include "files.h"
#include "look.h"
#include "signals.h"
#include "spawn.h"
#include "table.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/abi/object.h>
#include <tay/crash.h>
#include <tay/operations.h>
#include <tay/server.h>
#include <tay/startup.h>
#include <tay/status.h>

static tay_cap_t serve;

/* Bound to the endpoint: a terminal's bits, and that of the timer of alarms. */
static tay_cap_t bell;
#define ALARM_BIT 0x100u

/* The group at the terminal; 0: none. */
static tay_pid_t front;

/* Gives up a capability that may have gone already. */
static void close_cap(tay_cap_t handle)
{
    enum tay_status status = tay_cap_close(handle);
    (void)status;
}

/* A program that is to be a process, with what it says of those that it will start. */
static enum tay_status add_founder(struct tay_server *server, struct tay_request *request,
                                   struct member *member, struct tay_answer *answer)
{
    bool founds = (request->caps & 1u << 1) != 0;
    enum tay_status status =
        founds ? spawn_found(member, tay_request_take(request, 1), request->word[2]) : TAY_OK;
    status = status == TAY_OK ? tay_server_mint(server, member->key, answer, 0) : status;
    if (status == TAY_OK) {
        member->pid = member->key;
        member->has_session = true;
        answer->word[1] = member->pid;
    }
    return status;
}

static void forget(struct member *member)
{
    close_cap(member->process);
    close_cap(member->account);
    signal_forget(member);
    table_remove(member);
}

static void note_join(struct member *member)
{
    char name[LOOK_NAME_BYTES] = {0};
    look_name(member->process, name);
    memcpy(member->name, name, sizeof member->name);
    events_note(EVENT_JOIN, member, 0, 0);
}

static enum tay_status join(struct tay_server *server, struct tay_request *request,
                            struct tay_answer *answer)
{
    tay_word_t type, rights, badge;
    tay_cap_t process = tay_request_take(request, 0);
    enum tay_status status = tay_cap_query(process, &type, &rights, &badge);
    if (status != TAY_OK || type != TAY_OBJECT_process || (rights & TAY_RIGHT_MANAGE) == 0) {
        close_cap(process);
        return TAY_EINVAL;
    }
    struct member *member = table_add(NULL);
    if (member == NULL) {
        close_cap(process);
        return TAY_EAGAIN;
    }
    member->process = process;
    status = add_founder(server, request, member, answer);
    if (status != TAY_OK) {
        forget(member);
        return status;
    }
    note_join(member);
    return TAY_OK;
}

/* Lets the clone's handle of its parent's session name a session of its own. */
static enum tay_status give_session(const struct member *child, tay_cap_t reply, tay_word_t handle)
{
    tay_cap_t session;
    enum tay_status status =
        tay_session_mint(serve, child->key, reply, TAY_MINT_CALLER_PAYS, &session);
    if (status != TAY_OK) {
        return status;
    }
    status = tay_process_replace(child->process, session, TAY_RIGHTS_ALL, handle);
    close_cap(session); /* if it was not given, the kernel says that it is closed */
    return status == TAY_ENOENT ? TAY_EINVAL : status;
}

static enum tay_status fork_member(struct tay_server *server, struct member *parent,
                                   tay_word_t handle, struct tay_answer *answer)
{
    struct member *child = table_add(parent);
    if (child == NULL) {
        return TAY_EAGAIN;
    }
    tay_cap_t reply;
    enum tay_status status = tay_process_clone(TAY_CALL_IN_HAND, parent->process, serve, child->key,
                                               child->key, &child->process, &reply);
    if (status != TAY_OK) {
        table_remove(child);
        return status;
    }
    child->is_child = true;
    child->holds = parent->holds || parent->thread != TAY_CAP_NULL;
    child->blocked = parent->blocked;
    child->ignored = parent->ignored;
    memcpy(child->name, parent->name, sizeof child->name);
    answer->word[0] = child->key;
    status = give_session(child, reply, handle);
    status = status == TAY_OK ? answer_now(server, parent, answer) : status;
    if (status != TAY_OK) {
        /* Its end is told like any other; nobody will ask for it. */
        enum tay_status ended = tay_object_destroy(child->process);
        (void)ended;
        close_cap(reply);
        return status;
    }
    child->pid = child->key;
    child->has_session = true;
    child->parent = parent->pid;
    events_note(EVENT_FORK, child, parent->pid, 0);
    tay_reply(reply, TAY_OK, NULL); /* its words are 0 */
    return TAY_OK;
}

static void fill_in(const struct member *child, struct tay_answer *answer)
{
    answer->word[0] = child->pid;
    answer->word[1] = child->exit_status;
}

static enum tay_status wait_for(struct tay_server *server, struct member *parent,
                                const struct tay_request *request, struct tay_answer *answer)
{
    int64_t wanted = (int64_t)request->word[0];
    struct member *child = table_child(parent->pid, wanted);
    if (child == NULL) {
        return TAY_ENOENT;
    }
    if (request->word[1] > 1) {
        return TAY_EINVAL;
    }
    if (child->has_ended) {
        fill_in(child, answer);
        enum tay_status status = answer_now(server, parent, answer);
        if (status == TAY_OK) {
            table_remove(child);
        }
        return status;
    }
    if (request->word[1] == 1 || parent->waiting != TAY_CAP_NULL) {
        return TAY_EAGAIN;
    }
    parent->wanted = wanted;
    return tay_server_put_aside(server, parent->key, &parent->waiting);
}

/* A program that joined, and in whose place another one runs, is told how that one ended. */
static enum tay_status wait_in_place(struct tay_server *server, struct member *member,
                                     const struct tay_request *request, struct tay_answer *answer)
{
    if (request->label != TAY_PROC_WAIT || member->is_child) {
        return TAY_EPEER;
    }
    if (member->has_ended) {
        answer->word[1] = member->exit_status;
        return TAY_OK;
    }
    if (member->waiting != TAY_CAP_NULL) {
        return TAY_EAGAIN;
    }
    return tay_server_put_aside(server, member->key, &member->waiting);
}

static enum tay_status group_of(struct member *asker, const struct tay_request *request,
                                struct tay_answer *answer)
{
    tay_word_t pid = request->word[0] == 0 ? asker->pid : request->word[0];
    struct member *member = pid <= UINT32_MAX ? table_find((tay_pid_t)pid) : NULL;
    if (member == NULL) {
        return TAY_ENOENT;
    }
    if (member->family != asker->family) {
        return TAY_ERIGHT;
    }
    if (request->word[1] != 0) {
        if (member != asker && (!member->is_child || member->parent != asker->pid)) {
            return TAY_ERIGHT;
        }
        if (request->word[1] != member->pid && !table_has_group(member->family, request->word[1])) {
            return TAY_EINVAL;
        }
        member->group = (tay_pid_t)request->word[1];
    }
    answer->word[0] = member->group;
    return TAY_OK;
}

static enum tay_status change_front(const struct member *asker, tay_word_t group,
                                    struct tay_answer *answer)
{
    if (group != 0 && !table_has_group(asker->family, group)) {
        return TAY_EINVAL;
    }
    front = group != 0 ? (tay_pid_t)group : front;
    answer->word[0] = front;
    return TAY_OK;
}

static enum tay_status give_terminal(struct tay_answer *answer)
{
    tay_cap_t copy;
    enum tay_status status = tay_cap_copy(bell, TAY_RIGHT_SEND | TAY_RIGHT_GRANT, &copy);
    if (status == TAY_OK) {
        answer->word[0] = copy;
        answer->caps = 1;
    }
    return status == TAY_EFULL ? TAY_EAGAIN : status;
}

/* Of the terminal: its bits are not the sender's to choose beyond these. */
static void note_bell(tay_word_t bits)
{
    static const struct {
        tay_word_t bit;
        unsigned signal;
    } meanings[] = {{TAY_PROC_TERMINAL_INTERRUPT, SIGINT},
                    {TAY_PROC_TERMINAL_QUIT, SIGQUIT},
                    {TAY_PROC_TERMINAL_HANGUP, SIGHUP}};
    for (unsigned i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        struct member *next = NULL;
        while ((bits & meanings[i].bit) != 0 && front != 0 && (next = table_before(next)) != NULL) {
            if (next->group == front) {
                events_note(EVENT_SIGNAL, next, 0, meanings[i].signal);
                signal_send(next, meanings[i].signal);
            }
        }
    }
    if ((bits & ALARM_BIT) != 0) {
        signal_ring();
    }
}

static enum tay_status on_session(struct tay_server *server, struct tay_request *request,
                                  struct tay_answer *answer)
{
    struct member *member = table_keyed(request->session);
    if (member == NULL) {
        return TAY_EPEER;
    }
    if (member->pid == 0) {
        return wait_in_place(server, member, request, answer);
    }
    switch (request->label) {
    case TAY_PROC_FORK:
        return fork_member(server, member, request->word[0], answer);
    case TAY_PROC_WAIT:
        return wait_for(server, member, request, answer);
    case TAY_PROC_KILL:
        return signal_kill(member, (int64_t)request->word[0], request->word[1]);
    case TAY_PROC_SELF:
        answer->word[0] = member->pid;
        answer->word[1] = member->parent;
        return TAY_OK;
    case TAY_PROC_CATCH:
        return signal_catch(member, request->word[0], request->word[1]);
    case TAY_PROC_GROUP:
        return group_of(member, request, answer);
    case TAY_PROC_ALARM:
        answer->word[0] = signal_set_alarm(member, request->word[0]);
        return TAY_OK;
    case TAY_PROC_FRONT:
        return change_front(member, request->word[0], answer);
    case TAY_PROC_TERMINAL:
        return give_terminal(answer);
    case TAY_PROC_CREATE:
        return spawn_create(server, member, request, answer);
    case TAY_PROC_START:
        return spawn_start(server, member, answer);
    default:
        return request->label == TAY_PROC_JOIN ? TAY_ESTATE : TAY_ENOSYS;
    }
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    bool is_of_files = request->session == 0 ? request->label >= TAY_FILE_ROOT
                                             : files_is_session(request->session);
    if (is_of_files) {
        return files_serve(server, request, answer);
    }
    if (request->session != 0) {
        return on_session(server, request, answer);
    }
    return request->label == TAY_PROC_JOIN ? join(server, request, answer) : TAY_ESTATE;
}

/* What a process made, and its children, are nobody's. */
static void orphan(tay_pid_t pid)
{
    spawn_drop(pid);
    table_orphan(pid);
}

static unsigned status_of(const struct member *ended, tay_word_t exit_status)
{
    if (ended->has_faulted) {
        return TAY_EXIT_FAULT;
    }
    bool by_signal = exit_status == TAY_EXIT_DESTROYED && ended->ended_by != 0;
    return by_signal ? TAY_PROC_EXIT_SIGNAL + ended->ended_by : (unsigned)exit_status;
}

/* Answers who waits for the end of a process; whether it was told. */
static bool tell_end(struct member *waiter, const struct member *ended)
{
    struct tay_answer answer = {0};
    fill_in(ended, &answer);
    tay_cap_t reply = waiter->waiting;
    waiter->waiting = TAY_CAP_NULL;
    return reply != TAY_CAP_NULL && tay_reply(reply, TAY_OK, &answer) == TAY_OK;
}

static void tell_stand_in(const struct member *ended)
{
    struct member *stand_in = spawn_stand_in(ended);
    if (stand_in != NULL && !tell_end(stand_in, ended)) {
        stand_in->has_ended = true;
        stand_in->exit_status = ended->exit_status;
    }
}

/* The parent hears of it now, or asks later, or will never. */
static void note_end(struct member *child, tay_word_t exit_status)
{
    struct member *parent = table_find(child->parent);
    close_cap(child->process);
    signal_forget(child);
    child->has_ended = true;
    child->exit_status = status_of(child, exit_status);
    tell_stand_in(child);
    if (child->pid != 0) {
        events_note(EVENT_END, child, child->parent, child->exit_status);
        orphan(child->pid);
    }
    if (child->pid == 0 || parent == NULL || !parent->has_session) {
        table_remove(child);
        return;
    }
    signal_send(parent, SIGCHLD);
    if (parent->waiting != TAY_CAP_NULL && table_is_wanted(child, parent->wanted) &&
        tell_end(parent, child)) {
        table_remove(child);
    }
}

static void note_fault(struct member *child, const struct tay_event *event)
{
    char name[sizeof "proc: " + 3 * sizeof child->pid];
    snprintf(name, sizeof name, "proc: %lu", (unsigned long)child->pid);
    tay_crash_report(name, child->process, event->word);
    child->has_faulted = true;
    events_note(EVENT_FAULT, child, child->parent, 0);
    enum tay_status status = tay_object_destroy(child->process);
    (void)status; /* it may be ending already */
}

/* Of one that has another one in its place that one's end is noted. */
static void note_leave(const struct member *member)
{
    if (member->pid != 0) {
        events_note(EVENT_END, member, 0, EVENTS_NO_VALUE);
    }
}

/* A program that joined and is not proc's child is forgotten with its session. */
static void note_closed(struct member *member)
{
    member->has_session = false;
    if (member->pid != 0) {
        orphan(member->pid);
    }
    if (!member->is_child) {
        note_leave(member);
        forget(member);
    }
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    if (event->kind == TAY_KIND_NOTIFICATION) {
        note_bell(event->word[0]);
        return;
    }
    if (event->kind == TAY_KIND_CLOSED && files_is_session(event->badge)) {
        files_event(event);
        return;
    }
    struct member *member = table_keyed(event->badge);
    if (member == NULL) {
        return;
    }
    switch (event->kind) {
    case TAY_KIND_EXITED:
        note_end(member, event->word[0]);
        break;
    case TAY_KIND_FAULT:
        note_fault(member, event);
        break;
    case TAY_KIND_CLOSED:
        note_closed(member);
        break;
    case TAY_KIND_ABANDONED:
        close_cap(member->waiting);
        member->waiting = TAY_CAP_NULL;
        break;
    default:
        break;
    }
}

/* What stands before the first call. */
static enum tay_status begin(void)
{
    enum tay_status status = tay_notification_create(TAY_OWN_ACCOUNT, &bell);
    status = status == TAY_OK ? tay_endpoint_bind(serve, bell) : status;
    files_begin();
    events_begin();
    table_begin();
    return status == TAY_OK ? signal_begin(bell, ALARM_BIT) : status;
}

int main(void)
{
    serve = tay_startup_cap("proc");
    struct tay_server server = {.endpoint = serve, .on_call = on_call, .on_event = on_event};
    enum tay_status status = begin();
    status = status == TAY_OK ? tay_server_run(&server) : status;
    printf("proc: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}
