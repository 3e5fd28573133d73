/* SPDX-License-Identifier: MIT */
/*
 * The heartbeats that are watched. Invariant: one leaves only by heartbeats_close; a client that is
 * gone leaves its heartbeat behind, to become silent. The seal is that of what is written here.
 */
#ifndef WATCHDOG_HEARTBEATS_H
#define WATCHDOG_HEARTBEATS_H

#include <stdbool.h>
#include <stdint.h>
#include <tay/abi/status.h>
#include <tay/abi/types.h>

#define HEARTBEATS_MAX 16

/* All zero: none. */
struct heartbeats {
    uint64_t seal;
    unsigned count;
    struct heartbeat {
        uint64_t session;
        tay_time_t time_ns;     /* for which it may be silent */
        tay_time_t deadline_ns; /* since boot */
        bool in_hardware;       /* the device counts, too */
    } heartbeat[HEARTBEATS_MAX];
};

/* Whether nobody but the functions below has changed them: a bit that was flipped in memory must
 * not end the machine. */
bool heartbeats_are_sound(const struct heartbeats *heartbeats);

/* Adds one, whose time begins. TAY_EFULL: there are too many. */
TAY_MUST_CHECK enum tay_status heartbeats_open(struct heartbeats *heartbeats, uint64_t session,
                                               tay_time_t time_ns, bool in_hardware,
                                               tay_time_t now_ns);

/* Lets its time begin anew. TAY_ESTATE: there is none of this session. */
TAY_MUST_CHECK enum tay_status heartbeats_beat(struct heartbeats *heartbeats, uint64_t session,
                                               tay_time_t now_ns);

/* Removes one. TAY_ESTATE: there is none of this session. */
TAY_MUST_CHECK enum tay_status heartbeats_close(struct heartbeats *heartbeats, uint64_t session);

/* The earliest time at which one will have been silent for too long; TAY_TIME_NEVER: there is
 * none. */
tay_time_t heartbeats_deadline(const struct heartbeats *heartbeats, bool in_hardware_only);

#endif
