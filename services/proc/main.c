/* SPDX-License-Identifier: MIT */
/*
 * proc: the process server (tay/protocol/proc.h). It makes clones by the kernel's operation on the
 * call that asks for it, and supervises them at the endpoint that it serves.
 */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/abi/object.h>
#include <tay/crash.h>
#include <tay/operations.h>
#include <tay/server.h>
#include <tay/startup.h>
#include <tay/status.h>

static tay_cap_t serve;

/* Gives up a capability that may have gone already. */
static void close_cap(tay_cap_t handle)
{
    enum tay_status status = tay_cap_close(handle);
    (void)status;
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
    status = member == NULL ? TAY_EAGAIN : tay_server_mint(server, member->pid, answer, 0);
    if (status != TAY_OK) {
        close_cap(process);
        if (member != NULL) {
            table_remove(member);
        }
        return status;
    }
    member->process = process;
    member->has_session = true;
    answer->word[1] = member->pid;
    return TAY_OK;
}

/* Lets the clone's handle of its parent's session name a session of its own. */
static enum tay_status give_session(const struct member *child, tay_cap_t reply, tay_word_t handle)
{
    tay_cap_t session;
    enum tay_status status =
        tay_session_mint(serve, child->pid, reply, TAY_MINT_CALLER_PAYS, &session);
    if (status != TAY_OK) {
        return status;
    }
    status = tay_process_replace(child->process, session, TAY_RIGHTS_ALL, handle);
    close_cap(session); /* if it was not given, the kernel says that it is closed */
    return status == TAY_ENOENT ? TAY_EINVAL : status;
}

static enum tay_status fork_member(struct member *parent, tay_word_t handle,
                                   struct tay_answer *answer)
{
    struct member *child = table_add(parent);
    if (child == NULL) {
        return TAY_EAGAIN;
    }
    tay_cap_t reply;
    enum tay_status status = tay_process_clone(TAY_CALL_IN_HAND, parent->process, serve, child->pid,
                                               child->pid, &child->process, &reply);
    if (status != TAY_OK) {
        table_remove(child);
        return status;
    }
    child->is_child = true;
    status = give_session(child, reply, handle);
    if (status != TAY_OK) {
        /* Its end is told like any other; nobody will ask for it. */
        enum tay_status ended = tay_object_destroy(child->process);
        (void)ended;
        close_cap(reply);
        return status;
    }
    child->has_session = true;
    child->parent = parent->pid;
    answer->word[0] = child->pid;
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
    struct member *child = table_child(parent->pid, (tay_pid_t)request->word[0]);
    if (request->word[0] != (tay_pid_t)request->word[0] || child == NULL) {
        return TAY_ENOENT;
    }
    if (request->word[1] > 1) {
        return TAY_EINVAL;
    }
    if (child->has_ended) {
        fill_in(child, answer);
        table_remove(child);
        return TAY_OK;
    }
    if (request->word[1] == 1 || parent->waiting != TAY_CAP_NULL) {
        return TAY_EAGAIN;
    }
    parent->wanted = (tay_pid_t)request->word[0];
    return tay_server_put_aside(server, parent->pid, &parent->waiting);
}

static enum tay_status kill_child(const struct member *parent, tay_word_t pid)
{
    struct member *child = table_child(parent->pid, (tay_pid_t)pid);
    if (pid == 0 || pid != (tay_pid_t)pid || child == NULL) {
        return TAY_ENOENT;
    }
    if (child->has_ended) {
        return TAY_OK;
    }
    enum tay_status status = tay_object_destroy(child->process);
    return status == TAY_EHANDLE ? TAY_OK : status; /* it has ended; proc is yet to hear of it */
}

static enum tay_status on_session(struct tay_server *server, struct tay_request *request,
                                  struct tay_answer *answer)
{
    struct member *member = table_find((tay_pid_t)request->session);
    if (member == NULL) {
        return TAY_EPEER;
    }
    switch (request->label) {
    case TAY_PROC_FORK:
        return fork_member(member, request->word[0], answer);
    case TAY_PROC_WAIT:
        return wait_for(server, member, request, answer);
    case TAY_PROC_KILL:
        return kill_child(member, request->word[0]);
    case TAY_PROC_SELF:
        answer->word[0] = member->pid;
        answer->word[1] = member->parent;
        return TAY_OK;
    default:
        return request->label == TAY_PROC_JOIN ? TAY_ESTATE : TAY_ENOSYS;
    }
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    if (request->session != 0) {
        return on_session(server, request, answer);
    }
    return request->label == TAY_PROC_JOIN ? join(server, request, answer) : TAY_ESTATE;
}

/* The parent hears of it now, or asks later, or will never. */
static void note_end(struct member *child, tay_word_t exit_status)
{
    struct member *parent = child->parent == 0 ? NULL : table_find(child->parent);
    close_cap(child->process);
    child->has_ended = true;
    child->exit_status = child->has_faulted ? TAY_EXIT_FAULT : (unsigned)exit_status;
    table_orphan(child->pid);
    if (parent == NULL || !parent->has_session) {
        table_remove(child);
        return;
    }
    if (parent->waiting == TAY_CAP_NULL || (parent->wanted != 0 && parent->wanted != child->pid)) {
        return;
    }
    struct tay_answer answer = {0};
    fill_in(child, &answer);
    tay_cap_t reply = parent->waiting;
    parent->waiting = TAY_CAP_NULL;
    if (tay_reply(reply, TAY_OK, &answer) == TAY_OK) {
        table_remove(child);
    }
}

static void note_fault(struct member *child, const struct tay_event *event)
{
    char name[sizeof "proc: " + 3 * sizeof child->pid];
    snprintf(name, sizeof name, "proc: %lu", (unsigned long)child->pid);
    tay_crash_report(name, child->process, event->word);
    child->has_faulted = true;
    enum tay_status status = tay_object_destroy(child->process);
    (void)status; /* it may be ending already */
}

/* A program that joined and is not proc's child is forgotten with its session. */
static void note_closed(struct member *member)
{
    member->has_session = false;
    table_orphan(member->pid);
    if (!member->is_child) {
        close_cap(member->process);
        table_remove(member);
    }
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    struct member *member = table_find((tay_pid_t)event->badge);
    if (event->badge == 0 || event->badge != (tay_pid_t)event->badge || member == NULL) {
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

int main(void)
{
    serve = tay_startup_cap("proc");
    struct tay_server server = {.endpoint = serve, .on_call = on_call, .on_event = on_event};
    enum tay_status status = tay_server_run(&server);
    printf("proc: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}
