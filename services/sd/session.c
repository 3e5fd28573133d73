/* SPDX-License-Identifier: MIT */
/*
 * The sessions. A badge tells the place in the table in its low bits, and how many came before in
 * the others, so that none is given twice.
 */
#include "session.h"

#include <tay/operations.h>
#include <tay/trap.h>

#define PLACE_BITS 4u
#define PLACES (1u << PLACE_BITS)

static struct session sessions[PLACES];
static uint64_t opened;

struct session *session_new(void)
{
    for (unsigned place = 0; place < PLACES; place++) {
        if (sessions[place].badge == 0) {
            sessions[place] = (struct session){.badge = ++opened << PLACE_BITS | place};
            return &sessions[place];
        }
    }
    return NULL;
}

struct session *session_find(uint64_t badge)
{
    struct session *session = &sessions[badge % PLACES];
    return badge != 0 && session->badge == badge ? session : NULL;
}

void session_watch(struct session *session, tay_cap_t watcher, tay_word_t bits)
{
    if (session->watcher != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(session->watcher);
        (void)status; /* it may have been destroyed */
    }
    session->watcher = watcher;
    session->bits = bits;
}

void session_end(struct session *session)
{
    session_watch(session, TAY_CAP_NULL, 0);
    session->badge = 0;
}

void session_end_all(void)
{
    for (unsigned place = 0; place < PLACES; place++) {
        if (sessions[place].badge != 0) {
            if (sessions[place].watcher != TAY_CAP_NULL) {
                enum tay_status status =
                    tay_trap_notify(sessions[place].watcher, sessions[place].bits);
                (void)status; /* it may have been destroyed */
            }
            session_end(&sessions[place]);
        }
    }
}
