/* SPDX-License-Identifier: MIT */
/*
 * Access to user memory.
 */
#include <mem/user.h>

#include <mem/memory.h>
#include <stdint.h>
#include <string.h>

/* What is copied at once where the two sides lie differently in their words: byte by byte. */
#define PIECE_UNALIGNED_BYTES 512

/* The kernel's address of a byte of user memory, or NULL; `room` is how far it reaches, or why
 * not: 0 or USER_AGAIN. */
static char *reach(struct space *space, tay_ua_t address, unsigned access, size_t *room)
{
    *room = 0;
    if (address < HAL_PAGE_BYTES || address >= HAL_USER_LIMIT) {
        return NULL;
    }
    const struct mapping *mapping = space_mapping_above(space, address);
    if (mapping == NULL || (mapping->memory != NULL && mapping->memory->caching != HAL_CACHED)) {
        return NULL;
    }
    struct hal_page page;
    enum space_access resolved = space_resolve(space, address, access, &page);
    if (resolved != SPACE_RESOLVED) {
        *room = resolved == SPACE_AGAIN ? USER_AGAIN : 0;
        return NULL;
    }
    size_t offset = address & (HAL_PAGE_BYTES - 1);
    *room = HAL_PAGE_BYTES - offset;
    return (char *)hal_linear_va(page.pa) + offset;
}

size_t user_read(struct space *space, tay_ua_t address, void *destination, size_t length_bytes)
{
    size_t done = 0;
    while (done < length_bytes) {
        size_t room;
        const char *source = reach(space, address + done, TAY_MAP_READ, &room);
        if (source == NULL) {
            return room == USER_AGAIN ? USER_AGAIN : done;
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
        size_t room;
        char *destination = reach(space, address + done, TAY_MAP_WRITE, &room);
        if (destination == NULL) {
            return room == USER_AGAIN ? USER_AGAIN : done;
        }
        size_t piece = room < length_bytes - done ? room : length_bytes - done;
        memcpy(destination, (const char *)source + done, piece);
        done += piece;
    }
    return done;
}

size_t user_copy_piece(struct user_place to, struct user_place from, size_t length_bytes)
{
    size_t from_room, to_room;
    const char *source = reach(from.space, from.address, TAY_MAP_READ, &from_room);
    if (source == NULL) {
        return from_room;
    }
    char *destination = reach(to.space, to.address, TAY_MAP_WRITE, &to_room);
    if (destination == NULL) {
        return to_room;
    }
    /* Making the destination writable may have copied the very page that is read. */
    source = reach(from.space, from.address, TAY_MAP_READ, &from_room);
    if (source == NULL) {
        return from_room;
    }
    size_t piece = length_bytes < from_room ? length_bytes : from_room;
    piece = piece < to_room ? piece : to_room;
    bool is_aligned = ((to.address ^ from.address) & (sizeof(tay_word_t) - 1)) == 0;
    piece = is_aligned || piece < PIECE_UNALIGNED_BYTES ? piece : PIECE_UNALIGNED_BYTES;
    memmove(destination, source, piece);
    return piece;
}
