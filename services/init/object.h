/* SPDX-License-Identifier: MIT */
/*
 * The objects that manifests name: init's directory.
 */
#ifndef INIT_OBJECT_H
#define INIT_OBJECT_H

#include "service.h"

/* What a program is told of a capability besides: a time in ms, or where memory for DMA lies, in
 * pages of TAY_STARTUP_PAGE_BYTES; else 0. */
uint32_t object_detail(const struct tay_manifest_cap *wanted);

/*
 * Finds init's own capability for the index-th of a manifest, with every right. A shared object is
 * made with its first use, paid by init; an object of the service's own with each start; memory
 * that it keeps with its first start, paid by an account for that. A session is new each time, and
 * to be closed by whoever asked for it. NULL handle: there is none, and `reason` says why.
 */
tay_cap_t object_find(struct service *service, const struct tay_manifest *manifest, unsigned index,
                      const char **reason);

/*
 * Sets the endpoints of all names that a manifest serves. refuses: callers get TAY_EPEER, else they
 * queue. renews: sessions of before have ended.
 */
void object_set_served(const struct tay_manifest *manifest, bool refuses, bool renews);

#endif
