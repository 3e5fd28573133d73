/* SPDX-License-Identifier: MIT */
/*
 * Creating and starting. Invariant: a process that was created has no number, and so is nobody to
 * wait for or to send signals to, until it is started; from then on only proc has a capability to
 * it.
 */
#include "spawn.h"

#include "answer.h"
#include "events.h"
#include "signals.h"
#include <string.h>
#include <tay/abi/object.h>
#include <tay/operations.h>

/* Where a thread could begin that never does. */
#define NOWHERE_UA ((tay_ua_t)0x1000)

#define SIGNALS ((uint32_t)0xfffffffe)

/* Gives up a capability that may have gone already. */
static void close_cap(tay_cap_t handle)
{
    enum tay_status status = tay_cap_close(handle);
    (void)status;
}

static void destroy(tay_cap_t object)
{
    enum tay_status status = tay_object_destroy(object);
    (void)status; /* it may be ending already */
}

/* The kernel says whether a process may have threads of this priority. */
static enum tay_status check_priority(const struct member *founder, tay_word_t priority)
{
    tay_cap_t thread;
    enum tay_status status =
        tay_thread_create(founder->process, NOWHERE_UA, NOWHERE_UA, 0, priority, &thread);
    if (status == TAY_OK) {
        destroy(thread);
    }
    return status == TAY_EFULL ? TAY_EAGAIN : status;
}

enum tay_status spawn_found(struct member *founder, tay_cap_t account, tay_word_t priority)
{
    tay_word_t type, rights, badge;
    enum tay_status status = tay_cap_query(account, &type, &rights, &badge);
    if (status != TAY_OK || type != TAY_OBJECT_account || (rights & TAY_RIGHT_MANAGE) == 0) {
        status = TAY_EINVAL;
    } else {
        status = check_priority(founder, priority);
    }
    if (status != TAY_OK) {
        close_cap(account);
        return status;
    }
    founder->account = account;
    founder->priority = (unsigned)priority;
    return TAY_OK;
}

/* Gives a new process its session; its handle there. */
static enum tay_status give_session(const struct tay_server *server, const struct member *new,
                                    tay_cap_t account, tay_word_t *handle_out)
{
    tay_cap_t session;
    enum tay_status status = tay_session_mint(server->endpoint, new->key, account, 0, &session);
    if (status != TAY_OK) {
        return status;
    }
    status = tay_process_give(new->process, session, TAY_RIGHTS_ALL, handle_out);
    close_cap(session);
    return status;
}

enum tay_status spawn_create(struct tay_server *server, const struct member *parent,
                             const struct tay_request *request, struct tay_answer *answer)
{
    const struct member *founder = table_keyed(parent->family);
    if (founder == NULL || founder->account == TAY_CAP_NULL) {
        return TAY_ENOSYS;
    }
    if (request->word[1] > founder->priority) {
        return TAY_EINVAL;
    }
    struct member *new = table_add(parent);
    if (new == NULL) {
        return TAY_EAGAIN;
    }
    enum tay_status status = tay_process_create(founder->account, server->endpoint, new->key,
                                                request->word[0], request->word[1], &new->process);
    if (status != TAY_OK) {
        table_remove(new);
        return status == TAY_EFULL ? TAY_EAGAIN : status;
    }
    new->is_child = true;
    new->parent = parent->pid;
    new->priority = (unsigned)request->word[1];
    answer->word[0] = new->process;
    answer->word[2] = new->key;
    answer->caps = 1;
    answer->copy = true;
    status = give_session(server, new, founder->account, &answer->word[1]);
    status = status == TAY_OK ? answer_now(server, parent, answer) : status;
    if (status != TAY_OK) {
        *answer = (struct tay_answer){0};
        destroy(new->process); /* its end is told like any other */
        return status == TAY_EFULL ? TAY_EAGAIN : status;
    }
    new->has_session = true;
    return TAY_OK;
}

static struct member *find_new(const struct member *caller, const struct tay_proc_start *start)
{
    struct member *new = table_keyed(start->number);
    bool is_new = new != NULL &&new->pid == 0 && new->is_child &&new->parent == caller->pid;
    return is_new && !new->has_ended ? new : NULL;
}

