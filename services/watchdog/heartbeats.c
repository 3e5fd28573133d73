/* SPDX-License-Identifier: MIT */
/*
 * Heartbeats: a small table, in no order.
 */
#include "heartbeats.h"

#include <stddef.h>

#define FNV_PRIME UINT64_C(0x100000001b3)

/* Fowler, Noll and Vo's FNV-1a, of words; 0 of none. Each step can be undone, so one word that is
 * another makes another seal. */
static uint64_t seal_of(const struct heartbeats *heartbeats)
{
    uint64_t seal = 0;
    for (unsigned i = 0; i < heartbeats->count && i < HEARTBEATS_MAX; i++) {
        const struct heartbeat *heartbeat = &heartbeats->heartbeat[i];
        const uint64_t word[] = {heartbeats->count, heartbeat->session, heartbeat->time_ns,
                                 heartbeat->deadline_ns, heartbeat->in_hardware};
        for (unsigned n = 0; n < sizeof word / sizeof word[0]; n++) {
            seal = (seal ^ word[n]) * FNV_PRIME;
        }
    }
    return seal;
}

bool heartbeats_are_sound(const struct heartbeats *heartbeats)
{
    return heartbeats->count <= HEARTBEATS_MAX && heartbeats->seal == seal_of(heartbeats);
}

static struct heartbeat *find(struct heartbeats *heartbeats, uint64_t session)
{
    for (unsigned i = 0; i < heartbeats->count; i++) {
        if (heartbeats->heartbeat[i].session == session) {
            return &heartbeats->heartbeat[i];
        }
    }
    return NULL;
}

enum tay_status heartbeats_open(struct heartbeats *heartbeats, uint64_t session, tay_time_t time_ns,
                                bool in_hardware, tay_time_t now_ns)
{
    if (heartbeats->count == HEARTBEATS_MAX) {
        return TAY_EFULL;
    }
    heartbeats->heartbeat[heartbeats->count++] = (struct heartbeat){.session = session,
                                                                    .time_ns = time_ns,
                                                                    .deadline_ns = now_ns + time_ns,
                                                                    .in_hardware = in_hardware};
    heartbeats->seal = seal_of(heartbeats);
    return TAY_OK;
}

enum tay_status heartbeats_beat(struct heartbeats *heartbeats, uint64_t session, tay_time_t now_ns)
{
    struct heartbeat *heartbeat = find(heartbeats, session);
    if (heartbeat == NULL) {
        return TAY_ESTATE;
    }
    heartbeat->deadline_ns = now_ns + heartbeat->time_ns;
    heartbeats->seal = seal_of(heartbeats);
    return TAY_OK;
}

enum tay_status heartbeats_close(struct heartbeats *heartbeats, uint64_t session)
{
    struct heartbeat *heartbeat = find(heartbeats, session);
    if (heartbeat == NULL) {
        return TAY_ESTATE;
    }
    *heartbeat = heartbeats->heartbeat[--heartbeats->count];
    heartbeats->seal = seal_of(heartbeats);
    return TAY_OK;
}

tay_time_t heartbeats_deadline(const struct heartbeats *heartbeats, bool in_hardware_only)
{
    tay_time_t earliest_ns = TAY_TIME_NEVER;
    for (unsigned i = 0; i < heartbeats->count; i++) {
        const struct heartbeat *heartbeat = &heartbeats->heartbeat[i];
        if ((heartbeat->in_hardware || !in_hardware_only) && heartbeat->deadline_ns < earliest_ns) {
            earliest_ns = heartbeat->deadline_ns;
        }
    }
    return earliest_ns;
}
