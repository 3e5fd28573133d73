/* SPDX-License-Identifier: MIT */
/*
 * What the kernel and init find: a payload that is init alone, and the archive of the programs that
 * a test describes. Both are static memory, until they are built again.
 */
#ifndef NATIVE_ARCHIVE_H
#define NATIVE_ARCHIVE_H

#include <stddef.h>
#include <tay/host.h>

const void *archive_build_payload(size_t *bytes_out);
const void *archive_build(const struct tay_host_machine *machine, size_t *bytes_out);

#endif
