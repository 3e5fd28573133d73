/* SPDX-License-Identifier: MIT */
/*
 * The sessions of a file system.
 */
#include "file_session.h"

static struct tay_file_session *take_place(struct tay_file_system *system)
{
    if (system->free_place != 0) {
        struct tay_file_session *session = &system->session[system->free_place - 1];
        system->free_place = session->next_free;
        return session;
    }
    if (system->used_places == system->session_count || system->used_places == FILE_PLACE_MASK) {
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
    *session = (struct tay_file_session){.badge = ++system->last_serial << FILE_PLACE_BITS | place};
    system->open_count++;
    return session;
}

void file_session_remove(struct tay_file_system *system, struct tay_file_session *session)
{
    *session = (struct tay_file_session){.next_free = system->free_place};
    system->free_place = (uint32_t)(session - system->session) + 1;
    system->open_count--;
}

/* Whether a place has a session that was open as a whole. */
static bool is_sound(const struct tay_file_session *session, uint64_t place)
{
    return session->badge != 0 && (session->badge & FILE_PLACE_MASK) == place &&
           session->kind >= TAY_FILE_REGULAR && session->kind <= TAY_FILE_DEVICE;
}

void tay_file_system_resume(struct tay_file_system *system)
{
    uint32_t end = system->used_places;
    system->open_count = 0;
    system->used_places = 0;
    system->free_place = 0;
    for (uint32_t i = 0; i < end; i++) {
        const struct tay_file_session *session = &system->session[i];
        if (is_sound(session, (uint64_t)i + 1)) {
            uint64_t serial = session->badge >> FILE_PLACE_BITS;
            system->last_serial = serial > system->last_serial ? serial : system->last_serial;
            system->open_count++;
            system->used_places = i + 1;
        }
    }
    for (uint32_t i = end; i-- != 0;) {
        struct tay_file_session *session = &system->session[i];
        if (is_sound(session, (uint64_t)i + 1)) {
            continue;
        }
        *session = (struct tay_file_session){0};
        if (i < system->used_places) {
            session->next_free = system->free_place;
            system->free_place = i + 1;
        }
    }
}
