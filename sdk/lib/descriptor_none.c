/* SPDX-License-Identifier: MIT */
/*
 * In the place of posix/lib/descriptor.c, for programs on the simulated machine: their files are
 * the host's, and they have no descriptors of their own.
 */
#include "startup.h"

void descriptor_begin(void)
{
}
