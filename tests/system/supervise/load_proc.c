/* SPDX-License-Identifier: MIT */
/*
 * Keeps proc busy with children, each of which ends with a status of its own. What becomes of one
 * is told right, or not at all: a proc that is started again knows nobody (tay/protocol/proc.h).
 */
#include "load.h"

#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>

static tay_cap_t endpoint, session;

static void rejoin(void)
{
    if (session != TAY_CAP_NULL) {
        enum tay_status closed = tay_cap_close(session);
        (void)closed;
        session = TAY_CAP_NULL;
    }
    while (!load_went_well(tay_proc_join(endpoint, &session), "proc: join")) {
    }
}

/* The child has a copy of everything, and only ends. */
static bool fork_and_wait(unsigned number)
{
    tay_pid_t child, ended;
    unsigned exit_status;
    if (!load_went_well(tay_proc_fork(session, &child), "proc: fork")) {
        return false;
    }
    if (child == 0) {
        enum tay_status status = tay_process_exit(TAY_CAP_SELF, number % 200);
        (void)status; /* does not return */
    }
    struct tay_call call = {
        .label = TAY_PROC_WAIT, .word = {child}, .deadline_ns = load_deadline()};
    if (!load_went_well(tay_call(session, &call), "proc: wait")) {
        return false;
    }
    ended = (tay_pid_t)call.word[0];
    exit_status = (unsigned)call.word[1];
    EXPECT(ended == child && exit_status == number % 200);
    return true;
}

int main(void)
{
    unsigned number = 0;
    endpoint = tay_startup_cap("proc");
    rejoin();
    while (load_goes_on()) {
        if (fork_and_wait(number)) {
            number++;
        } else {
            rejoin();
        }
    }
    load_tell("load-proc", number);
    return EXIT_SUCCESS;
}
