/* SPDX-License-Identifier: MIT */
/*
 * Memory mappings over those of the kernel. Addresses that are reserved (PROT_NONE) are a guard,
 * which the kernel never makes memory of: a fresh mapping takes its place then.
 */
#include <sys/mman.h>

#include "error.h"
#include <stdbool.h>
#include <stdint.h>
#include <tay/operations.h>

#define PAGE_BYTES 4096u
#define PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)

static size_t round_up(size_t bytes)
{
    return (bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
}

/* At a page, and of a length that can be rounded up to pages. */
static bool is_range(uintptr_t address, size_t length_bytes)
{
    return address % PAGE_BYTES == 0 && length_bytes > 0 &&
           length_bytes <= SIZE_MAX - PAGE_BYTES - address;
}

static unsigned flags_of(int protection)
{
    return ((protection & PROT_READ) != 0 ? TAY_MAP_READ : 0) |
           ((protection & PROT_WRITE) != 0 ? TAY_MAP_READ | TAY_MAP_WRITE : 0) |
           ((protection & PROT_EXEC) != 0 ? TAY_MAP_READ | TAY_MAP_EXECUTE : 0);
}

/* 0, or EINVAL or ENOTSUP. */
static int check_protection(int protection)
{
    if ((protection & ~PROT_ALL) != 0) {
        return EINVAL;
    }
    return (protection & PROT_WRITE) != 0 && (protection & PROT_EXEC) != 0 ? ENOTSUP : 0;
}

/* 0, or what is wrong with a call of mmap. */
static int check(uintptr_t address, size_t length_bytes, int protection, int flags, off_t offset)
{
    int known = MAP_SHARED | MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS;
    bool shared = (flags & MAP_SHARED) != 0;
    bool private = (flags & MAP_PRIVATE) != 0;
    bool fixed = (flags & MAP_FIXED) != 0;
    if ((flags & ~known) != 0 || shared == private || !is_range(0, length_bytes)) {
        return EINVAL;
    }
    if ((flags & MAP_ANONYMOUS) == 0) {
        return ENODEV;
    }
    if (offset != 0 || (fixed && !is_range(address, length_bytes))) {
        return EINVAL;
    }
    return check_protection(protection);
}

static enum tay_status map_private(uintptr_t hint, size_t length_bytes, unsigned flags,
                                   tay_ua_t *address_out)
{
    return tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, length_bytes, hint, flags, address_out);
}

/* The mapping keeps the memory when the capability is gone. */
static enum tay_status map_shared(uintptr_t hint, size_t length_bytes, unsigned flags,
                                  tay_ua_t *address_out)
{
    tay_cap_t memory;
    enum tay_status status = tay_memory_create(TAY_OWN_ACCOUNT, length_bytes, &memory);
    if (status != TAY_OK) {
        return status;
    }
    status = tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, hint, flags | TAY_MAP_SHARED,
                           address_out);
    enum tay_status closed = tay_cap_close(memory);
    (void)closed; /* ours */
    return status;
}

/* What mmap was asked for and has checked. */
static enum tay_status map(uintptr_t hint, size_t bytes, int protection, int flags,
                           tay_ua_t *address_out)
{
    unsigned how = protection == PROT_NONE ? TAY_MAP_GUARD : flags_of(protection);
    if ((flags & MAP_FIXED) != 0) {
        enum tay_status status = tay_space_unmap(TAY_CAP_SELF, hint, bytes);
        if (status != TAY_OK) {
            return status;
        }
        how |= TAY_MAP_FIXED;
    }
    bool is_shared = (flags & MAP_SHARED) != 0 && protection != PROT_NONE;
    hint &= ~(uintptr_t)(PAGE_BYTES - 1);
    return (is_shared ? map_shared : map_private)(hint, bytes, how, address_out);
}

