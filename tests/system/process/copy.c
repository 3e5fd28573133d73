/* SPDX-License-Identifier: MIT */
/*
 * Copying a program: each of its mappings becomes a memory object with the same bytes, mapped
 * privately at the same place.
 */
#include "copy.h"

#include "expect.h"

#include <string.h>
#include <tay/operations.h>
#include <tay/startup.h>

#define PRIORITY 10
#define SLOTS 64

static void map_copy(tay_cap_t process, tay_ua_t start, size_t length_bytes, unsigned flags)
{
    tay_cap_t memory;
    tay_ua_t window, address = start;
    EXPECT(tay_memory_create(TAY_OWN_ACCOUNT, length_bytes, &memory) == TAY_OK);
    EXPECT(tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, 0, TAY_MAP_WRITE | TAY_MAP_SHARED,
                         &window) == TAY_OK);
    memcpy((void *)window, (const void *)start, length_bytes);
    EXPECT(tay_space_unmap(TAY_CAP_SELF, window, length_bytes) == TAY_OK);
    EXPECT(tay_space_map(process, memory, 0, length_bytes, start, flags | TAY_MAP_FIXED,
                         &address) == TAY_OK);
    EXPECT(tay_cap_close(memory) == TAY_OK);
}

/* The program alone: stack and startup block lie below it, windows above. */
static void copy_program(tay_cap_t process)
{
    tay_ua_t at = TAY_PROGRAM_ADDRESS_MIN, start;
    size_t length_bytes, offset_bytes;
    tay_word_t flags;
    while (tay_space_query(TAY_CAP_SELF, at, &start, &length_bytes, &flags, &offset_bytes) ==
               TAY_OK &&
           start == at) {
        map_copy(process, start, length_bytes,
                 (unsigned)flags & (TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_EXECUTE));
        at = start + length_bytes;
    }
}

static void map_fresh(tay_cap_t process, tay_ua_t address, size_t length_bytes, unsigned flags)
{
    EXPECT(tay_space_map(process, TAY_CAP_NULL, 0, length_bytes, address, flags | TAY_MAP_FIXED,
                         &address) == TAY_OK);
}

void copy_go_on(tay_cap_t thread)
{
    EXPECT(tay_thread_start(thread) == TAY_OK);
    enum tay_status status = tay_cap_close(thread);
    EXPECT(status == TAY_OK || status == TAY_EHANDLE);
}

tay_cap_t copy_start(tay_cap_t supervisor, void (*function)(void), tay_word_t label)
{
    tay_cap_t process, thread;
    tay_ua_t stack = COPY_STACK_END_UA - COPY_STACK_BYTES;
    EXPECT(tay_process_create(TAY_OWN_ACCOUNT, supervisor, label, SLOTS, PRIORITY, &process) ==
           TAY_OK);
    copy_program(process);
    map_fresh(process, stack, COPY_STACK_BYTES, TAY_MAP_WRITE);
    map_fresh(process, stack - COPY_GUARD_BYTES, COPY_GUARD_BYTES, TAY_MAP_GUARD);
    EXPECT(tay_thread_create(process, (tay_ua_t)function, COPY_STACK_END_UA, 0, PRIORITY,
                             &thread) == TAY_OK);
    copy_go_on(thread);
    return process;
}
