/* SPDX-License-Identifier: MIT */
/*
 * Loading.
 */
#include <tay/load.h>

#include <tay/operations.h>
#include <tay/startup.h>

#define PAGE_BYTES 4096u

/* What is copied by one operation: less than can be lent (TAY_RANGE). */
#define PIECE_BYTES ((size_t)1 << 20)

/* What is read at once on its way into private memory. */
#define BUFFER_BYTES ((size_t)2048)

/* Copies by the kernel, page by page, which takes a tenth of what the C library's memcpy does. */
static enum tay_status copy(const struct tay_load_piece *piece, tay_ua_t window)
{
    enum tay_status status = TAY_OK;
    size_t done_bytes = 0;
    if (piece->content == NULL && piece->content_bytes > 0) {
        return piece->read(piece->context, 0, (void *)window, piece->content_bytes);
    }
    for (size_t at = 0; status == TAY_OK && at < piece->content_bytes; at += done_bytes) {
        size_t rest_bytes = piece->content_bytes - at;
        status = tay_space_read(TAY_CAP_SELF, (tay_ua_t)piece->content + at, (void *)(window + at),
                                rest_bytes < PIECE_BYTES ? rest_bytes : PIECE_BYTES, &done_bytes);
    }
    return status;
}

static enum tay_status fill(tay_cap_t memory, size_t length_bytes,
                            const struct tay_load_piece *piece)
{
    tay_ua_t window;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &window);
    if (status != TAY_OK) {
        return status;
    }
    status = copy(piece, window);
    enum tay_status unmapped = tay_space_unmap(TAY_CAP_SELF, window, length_bytes);
    return status != TAY_OK ? status : unmapped;
}

static enum tay_status load_read_only(tay_cap_t account, tay_cap_t process, size_t length_bytes,
                                      const struct tay_load_piece *piece)
{
    tay_cap_t memory;
    enum tay_status status = tay_memory_create(account, length_bytes, &memory);
    if (status != TAY_OK) {
        return status;
    }
    status = fill(memory, length_bytes, piece);
    if (status == TAY_OK) {
        tay_ua_t address;
        status = tay_space_map(process, memory, 0, length_bytes, piece->address_ua,
                               piece->protection | TAY_MAP_FIXED, &address);
    }
    /* The mapping keeps the memory; without one it ends here. */
    enum tay_status closed = tay_cap_close(memory);
    return status != TAY_OK ? status : closed;
}

/* Writes a part that is in the caller's memory. */
static enum tay_status put(tay_cap_t process, tay_ua_t address, const void *from,
                           size_t length_bytes)
{
    enum tay_status status = TAY_OK;
    size_t written_bytes = 0;
    for (size_t at = 0; status == TAY_OK && at < length_bytes; at += written_bytes) {
        size_t rest_bytes = length_bytes - at;
        status =
            tay_space_write(process, address + at, (const char *)from + at,
                            rest_bytes < PIECE_BYTES ? rest_bytes : PIECE_BYTES, &written_bytes);
    }
    return status;
}

/* Writes what is read, a part at a time. */
static enum tay_status put_read(tay_cap_t process, const struct tay_load_piece *piece)
{
    char buffer[BUFFER_BYTES];
    enum tay_status status = TAY_OK;
    size_t part_bytes;
    for (size_t at = 0; status == TAY_OK && at < piece->content_bytes; at += part_bytes) {
        size_t rest_bytes = piece->content_bytes - at;
        part_bytes = rest_bytes < sizeof buffer ? rest_bytes : sizeof buffer;
        status = piece->read(piece->context, at, buffer, part_bytes);
        if (status == TAY_OK) {
            status = put(process, piece->address_ua + at, buffer, part_bytes);
        }
    }
    return status;
}

static enum tay_status load_writable(tay_cap_t process, size_t length_bytes,
                                     const struct tay_load_piece *piece)
{
    tay_ua_t address;
    enum tay_status status =
        tay_space_map(process, TAY_CAP_NULL, 0, length_bytes, piece->address_ua,
                      piece->protection | TAY_MAP_FIXED, &address);
    if (status != TAY_OK) {
        return status;
    }
    return piece->content == NULL
               ? put_read(process, piece)
               : put(process, piece->address_ua, piece->content, piece->content_bytes);
}

enum tay_status tay_load_piece(tay_cap_t account, tay_cap_t process,
                               const struct tay_load_piece *piece)
{
    size_t length_bytes = (piece->memory_bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
    return (piece->protection & TAY_MAP_WRITE) != 0
               ? load_writable(process, length_bytes, piece)
               : load_read_only(account, process, length_bytes, piece);
}

static enum tay_status map_fresh(tay_cap_t process, tay_ua_t address, size_t length_bytes,
                                 unsigned flags)
{
    return tay_space_map(process, TAY_CAP_NULL, 0, length_bytes, address, flags | TAY_MAP_FIXED,
                         &address);
}

enum tay_status tay_load_stack(tay_cap_t process, tay_ua_t stack_ua, size_t stack_bytes)
{
    enum tay_status status = map_fresh(process, stack_ua - TAY_PROGRAM_GUARD_BYTES,
                                       TAY_PROGRAM_GUARD_BYTES, TAY_MAP_GUARD);
    return status != TAY_OK
               ? status
               : map_fresh(process, stack_ua, stack_bytes, TAY_MAP_READ | TAY_MAP_WRITE);
}
