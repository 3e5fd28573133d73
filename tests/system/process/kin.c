/* SPDX-License-Identifier: MIT */
/*
 * What proc promises about children: numbers, statuses, waiting for one or any, polling, killing,
 * children of children, and what is refused.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <tay/status.h>

static tay_cap_t session;

#define check(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("kin: FAILED: line %d: %s\n", __LINE__, #condition);                            \
            exit(EXIT_FAILURE);                                                                    \
        }                                                                                          \
    } while (0)

/* A child that runs a function and ends with what that gives; its number. */
static tay_pid_t start(int (*function)(void))
{
    tay_pid_t child;
    check(tay_proc_fork(session, &child) == TAY_OK);
    if (child == 0) {
        exit(function());
    }
    return child;
}

static unsigned status_of(tay_pid_t child)
{
    tay_pid_t ended;
    unsigned exit_status;
    check(tay_proc_wait(session, child, &ended, &exit_status) == TAY_OK);
    check(ended == child);
    return exit_status;
}

static int three(void)
{
    return 3;
}

static int sleep_for_ever(void)
{
    tay_word_t bits;
    tay_cap_t bell;
    if (tay_notification_create(TAY_OWN_ACCOUNT, &bell) != TAY_OK) {
        return EXIT_FAILURE;
    }
    return (int)tay_trap_wait(bell, 0, 0, &bits);
}

/* The grandchild's parent is the child, not its parent. */
static int have_a_child(void)
{
    tay_pid_t self, parent, child = start(three);
    check(tay_proc_self(session, &self, &parent) == TAY_OK && parent != 0 && self != parent);
    return (int)status_of(child) + 1;
}

/* Its child is nobody's when it ends. */
static int leave_a_child(void)
{
    return start(sleep_for_ever) == 0;
}

static int touch_nothing(void)
{
    *(volatile int *)8 = 1;
    return 0;
}

static void test_refusals(void)
{
    tay_pid_t ended;
    unsigned exit_status;
    tay_cap_t other;
    check(tay_proc_wait(session, 0, &ended, &exit_status) == TAY_ENOENT);
    check(tay_proc_wait(session, 77, &ended, &exit_status) == TAY_ENOENT);
    check(tay_proc_kill(session, 77, SIGKILL) == TAY_ENOENT);
    check(tay_proc_join(session, &other) == TAY_ESTATE);
    check(tay_proc_fork(tay_startup_cap("proc"), &ended) == TAY_ESTATE);
}

static void test_any_and_poll(void)
{
    tay_pid_t ended;
    unsigned exit_status;
    tay_pid_t sleeper = start(sleep_for_ever);
    check(tay_proc_poll(session, sleeper, &ended, &exit_status) == TAY_EAGAIN);
    tay_pid_t quick = start(three);
    check(tay_proc_wait(session, 0, &ended, &exit_status) == TAY_OK);
    check(ended == quick && exit_status == 3);
    check(tay_proc_wait(session, quick, &ended, &exit_status) == TAY_ENOENT); /* once */
    check(tay_proc_kill(session, sleeper, SIGKILL) == TAY_OK);
    check(status_of(sleeper) == TAY_PROC_EXIT_SIGNAL + SIGKILL);
}

int main(void)
{
    tay_pid_t self, parent;
    check(tay_proc_join(tay_startup_cap("proc"), &session) == TAY_OK);
    check(tay_proc_self(session, &self, &parent) == TAY_OK && self != 0 && parent == 0);
    test_refusals();
    check(status_of(start(three)) == 3);
    check(status_of(start(have_a_child)) == 4);
    check(status_of(start(touch_nothing)) == TAY_EXIT_FAULT);
    check(status_of(start(leave_a_child)) == 0);
    test_any_and_poll();
    printf("kin: all is well\n");
    return EXIT_SUCCESS;
}
