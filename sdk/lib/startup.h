/* SPDX-License-Identifier: MIT */
/*
 * The startup block, as the program's entry hands it to the library.
 */
#ifndef SDK_STARTUP_H
#define SDK_STARTUP_H

#include <tay/startup.h>

/* Notes the block, which has been checked, and the first thread. */
void startup_set(const struct tay_startup *block, tay_cap_t thread);

#endif
