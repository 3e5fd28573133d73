/* SPDX-License-Identifier: MIT */
/*
 * The proc protocol, the client's side.
 */
#include <tay/protocol/proc.h>

#include "thread.h"
#include <tay/client.h>
#include <tay/operations.h>

enum tay_status tay_proc_join(tay_cap_t endpoint, tay_cap_t *session_out)
{
    struct tay_call call = {
        .label = TAY_PROC_JOIN, .caps = 1, .copy = true, .word = {TAY_CAP_SELF}};
    enum tay_status status = tay_call(endpoint, &call);
    if (status == TAY_OK && call.caps != 1) {
        return call.caps_lost ? TAY_EFULL : TAY_EIO;
    }
    if (status == TAY_OK) {
        *session_out = (tay_cap_t)call.word[0];
    }
    return status;
}

enum tay_status tay_proc_fork(tay_cap_t session, tay_pid_t *child_out)
{
    struct tay_call call = {.label = TAY_PROC_FORK, .word = {session}};
    thread_before_clone();
    enum tay_status status = tay_call(session, &call);
    thread_after_clone(status == TAY_OK && call.word[0] == 0);
    if (status == TAY_OK) {
        *child_out = (tay_pid_t)call.word[0];
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

enum tay_status tay_proc_wait(tay_cap_t session, tay_pid_t child, tay_pid_t *child_out,
                              unsigned *exit_status_out)
{
    struct tay_call call = {.label = TAY_PROC_WAIT, .word = {child, 0}};
    return await(session, &call, child_out, exit_status_out);
}

enum tay_status tay_proc_poll(tay_cap_t session, tay_pid_t child, tay_pid_t *child_out,
                              unsigned *exit_status_out)
{
    struct tay_call call = {.label = TAY_PROC_WAIT, .word = {child, 1}};
    return await(session, &call, child_out, exit_status_out);
}

enum tay_status tay_proc_kill(tay_cap_t session, tay_pid_t child)
{
    struct tay_call call = {.label = TAY_PROC_KILL, .word = {child}};
    return tay_call(session, &call);
}

enum tay_status tay_proc_self(tay_cap_t session, tay_pid_t *self_out, tay_pid_t *parent_out)
{
    struct tay_call call = {.label = TAY_PROC_SELF};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *self_out = (tay_pid_t)call.word[0];
        *parent_out = (tay_pid_t)call.word[1];
    }
    return status;
}
