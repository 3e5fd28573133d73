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

#endif
