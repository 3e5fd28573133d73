/* SPDX-License-Identifier: MIT */
/*
 * Calls that answer with errors of the file protocol.
 */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <tay/client.h>
#include <tay/protocol/file.h>

/* The last tag; 0: calls have none, and may be interrupted. */
extern uint64_t file_last_tag;

/* Calls with a tag, again and again until it is done. */
enum tay_file_error file_ask_on(tay_cap_t session, struct tay_call *call);

/* What an answer says. */
enum tay_file_error file_error_in(enum tay_status status, const struct tay_call *call);

/* Calls. Word TAY_FILE_ERROR_WORD must be 0. */
static inline enum tay_file_error file_ask(tay_cap_t session, struct tay_call *call)
{
    if (__atomic_load_n(&file_last_tag, __ATOMIC_RELAXED) != 0) {
        return file_ask_on(session, call);
    }
    enum tay_status status = tay_call(session, call);
    return status == TAY_OK ? TAY_FILE_OK : file_error_in(status, call);
}

/* From now on what interrupts a thread does not end its calls to file systems: they are done once
 * more, or if they have been done, their answers recalled (TAY_FILE_RECALL). Tags count from one
 * behind `base`, of which the lower 32 bits are 0, and which no other process has. */
void file_keep_on(uint64_t base);

#endif
