/* SPDX-License-Identifier: MIT */
/*
 * Calls that answer with errors of the file protocol.
 */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <tay/client.h>
#include <tay/protocol/file.h>

/* Calls. Word TAY_FILE_ERROR_WORD must be 0. */
enum tay_file_error file_ask(tay_cap_t session, struct tay_call *call);

/* From now on what interrupts a thread does not end its calls to file systems: they are done once
 * more, or if they have been done, their answers recalled (TAY_FILE_RECALL). Tags count from one
 * behind `base`, of which the lower 32 bits are 0, and which no other process has. */
void file_keep_on(uint64_t base);

#endif
