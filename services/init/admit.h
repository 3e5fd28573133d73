/* SPDX-License-Identifier: MIT */
/*
 * Which services there are, and who waits for whom.
 */
#ifndef INIT_ADMIT_H
#define INIT_ADMIT_H

#include "service.h"

/* Why a manifest was not taken. */
struct admit_reason {
    unsigned line;
    const char *reason;
    char word[TAY_MANIFEST_NAME_BYTES]; /* perhaps "" */
};

/*
 * Reads the manifest of a service that was added, and knows from then on what it needs. False: it
 * is wrong, and the service never starts.
 */
bool admit(struct service *service, const char *text, size_t length_bytes,
           struct admit_reason *reason_out);

/* The same for a service that comes later than the others: its program must be there, and it must
 * close no circle. */
bool admit_late(struct service *service, const char *text, size_t length_bytes,
                struct admit_reason *reason_out);

/* Refuses what needs itself, or what nobody serves, among those added so far. Says why. */
void admit_refuse_hopeless(void);

/* What a service provides is there, or will not be: who waits for it need not. */
void admit_settle(const struct service *service);

/* What a service waits for; NULL: nothing. */
const char *admit_waits_for(const struct service *service);

#endif
