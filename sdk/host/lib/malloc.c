/* SPDX-License-Identifier: MIT */
/*
 * The heap of a program on the simulated machine: mapped as it grows, and paid for by the program's
 * account, so that it ends where the account does. What is not handed out is poisoned for the
 * address sanitizer, as are gaps between pieces and, for a while, pieces that were given back.
 *
 * The linker puts these functions in the place of the computer's (--wrap).
 *
 * Invariant: a piece has a header, in front of what is handed out; all pieces in use or given back
 * lie below `heap.end`, and all that is poisoned between `heap.end` and `heap.mapped`.
 */
#include "lock.h"

#include <errno.h>
#include <malloc.h>
#include <sanitizer/asan_interface.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <tay/operations.h>

void *__wrap_malloc(size_t bytes);
void *__wrap_memalign(size_t alignment, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
int __wrap_posix_memalign(void **memory_out, size_t alignment, size_t bytes);
void __wrap_free(void *memory);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t bytes);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t length_max);

#define ALIGNMENT 16u
#define GAP_BYTES 16u
#define STEP_BYTES 32768u
#define PAGE_BYTES 4096u
#define QUARANTINE 64u /* pieces that are given back before one of them is used again */

struct piece {
    size_t bytes;       /* that may be handed out, without the gap behind them; a multiple of 16 */
    struct piece *next; /* among those given back, the oldest first */
};

_Static_assert(sizeof(struct piece) == ALIGNMENT, "what follows a header is aligned");

static struct {
    uintptr_t end;
    uintptr_t mapped;
    struct piece *oldest;
    struct piece *newest;
    unsigned returned;
} heap;

/* Lets a header be read and written. Between uses it is poisoned, too. */
static void open_header(struct piece *piece)
{
    __asan_unpoison_memory_region(piece, sizeof *piece);
}

static void close_header(struct piece *piece)
{
    __asan_poison_memory_region(piece, sizeof *piece);
}

/* False: the account cannot pay. */
static int grow(size_t bytes)
{
    tay_ua_t mapped = 0;
    size_t length_bytes = (bytes + STEP_BYTES - 1) & ~(size_t)(STEP_BYTES - 1);
    enum tay_status status = TAY_ENOMEM;

    if (length_bytes < bytes) {
        return 0;
    }
    if (heap.mapped != 0) {
        status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, length_bytes, heap.mapped,
                               TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_FIXED, &mapped);
    }
    if (status != TAY_OK) {
        status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, length_bytes, 0,
                               TAY_MAP_READ | TAY_MAP_WRITE, &mapped);
        heap.end = status == TAY_OK ? mapped : heap.end;
    }
    if (status == TAY_OK) {
        heap.mapped = mapped + length_bytes;
        __asan_poison_memory_region((void *)mapped, length_bytes);
    }
    return status == TAY_OK;
}

static bool is_aligned(const void *memory, size_t alignment)
{
    return ((uintptr_t)memory & (alignment - 1)) == 0;
}

/* The oldest piece that was given back, if enough were and it is of the size. */
static struct piece *take_back(size_t bytes, size_t alignment)
{
    struct piece *before = NULL;
    struct piece *piece = heap.returned > QUARANTINE ? heap.oldest : NULL;

    while (piece != NULL) {
        open_header(piece);
        struct piece *next = piece->next;
        if (piece->bytes == bytes && is_aligned(piece + 1, alignment)) {
            if (before == NULL) {
                heap.oldest = next;
            } else {
                open_header(before);
                before->next = next;
                close_header(before);
            }
            heap.newest = heap.newest == piece ? before : heap.newest;
            heap.returned--;
            return piece;
        }
        close_header(piece);
        before = piece;
        piece = next;
    }
    return NULL;
}

/* What alignment skips stays poisoned, for ever. */
static struct piece *make_piece(size_t bytes, size_t alignment)
{
    size_t whole_bytes = sizeof(struct piece) + alignment + bytes + GAP_BYTES;

    if (heap.mapped - heap.end < whole_bytes && !grow(whole_bytes)) {
        return NULL;
    }
    uintptr_t memory = (heap.end + sizeof(struct piece) + alignment - 1) & ~(alignment - 1);
    struct piece *piece = (struct piece *)memory - 1;
    heap.end = memory + bytes + GAP_BYTES;
    open_header(piece);
    piece->bytes = bytes;
    return piece;
}

