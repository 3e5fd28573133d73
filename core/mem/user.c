/* SPDX-License-Identifier: MIT */
/*
 * Access to user memory.
 */
#include <mem/user.h>

#include <hal/memory.h>
#include <mem/memory.h>
#include <stdint.h>
#include <string.h>

/* What is copied at once where the two sides lie differently in their words: it takes longer. */
#define PIECE_UNALIGNED_BYTES 1024

static size_t room_from(tay_ua_t address)
{
    return HAL_PAGE_BYTES - (address & (HAL_PAGE_BYTES - 1));
}

/* The kernel's address of a byte of user memory that is not translated with that access yet, or
 * NULL; then `why` is 0 or USER_AGAIN. */
static char *bring(struct space *space, tay_ua_t address, unsigned access, size_t *why)
{
    *why = 0;
    if (address >= HAL_USER_LIMIT) {
        return NULL;
    }
    const struct mapping *mapping = space_mapping_above(space, address);
    if (mapping == NULL || (mapping->memory != NULL && mapping->memory->caching > HAL_DMA)) {
        return NULL;
    }
    struct hal_page page;
    enum space_access resolved = space_resolve(space, address, access, &page);
    if (resolved != SPACE_RESOLVED) {
        *why = resolved == SPACE_RESOLVED_LATE ? USER_AGAIN : 0;
        return NULL;
    }
    return (char *)hal_linear_va(page.pa) + (address & (HAL_PAGE_BYTES - 1));
}

/* The same whether it is translated or not. */
static char *reach(struct space *space, tay_ua_t address, unsigned access, size_t *why)
{
    char *at = address < HAL_USER_LIMIT ? hal_space_reach(&space->hal, address, access) : NULL;
    return at != NULL ? at : bring(space, address, access, why);
}

size_t user_read(struct space *space, tay_ua_t address, void *destination, size_t length_bytes)
{
    size_t done = 0;
    while (done < length_bytes) {
        size_t why, room = room_from(address + done);
        const char *source = reach(space, address + done, TAY_MAP_READ, &why);
        if (source == NULL) {
            return why == USER_AGAIN ? USER_AGAIN : done;
        }
        size_t piece = room < length_bytes - done ? room : length_bytes - done;
        memcpy((char *)destination + done, source, piece);
        done += piece;
    }
    return done;
}

size_t user_write(struct space *space, tay_ua_t address, const void *source, size_t length_bytes)
{
    size_t done = 0;
    while (done < length_bytes) {
        size_t why, room = room_from(address + done);
        char *destination = reach(space, address + done, TAY_MAP_WRITE, &why);
        if (destination == NULL) {
            return why == USER_AGAIN ? USER_AGAIN : done;
        }
        size_t piece = room < length_bytes - done ? room : length_bytes - done;
        memcpy(destination, (const char *)source + done, piece);
        done += piece;
    }
    return done;
}

/* What both sides can be reached by, where not both are translated with the access wanted. False:
 * `why` not. */
static bool bring_both(struct user_place to, struct user_place from, char **destination,
                       const char **source, size_t *why)
{
    *source = reach(from.space, from.address, TAY_MAP_READ, why);
    if (*source == NULL) {
        return false;
    }
    *destination = reach(to.space, to.address, TAY_MAP_WRITE, why);
    if (*destination == NULL) {
        return false;
    }
    /* It may have been copied for that, and be the very page that is read. */
    *source = reach(from.space, from.address, TAY_MAP_READ, why);
    return *source != NULL;
}

/* How much can be copied at once: within a page on both sides, and quickly. */
static size_t piece_of(tay_ua_t to, tay_ua_t from, size_t length_bytes)
{
    size_t from_room = room_from(from), to_room = room_from(to);
    size_t piece = length_bytes < from_room ? length_bytes : from_room;
    piece = piece < to_room ? piece : to_room;
    bool is_aligned = ((to ^ from) & (sizeof(tay_word_t) - 1)) == 0;
    return is_aligned || piece < PIECE_UNALIGNED_BYTES ? piece : PIECE_UNALIGNED_BYTES;
}

size_t user_copy_piece(struct user_place to, struct user_place from, size_t length_bytes)
{
    const char *source = NULL;
    char *destination = NULL;
    if (from.address < HAL_USER_LIMIT && to.address < HAL_USER_LIMIT) {
        source = hal_space_reach(&from.space->hal, from.address, TAY_MAP_READ);
        destination = hal_space_reach(&to.space->hal, to.address, TAY_MAP_WRITE);
    }
    size_t why;
    if ((source == NULL || destination == NULL) &&
        !bring_both(to, from, &destination, &source, &why)) {
        return why;
    }
    size_t piece = piece_of(to.address, from.address, length_bytes);
    if (piece == HAL_PAGE_BYTES && source != destination) {
        hal_page_copy(destination, source);
    } else {
        memmove(destination, source, piece);
    }
    return piece;
}