/* The group that a process is to be in; 0: it may not be. */
static tay_pid_t choose_group(const struct member *caller, const struct member *new,
                              const struct tay_proc_start *start)
{
    if (start->group == 0 || start->in_place != 0) {
        return caller->group;
    }
    if (start->group == TAY_PROC_OWN_GROUP) {
        return new->key;
    }
    return table_has_group(caller->family, start->group) ? start->group : 0;
}

static void begin(struct member *new, const struct tay_proc_start *start, tay_cap_t thread)
{
    enum tay_status status = tay_cap_revoke(new->process);
    (void)status; /* ours; the caller's goes */
    new->blocked = start->held;
    new->ignored = start->ignored;
    memcpy(new->name, start->name, sizeof new->name);
    events_note(start->in_place != 0 ? EVENT_EXEC : EVENT_START, new, new->parent, 0);
    new->held |= start->waiting;
    status = tay_thread_start(thread);
    (void)status; /* somebody may have destroyed the process until now, which will be heard of */
    new->first = thread;
    signal_settle(new);
}

/* As a child: undone, if the caller cannot be told. */
static enum tay_status start_child(struct tay_server *server, const struct member *caller,
                                   struct member *new, struct tay_answer *answer)
{
    new->pid = new->key;
    answer->word[0] = new->pid;
    enum tay_status status = answer_now(server, caller, answer);
    new->pid = status == TAY_OK ? new->pid : 0;
    return status;
}

struct member *spawn_stand_in(const struct member *successor)
{
    struct member *founder = table_keyed(successor->family);
    return founder != NULL && founder->successor == successor->key ? founder : NULL;
}

/* One takes the number of another, and all that goes with it. A program that joined stays, for proc
 * does not supervise it: it is told how the other one ends. */
static void replace(struct member *old, struct member *new)
{
    struct member *stand_in = spawn_stand_in(old);
    new->pid = old->pid;
    new->parent = old->parent;
    new->alarm_ns = old->alarm_ns;
    new->held = old->held;
    old->pid = 0;
    old->parent = 0;
    signal_forget(old);
    spawn_drop(new->pid);
    if (old->waiting != TAY_CAP_NULL) {
        close_cap(old->waiting);
        old->waiting = TAY_CAP_NULL;
    }
    if (!old->is_child) {
        old->successor = new->key;
        return;
    }
    if (stand_in != NULL) {
        stand_in->successor = new->key;
    }
    destroy(old->process);
}

enum tay_status spawn_start(struct tay_server *server, struct member *caller,
                            struct tay_answer *answer)
{
    struct tay_proc_start start;
    size_t done_bytes = 0;
    enum tay_status status =
        tay_caller_read(TAY_CALL_IN_HAND, 0, &start, sizeof start, &done_bytes);
    if (status != TAY_OK || done_bytes != sizeof start || start.in_place > 1 ||
        ((start.held | start.ignored | start.waiting) & ~SIGNALS) != 0) {
        return TAY_EINVAL;
    }
    struct member *new = find_new(caller, &start);
    if (new == NULL) {
        return TAY_ENOENT;
    }
    tay_pid_t group = choose_group(caller, new, &start);
    if (group == 0) {
        return TAY_EINVAL;
    }
    tay_cap_t thread;
    status = tay_thread_create(new->process, (tay_ua_t)start.entry_ua, (tay_ua_t)start.stack_ua,
                               (tay_word_t)start.argument, new->priority, &thread);
    if (status != TAY_OK) {
        return status == TAY_EFULL ? TAY_EAGAIN : status == TAY_EHANDLE ? TAY_ENOENT : status;
    }
    new->group = group;
    if (start.in_place != 0) {
        replace(caller, new);
        answer->word[0] = new->pid;
    } else {
        status = start_child(server, caller, new, answer);
    }
    if (status == TAY_OK) {
        begin(new, &start, thread);
    } else {
        destroy(thread);
    }
    return status;
}

void spawn_drop(tay_pid_t parent)
{
    struct member *new;
    while ((new = table_unstarted(parent)) != NULL) {
        new->parent = 0;
        destroy(new->process);
    }
}