/* With the lock held. */
static void *allocate(size_t bytes, size_t alignment)
{
    bytes = bytes == 0 ? 1 : bytes;
    size_t room_bytes = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    struct piece *piece = take_back(room_bytes, alignment);
    piece = piece == NULL ? make_piece(room_bytes, alignment) : piece;
    if (piece == NULL) {
        return NULL;
    }
    close_header(piece);
    __asan_unpoison_memory_region(piece + 1, bytes);
    return piece + 1;
}

void *__wrap_memalign(size_t alignment, size_t bytes)
{
    void *memory = NULL;

    alignment = alignment < ALIGNMENT ? ALIGNMENT : alignment;
    if ((alignment & (alignment - 1)) != 0) {
        errno = EINVAL;
        return NULL;
    }
    if (bytes <= SIZE_MAX / 4 && alignment <= SIZE_MAX / 4) {
        lock_libc();
        memory = allocate(bytes, alignment);
        unlock_libc();
    }
    if (memory == NULL) {
        errno = ENOMEM;
    }
    return memory;
}

void *__wrap_malloc(size_t bytes)
{
    return __wrap_memalign(ALIGNMENT, bytes);
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
    return __wrap_memalign(alignment, bytes);
}

/* errno stays as it was. */
int __wrap_posix_memalign(void **memory_out, size_t alignment, size_t bytes)
{
    int before = errno;
    void *memory = alignment < sizeof(void *) ? NULL : __wrap_memalign(alignment, bytes);
    int error = alignment < sizeof(void *) ? EINVAL : errno;

    errno = before;
    if (memory == NULL) {
        return error;
    }
    *memory_out = memory;
    return 0;
}

/* With the lock held. */
static void give_back(void *memory)
{
    /* The sanitizer's report, if it was given back already. */
    memset(memory, 0, 1);
    struct piece *piece = (struct piece *)memory - 1;
    open_header(piece);
    __asan_poison_memory_region(memory, piece->bytes);
    piece->next = NULL;
    close_header(piece);
    if (heap.newest != NULL) {
        open_header(heap.newest);
        heap.newest->next = piece;
        close_header(heap.newest);
    } else {
        heap.oldest = piece;
    }
    heap.newest = piece;
    heap.returned++;
}

void __wrap_free(void *memory)
{
    if (memory != NULL) {
        lock_libc();
        give_back(memory);
        unlock_libc();
    }
}

void *__wrap_calloc(size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    void *memory = __wrap_malloc(bytes);
    if (memory != NULL) {
        memset(memory, 0, bytes);
    }
    return memory;
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    if (memory == NULL) {
        return __wrap_malloc(bytes);
    }
    struct piece *piece = (struct piece *)memory - 1;
    open_header(piece);
    size_t room_bytes = piece->bytes;
    close_header(piece);
    void *other = __wrap_malloc(bytes);
    if (other != NULL) {
        size_t kept_bytes = room_bytes < bytes ? room_bytes : bytes;
        /* Up to 15 bytes behind what was asked for are poisoned, and of no interest. */
        __asan_unpoison_memory_region(memory, room_bytes);
        memcpy(other, memory, kept_bytes);
        __wrap_free(memory);
    }
    return other;
}

void *reallocarray(void *memory, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return __wrap_realloc(memory, bytes);
}

void *valloc(size_t bytes)
{
    return __wrap_memalign(PAGE_BYTES, bytes);
}

/* All of it may be used from now on. */
size_t malloc_usable_size(void *memory)
{
    if (memory == NULL) {
        return 0;
    }
    struct piece *piece = (struct piece *)memory - 1;
    open_header(piece);
    size_t room_bytes = piece->bytes;
    close_header(piece);
    __asan_unpoison_memory_region(memory, room_bytes);
    return room_bytes;
}

char *__wrap_strndup(const char *text, size_t length_max)
{
    size_t length = strnlen(text, length_max);
    char *copy = __wrap_malloc(length + 1);

    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char *__wrap_strdup(const char *text)
{
    return __wrap_strndup(text, SIZE_MAX);
}
