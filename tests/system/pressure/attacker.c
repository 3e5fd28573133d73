/* SPDX-License-Identifier: MIT */
/*
 * Takes more and more of one thing until its account has no more, tells so, and goes on trying for
 * ever. The argument says of what.
 */
#include "arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/client.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <tay/status.h>

#define PIECE_BYTES 0x10000u
#define STACK_BYTES 0x2000u
#define PRIORITY 10u

static struct arena *arena;
static tay_cap_t session;

/* Takes one more; TAY_OK: it got it. */
static enum tay_status eat_memory(void)
{
    tay_ua_t address;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, PIECE_BYTES, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE, &address);
    if (status == TAY_OK) {
        memset((void *)address, 1, PIECE_BYTES);
    }
    return status;
}

static enum tay_status eat_caps(void)
{
    tay_cap_t taken;
    enum tay_status status = tay_endpoint_create(TAY_OWN_ACCOUNT, &taken);
    return status == TAY_ENOMEM ? tay_cap_copy(TAY_CAP_SELF, 0, &taken) : status;
}

/* Entered on a stack of its own; it must not use the C library, which knows of one thread only. */
static void spin(void)
{
    for (;;) {
        __asm__ volatile("" ::: "memory");
    }
}

static void flood(void)
{
    tay_cap_t target = session; /* found before the thread was started */
    for (;;) {
        struct tay_call call = {.label = 1};
        enum tay_status status = tay_call(target, &call);
        (void)status;
    }
}

static enum tay_status start_thread(void (*entry)(void))
{
    tay_ua_t stack;
    tay_cap_t thread;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, STACK_BYTES, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE, &stack);
    if (status != TAY_OK) {
        return status;
    }
    status =
        tay_thread_create(TAY_CAP_SELF, (tay_ua_t)entry, stack + STACK_BYTES, 0, PRIORITY, &thread);
    if (status == TAY_OK) {
        status = tay_thread_start(thread);
        __atomic_add_fetch(&arena->runners, 1, __ATOMIC_RELAXED);
    } else {
        enum tay_status undone = tay_space_unmap(TAY_CAP_SELF, stack, STACK_BYTES);
        (void)undone;
    }
    return status;
}

static enum tay_status eat_threads(void)
{
    return start_thread(spin);
}

static enum tay_status eat_calls(void)
{
    struct tay_call call = {.label = 2,
                            .wants = 1}; /* a session of its own, which its account pays for */
    enum tay_status status = start_thread(flood);
    return status == TAY_ENOMEM ? tay_call(session, &call) : status;
}

/* Every process is at it; the first one tells. */
static enum tay_status eat_processes(void)
{
    tay_pid_t child;
    enum tay_status status = tay_proc_fork(session, &child);
    if (status == TAY_OK && child == 0) {
        __atomic_add_fetch(&arena->runners, 1, __ATOMIC_RELAXED);
        for (;;) {
            status = tay_proc_fork(session, &child);
            (void)status;
        }
    }
    return status;
}

static const struct attack {
    const char *name;
    enum tay_status (*eat)(void);
} attacks[] = {
    {"memory", eat_memory}, {"capabilities", eat_caps},   {"threads", eat_threads},
    {"calls", eat_calls},   {"processes", eat_processes},
};

static const struct attack *find(const char *name)
{
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        if (strcmp(attacks[i].name, name) == 0) {
            return &attacks[i];
        }
    }
    arena_fail("attacker", name, TAY_ENOENT);
}

/* Its own handles of what it attacks, where it needs any. */
static void prepare(const char *name)
{
    enum tay_status status = TAY_OK;
    if (strcmp(name, "processes") == 0) {
        status = tay_proc_join(tay_startup_cap("proc"), &session);
    } else {
        session = tay_startup_cap("echo");
    }
    if (status != TAY_OK) {
        arena_fail("attacker", "proc", status);
    }
}

int main(int argument_count, char **arguments)
{
    const char *name = argument_count > 1 ? arguments[1] : "";
    const struct attack *attack = find(name);
    unsigned count = 0;
    enum tay_status status;
    arena = arena_map("attacker");
    prepare(name);
    arena_await("attacker", "start");
    __atomic_add_fetch(&arena->runners, 1, __ATOMIC_RELAXED);
    while ((status = attack->eat()) == TAY_OK) {
        count++;
    }
    printf("attacker: %s: %u times, then: %s\n", name, count, tay_status_text(status));
    arena_signal("attacker", "full");
    for (;;) {
        status = attack->eat();
    }
}
