/* SPDX-License-Identifier: MIT */
/*
 * A copy of all output, for whoever shows it elsewhere (tay/protocol/tap.h). Nobody waits for that
 * reader.
 */
#ifndef CONSOLE_MIRROR_H
#define CONSOLE_MIRROR_H

#include <tay/abi/types.h>

/* The memory, and the notification of its reader; without either there is no copy. */
void mirror_open(tay_cap_t memory, tay_cap_t notification);

void mirror_put(char byte);

/* Tells the reader of what was put since the last time. */
void mirror_show(void);

#endif
