/* SPDX-License-Identifier: MIT */
/*
 * The objects that manifests name.
 */
#ifndef INIT_OBJECT_H
#define INIT_OBJECT_H

#include <tay/manifest.h>

/*
 * Finds init's own capability for what a manifest asks for, with every right; makes a shared object
 * with its first use, paid by init. TAY_CAP_NULL: there is none, and `reason` says why.
 */
tay_cap_t object_find(const struct tay_manifest_cap *wanted, const char **reason);

#endif
