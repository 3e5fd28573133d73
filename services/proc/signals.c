/* SPDX-License-Identifier: MIT */
/*
 * Signals. Invariant: the timer is set for the first of all alarms, or not at all; a process that
 * has ended has neither a thread nor an alarm.
 */
#include "signals.h"

#include "events.h"

#include <signal.h>
#include <tay/abi/object.h>
#include <tay/operations.h>
#include <tay/time.h>

#define BIT(signal) ((tay_word_t)1 << (signal))

static tay_cap_t timer;

/* Ends a process: its status will tell by what. */
static void end(struct member *member, unsigned signal)
{
    member->ended_by = signal;
    enum tay_status status = tay_object_destroy(member->process);
    (void)status; /* it may have ended; proc is yet to hear of it */
}

static bool is_ignored(unsigned signal)
{
    return tay_proc_signal_is(signal, TAY_PROC_SIGNALS_IGNORED);
}

static bool would_stop(unsigned signal)
{
    return tay_proc_signal_is(signal, TAY_PROC_SIGNALS_STOPPING);
}

void signal_send(struct member *member, unsigned signal)
{
    if (member->has_ended || signal == 0) {
        return;
    }
    bool is_held = member->holds || (member->blocked & BIT(signal)) != 0;
    if (signal != SIGKILL && is_held) {
        member->held |= BIT(signal);
        return;
    }
    /* A program that has taken its upcall back is treated as one that never had any. */
    if (signal != SIGKILL && member->thread != TAY_CAP_NULL &&
        tay_thread_interrupt(member->thread, BIT(signal)) == TAY_OK) {
        return;
    }
    bool does_nothing = is_ignored(signal) || (member->ignored & BIT(signal)) != 0;
    if (signal == SIGKILL || !does_nothing) {
        end(member, signal);
    }
}

static bool is_meant(const struct member *member, const struct member *sender, int64_t target)
{
    if (member->family != sender->family) {
        return false;
    }
    if (target == -1) {
        return member != sender;
    }
    return target > 0 ? member->pid == target
                      : member->group == (target == 0 ? sender->group : (tay_pid_t)-target);
}

/* Why nobody was meant. */
static enum tay_status nobody(int64_t target)
{
    bool is_one = target > 0 && target <= UINT32_MAX;
    return is_one && table_find((tay_pid_t)target) != NULL ? TAY_ERIGHT : TAY_ENOENT;
}

/* Signal 0 only asks. */
static void note_signal(const struct member *member, tay_pid_t sender, unsigned signal)
{
    if (signal != 0) {
        events_note(EVENT_SIGNAL, member, sender, signal);
    }
}

enum tay_status signal_kill(const struct member *sender, int64_t target, tay_word_t signal)
{
    if (signal > TAY_PROC_SIGNAL_MAX || target < -(int64_t)UINT32_MAX) {
        return TAY_EINVAL;
    }
    if (would_stop((unsigned)signal)) {
        return TAY_ENOSYS;
    }
    bool found = false;
    struct member *next = NULL;
    while ((next = table_before(next)) != NULL) {
        if (is_meant(next, sender, target)) {
            found = true;
            note_signal(next, sender->pid, (unsigned)signal);
            signal_send(next, (unsigned)signal);
        }
    }
    return found ? TAY_OK : nobody(target);
}

static void drop(tay_cap_t *thread)
{
    if (*thread != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(*thread);
        (void)status; /* it has gone with its process */
    }
    *thread = TAY_CAP_NULL;
}

void signal_forget(struct member *member)
{
    drop(&member->first);
    drop(&member->thread);
    member->alarm_ns = 0;
}

/* A capability to the thread that has a handle in the process's own table. */
static enum tay_status take_thread(struct member *member, tay_word_t handle)
{
    tay_cap_t thread;
    tay_word_t type, rights, badge;
    enum tay_status status = tay_process_take(member->process, handle, &thread);
    if (status != TAY_OK) {
        return status == TAY_EFULL ? TAY_EAGAIN : TAY_EINVAL;
    }
    status = tay_cap_query(thread, &type, &rights, &badge);
    if (status != TAY_OK || type != TAY_OBJECT_thread || (rights & TAY_RIGHT_MANAGE) == 0) {
        status = tay_cap_close(thread);
        (void)status; /* ours */
        return TAY_EINVAL;
    }
    member->thread = thread;
    return TAY_OK;
}

void signal_settle(struct member *member)
{
    tay_word_t held = member->held;
    member->held = 0;
    for (unsigned signal = 1; signal <= TAY_PROC_SIGNAL_MAX; signal++) {
        if ((held & BIT(signal)) != 0) {
            signal_send(member, signal);
        }
    }
}

enum tay_status signal_catch(struct member *member, tay_word_t thread_handle, tay_word_t holds)
{
    if (holds > 1) {
        return TAY_EINVAL;
    }
    drop(&member->thread);
    if (holds == 1) {
        member->holds = true;
        return TAY_OK;
    }
    enum tay_status status =
        thread_handle == TAY_CAP_NULL ? TAY_OK : take_thread(member, thread_handle);
    if (status == TAY_OK) {
        if (thread_handle != TAY_CAP_NULL) {
            drop(&member->first);
        }
        member->holds = false;
        member->blocked = 0; /* from now on the process sees to it itself */
        member->ignored = 0;
        signal_settle(member);
    }
    return status;
}

/* Alarms -----------------------------------------------------------------------------------------
 */

enum tay_status signal_begin(tay_cap_t notification, tay_word_t bit)
{
    return tay_timer_create(TAY_OWN_ACCOUNT, notification, bit, &timer);
}

static void set_timer(void)
{
    tay_time_t first_ns = TAY_TIME_NEVER;
    struct member *next = NULL;
    while ((next = table_next(next)) != NULL) {
        if (next->alarm_ns != 0 && next->alarm_ns < first_ns) {
            first_ns = next->alarm_ns;
        }
    }
    enum tay_status status = tay_timer_set(timer, first_ns, 0);
    (void)status; /* ours */
}

tay_time_t signal_set_alarm(struct member *member, tay_time_t when_ns)
{
    tay_time_t before_ns = member->alarm_ns;
    member->alarm_ns = when_ns;
    set_timer();
    return before_ns;
}

void signal_ring(void)
{
    tay_time_t now_ns = tay_time_now();
    struct member *next = NULL;
    while ((next = table_next(next)) != NULL) {
        if (next->alarm_ns != 0 && next->alarm_ns <= now_ns) {
            next->alarm_ns = 0;
            note_signal(next, 0, SIGALRM);
            signal_send(next, SIGALRM);
        }
    }
    set_timer();
}
