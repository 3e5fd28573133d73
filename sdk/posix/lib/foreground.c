/* SPDX-License-Identifier: MIT */
#include "foreground.h"

#include "error.h"
#include "process.h"
#include "terminal.h"
#include <signal.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <unistd.h>

/* What proc says of the group at the terminal; 0: none. */
static int ask_front(tay_pid_t change_to, tay_pid_t *front_out)
{
    tay_cap_t proc = process_session();
    enum tay_status status;
    if (proc == TAY_CAP_NULL) {
        return ENOTTY;
    }
    do {
        status = tay_proc_front(proc, change_to, front_out);
    } while (status == TAY_ECANCELED);
    return status == TAY_EINVAL ? EPERM : process_error(status);
}

bool foreground_is_other(void)
{
    tay_pid_t front;
    return ask_front(0, &front) == 0 && front != 0 && (pid_t)front != getpgrp() &&
           killpg((pid_t)front, 0) == 0;
}

static int name_interrupt(tay_cap_t session)
{
    tay_cap_t notification;
    enum tay_status status;
    do {
        status = tay_proc_terminal(process_session(), &notification);
    } while (status == TAY_ECANCELED);
    if (status != TAY_OK) {
        return process_error(status);
    }
    do {
        status = tay_stream_interrupt(session, notification, TAY_PROC_TERMINAL_INTERRUPT,
                                      TAY_PROC_TERMINAL_QUIT);
    } while (status == TAY_ECANCELED);
    enum tay_status closed = tay_cap_close(notification);
    (void)closed; /* the terminal has its own */
    return status == TAY_OK ? 0 : EIO;
}

void foreground_name_interrupt(tay_cap_t session)
{
    tay_pid_t front;
    if (ask_front(0, &front) == 0 && front != 0) {
        int error = name_interrupt(session);
        (void)error; /* the call that is done again tells it */
    }
}

static int put_in_front(int descriptor, pid_t group)
{
    struct open_file file;
    tay_pid_t front;
    int error = terminal_get(descriptor, &file);
    if (error == 0 && group <= 0) {
        error = EINVAL;
    }
    if (error == 0) {
        error = ask_front((tay_pid_t)group, &front);
    }
    return error == 0 ? name_interrupt(file.session) : error;
}

int tcsetpgrp(int descriptor, pid_t group)
{
    return error_return(put_in_front(descriptor, group));
}

/* Who asks first, when nobody is at the terminal, is at it. */
pid_t tcgetpgrp(int descriptor)
{
    struct open_file file;
    tay_pid_t front = 0;
    int error = terminal_get(descriptor, &file);
    if (error == 0) {
        error = ask_front(0, &front);
    }
    if (error == 0 && front == 0) {
        front = (tay_pid_t)getpgrp();
        error = put_in_front(descriptor, (pid_t)front);
    }
    return error != 0 ? error_return(error) : (pid_t)front;
}
