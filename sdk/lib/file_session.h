/* SPDX-License-Identifier: MIT */
/*
 * The sessions of a file system. Invariant: each place that is in use has its node open, once. A
 * badge is a serial number, which is never used twice, and the place.
 */
#ifndef LIB_FILE_SESSION_H
#define LIB_FILE_SESSION_H

#include <tay/file_server.h>

#define FILE_PLACE_BITS 20
#define FILE_PLACE_MASK ((1u << FILE_PLACE_BITS) - 1)

/* A place whose node is being opened; NULL: there is none. It has a badge, and nothing open. */
struct tay_file_session *file_session_add(struct tay_file_system *system);

/* The session of a badge; NULL: there is none. */
static inline struct tay_file_session *file_session_find(struct tay_file_system *system,
                                                         uint64_t badge)
{
    uint64_t place = badge & FILE_PLACE_MASK;
    if (place == 0 || place > system->used_places) {
        return NULL;
    }
    struct tay_file_session *session = &system->session[place - 1];
    return session->badge == badge ? session : NULL;
}

/* The place is free again; the node is not closed. */
void file_session_remove(struct tay_file_system *system, struct tay_file_session *session);

#endif
