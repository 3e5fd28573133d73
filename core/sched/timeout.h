/* SPDX-License-Identifier: MIT */
/*
 * What is due at a time: the deadlines of blocked threads and the armed timer objects.
 */
#ifndef SCHED_TIMEOUT_H
#define SCHED_TIMEOUT_H

#include <hal/types.h>
#include <lib/tree.h>

struct timeout {
    struct tree_node node;                   /* key: the time */
    unsigned core;                           /* whose timer it is due by */
    void (*expire)(struct timeout *timeout); /* called once, the timeout being disarmed */
};

void timeout_init(void);

/* Arms a timeout that is not armed, by this core's timer. */
void timeout_arm(struct timeout *timeout, tay_time_t deadline_ns);

/* Disarms a timeout; nothing happens if it is not armed. */
void timeout_disarm(struct timeout *timeout);

/* Calls some of this core's that are due; the rest stays due. */
void timeout_expire(tay_time_t now_ns);

/* When this core's next one is due, in ticks; UINT64_MAX: none is armed. */
uint64_t timeout_next(void);

#endif