void *mmap(void *address, size_t length_bytes, int protection, int flags, int file, off_t offset)
{
    (void)file;
    uintptr_t hint = (uintptr_t)address;
    int error = check(hint, length_bytes, protection, flags, offset);
    if (error != 0) {
        errno = error;
        return MAP_FAILED;
    }
    tay_ua_t mapped;
    enum tay_status status = map(hint, round_up(length_bytes), protection, flags, &mapped);
    if (status == TAY_EINVAL && (flags & MAP_FIXED) == 0) {
        /* A hint that is no user address is none; else it is longer than anything can be. */
        status = map(0, round_up(length_bytes), protection, flags, &mapped);
        status = status == TAY_EINVAL ? TAY_ENOMEM : status;
    }
    if (status != TAY_OK) {
        errno = error_number(status);
        return MAP_FAILED;
    }
    return (void *)mapped;
}

int munmap(void *address, size_t length_bytes)
{
    if (!is_range((uintptr_t)address, length_bytes)) {
        return error_return(EINVAL);
    }
    return error_return(
        error_number(tay_space_unmap(TAY_CAP_SELF, (uintptr_t)address, round_up(length_bytes))));
}

/* A part of a range that lies in one mapping. */
struct piece {
    tay_ua_t start;
    size_t bytes;
    bool is_guard;
};

/* The piece that begins at an address. 0, or ENOMEM: nothing is mapped there. */
static int find_piece(tay_ua_t at, tay_ua_t end, struct piece *piece_out)
{
    tay_ua_t start;
    size_t bytes;
    tay_word_t flags;
    size_t offset_bytes;
    enum tay_status status =
        tay_space_query(TAY_CAP_SELF, at, &start, &bytes, &flags, &offset_bytes);
    if (status != TAY_OK || start > at) {
        return ENOMEM;
    }
    tay_ua_t piece_end = start + bytes < end ? start + bytes : end;
    *piece_out = (struct piece){
        .start = at, .bytes = piece_end - at, .is_guard = (flags & TAY_MAP_GUARD) != 0};
    return 0;
}

/* Puts memory in the place of a guard; if it cannot, the guard is back. */
static enum tay_status fill(const struct piece *piece, unsigned flags)
{
    tay_ua_t mapped;
    enum tay_status status = tay_space_unmap(TAY_CAP_SELF, piece->start, piece->bytes);
    if (status != TAY_OK) {
        return status;
    }
    status = map_private(piece->start, piece->bytes, flags | TAY_MAP_FIXED, &mapped);
    if (status != TAY_OK) {
        enum tay_status back =
            map_private(piece->start, piece->bytes, TAY_MAP_GUARD | TAY_MAP_FIXED, &mapped);
        (void)back; /* another thread's mapping may be there now: no memory of ours */
    }
    return status;
}

static int protect_piece(const struct piece *piece, unsigned flags)
{
    enum tay_status status = TAY_OK;
    if (!piece->is_guard) {
        status = tay_space_protect(TAY_CAP_SELF, piece->start, piece->bytes, flags);
    } else if (flags != 0) {
        status = fill(piece, flags);
    }
    /* What is executable elsewhere does not become writable, nor the other way round. */
    return status == TAY_ESTATE ? EACCES : error_number(status);
}

/* 0, or why a range cannot have a protection. */
static int check_range(tay_ua_t start, tay_ua_t end, int protection)
{
    int error = check_protection(protection);
    struct piece piece;
    for (tay_ua_t at = start; error == 0 && at < end; at += piece.bytes) {
        error = find_piece(at, end, &piece);
        if (error == 0 && protection == PROT_NONE && !piece.is_guard) {
            error = ENOTSUP;
        }
    }
    return error;
}

int mprotect(void *address, size_t length_bytes, int protection)
{
    tay_ua_t start = (tay_ua_t)address;
    if (length_bytes == 0 && start % PAGE_BYTES == 0) {
        return 0;
    }
    if (!is_range(start, length_bytes)) {
        return error_return(EINVAL);
    }
    tay_ua_t end = start + round_up(length_bytes);
    int error = check_range(start, end, protection);
    struct piece piece;
    for (tay_ua_t at = start; error == 0 && at < end; at += piece.bytes) {
        error = find_piece(at, end, &piece);
        if (error == 0) {
            error = protect_piece(&piece, flags_of(protection));
        }
    }
    return error_return(error);
}
