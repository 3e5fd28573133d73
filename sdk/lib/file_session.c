/* SPDX-License-Identifier: MIT */
/*
 * The sessions of a file system.
 */
#include "file_session.h"

#define PLACE_BITS 16
#define PLACE_MASK ((1u << PLACE_BITS) - 1)

static struct tay_file_session *take_place(struct tay_file_system *system)
{
    if (system->free_place != 0) {
        struct tay_file_session *session = &system->session[system->free_place - 1];
        system->free_place = session->next_free;
        return session;
    }
    if (system->used_places == system->session_count || system->used_places == PLACE_MASK) {
        return NULL;
    }
    return &system->session[system->used_places++];
}

struct tay_file_session *file_session_add(struct tay_file_system *system)
{
    struct tay_file_session *session = take_place(system);
    if (session == NULL) {
        return NULL;
    }
    uint64_t place = (uint64_t)(session - system->session) + 1;
    *session = (struct tay_file_session){.badge = ++system->last_serial << PLACE_BITS | place};
    system->open_count++;
    return session;
}

struct tay_file_session *file_session_find(struct tay_file_system *system, uint64_t badge)
{
    uint64_t place = badge & PLACE_MASK;
    if (place == 0 || place > system->used_places) {
        return NULL;
    }
    struct tay_file_session *session = &system->session[place - 1];
    return session->badge == badge ? session : NULL;
}

void file_session_remove(struct tay_file_system *system, struct tay_file_session *session)
{
    *session = (struct tay_file_session){.next_free = system->free_place};
    system->free_place = (uint32_t)(session - system->session) + 1;
    system->open_count--;
}
