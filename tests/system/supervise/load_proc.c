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
static struct tay_alarm alarm;

static void rejoin(void)
{
    load_close(&session);
    do {
        load_call_begins();
    } while (!load_went_well(tay_proc_join(endpoint, &session), "proc: join"));
}

__attribute__((noreturn)) static void end_child(unsigned exit_status)
{
    for (;;) {
        enum tay_status status = tay_process_exit(TAY_CAP_SELF, exit_status);
        (void)status; /* does not return */
    }
}

/* A proc that dies between making a child and answering leaves both in a call that fails. The child
 * is who has no timer: those are not cloned. */
static bool is_child(void)
{
    return tay_timer_set(alarm.timer, TAY_TIME_NEVER, 0) == TAY_EHANDLE;
}

/* The child has a copy of everything, and only ends. */
static bool fork_and_wait(unsigned number)
{
    tay_pid_t child, ended;
    unsigned exit_status;
    load_call_begins();
    enum tay_status forked = tay_proc_fork(session, &child);
    if (is_child()) {
        end_child(number % 200);
    }
    if (!load_went_well(forked, "proc: fork")) {
        return false;
    }
    struct tay_call call = {
        .label = TAY_PROC_WAIT, .word = {child}, .deadline_ns = load_deadline()};
    if (!load_went_well(tay_call(session, &call), "proc: wait")) {
        return false;
    }
    ended = (tay_pid_t)call.word[0];
    exit_status = (unsigned)call.word[1];
    LOAD_EXPECT(ended == child && exit_status == number % 200);
    return true;
}

int main(int argument_count, char **arguments)
{
    unsigned number = 0;
    load_begin(argument_count, arguments);
    endpoint = tay_startup_cap("proc");
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
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
