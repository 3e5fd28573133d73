/* SPDX-License-Identifier: MIT */
/*
 * Signals: to whom they go, and what they do to a process that does not catch them.
 */
#ifndef PROC_SIGNALS_H
#define PROC_SIGNALS_H

#include "table.h"
#include <tay/abi/status.h>

/* Sends a signal to one process, if it has not ended. */
void signal_send(struct member *member, unsigned signal);

/* Answers TAY_PROC_KILL. */
enum tay_status signal_kill(const struct member *sender, int64_t target, tay_word_t signal);

/* Answers TAY_PROC_CATCH. */
enum tay_status signal_catch(struct member *member, tay_word_t thread_handle, tay_word_t holds);

/* Sends what is held, as far as it is not to be held any longer. */
void signal_settle(struct member *member);

/* Nothing will be sent to the process any more. */
void signal_forget(struct member *member);

/* Makes the timer of alarms, which sets a bit of a notification. */
enum tay_status signal_begin(tay_cap_t notification, tay_word_t bit);

/* Answers TAY_PROC_ALARM: when it was due before, or 0. */
tay_time_t signal_set_alarm(struct member *member, tay_time_t when_ns);

/* The timer has set its bit: sends what is due. */
void signal_ring(void);

#endif
