/* SPDX-License-Identifier: MIT */
/*
 * Who is at the terminal: a group of processes, which proc knows, and the console by a notification
 * of proc's, which it signals on Ctrl-C.
 */
#ifndef POSIX_FOREGROUND_H
#define POSIX_FOREGROUND_H

#include <stdbool.h>
#include <tay/abi/types.h>

/* Another group of the program's family is at the terminal, and has not ended. */
bool foreground_is_other(void);

/* Lets Ctrl-C go to the group at the terminal, if there is any. */
void foreground_name_interrupt(tay_cap_t session);

#endif
