/* SPDX-License-Identifier: MIT */
/*
 * The shared page and the notifications.
 */
#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>

_Noreturn void arena_fail(const char *who, const char *what, int status)
{
    printf("%s: FAILED: %s: %s\n", who, what, tay_status_text((enum tay_status)status));
    exit(EXIT_FAILURE);
}

struct arena *arena_map(const char *who)
{
    tay_ua_t address;
    enum tay_status status =
        tay_space_map(TAY_CAP_SELF, tay_startup_cap("arena"), 0, ARENA_BYTES, 0,
                      TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address);
    if (status != TAY_OK) {
        arena_fail(who, "arena", status);
    }
    return (struct arena *)address;
}

void arena_signal(const char *who, const char *name)
{
    enum tay_status status = tay_trap_notify(tay_startup_cap(name), 1);
    if (status != TAY_OK) {
        arena_fail(who, name, status);
    }
}

void arena_await(const char *who, const char *name)
{
    tay_word_t bits;
    enum tay_status status = tay_trap_wait(tay_startup_cap(name), 0, 0, &bits);
    if (status != TAY_OK) {
        arena_fail(who, name, status);
    }
}
