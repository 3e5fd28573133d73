/* SPDX-License-Identifier: MIT */
/*
 * The objects that manifests name: init's directory.
 */
#ifndef INIT_OBJECT_H
#define INIT_OBJECT_H

#include "service.h"

/*
 * Finds init's own capability for the index-th of a manifest, with every right. A shared object is
 * made with its first use, paid by init; an object of the service's own with each start. NULL
 * handle: there is none, and `reason` says why.
 */
tay_cap_t object_find(struct service *service, const struct tay_manifest *manifest, unsigned index,
                      const char **reason);

/* What callers of a name find. */
enum object_state {
    OBJECT_SERVED,  /* a server, or soon one: they queue */
    OBJECT_RENEWED, /* the same, but sessions of before have ended */
    OBJECT_REFUSED, /* none: they get TAY_EPEER; its epoch has ended, too */
};

/* Sets the endpoints of all names that a manifest serves. */
void object_set_served(const struct tay_manifest *manifest, enum object_state state);

/* Refuses the callers of names that nobody serves. */
void object_refuse_unserved(void);

#endif
