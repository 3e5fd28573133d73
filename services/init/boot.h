/* SPDX-License-Identifier: MIT */
/*
 * What the kernel told init.
 */
#ifndef INIT_BOOT_H
#define INIT_BOOT_H

#include <tay/abi/boot.h>

/* The kernel's page: valid for ever, read-only. */
const struct tay_boot_info *boot_info(void);

#endif
