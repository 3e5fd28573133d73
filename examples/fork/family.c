/* SPDX-License-Identifier: MIT */
/*
 * A parent and its children. Each proof is printed: what the other one wrote is not seen in private
 * memory and is seen in shared memory, an exit status arrives, and a stack that overflows ends its
 * process and no other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <tay/status.h>

#define CHILD_STATUS 42
#define SHARED_BYTES 4096u

static tay_cap_t session;
static int number = 1;

/* Runs a function in a child, and waits for its end: the exit status. */
static enum tay_status run_child(int (*function)(void *), void *argument, unsigned *exit_status)
{
    tay_pid_t child, ended;
    enum tay_status status = tay_proc_fork(session, &child);
    if (status != TAY_OK) {
        return status;
    }
    if (child == 0) {
        exit(function(argument));
    }
    return tay_proc_wait(session, child, &ended, exit_status);
}

static int write_private(void *argument)
{
    (void)argument;
    tay_pid_t self, parent;
    if (tay_proc_self(session, &self, &parent) != TAY_OK) {
        return EXIT_FAILURE;
    }
    printf("child %u of %u: number is %d\n", (unsigned)self, (unsigned)parent, number);
    number = 2;
    printf("child %u of %u: number is now %d\n", (unsigned)self, (unsigned)parent, number);
    return CHILD_STATUS;
}

static int write_shared(void *argument)
{
    snprintf(argument, SHARED_BYTES, "written by the child");
    return EXIT_SUCCESS;
}

/* The compiler must not see that it never ends. */
static volatile unsigned depth_max = ~0u;

static unsigned recurse(unsigned depth)
{
    volatile char frame[256];
    frame[0] = (char)depth;
    return depth == depth_max ? 0 : recurse(depth + 1) + (unsigned char)frame[0];
}

static int overflow(void *argument)
{
    (void)argument;
    return (int)recurse(0);
}

static enum tay_status show_private(void)
{
    unsigned exit_status;
    enum tay_status status = run_child(write_private, NULL, &exit_status);
    if (status == TAY_OK) {
        printf("parent: the child ended with status %u, number is still %d\n", exit_status, number);
    }
    return status;
}

static enum tay_status show_shared(void)
{
    tay_cap_t memory;
    tay_ua_t address;
    unsigned exit_status;
    enum tay_status status = tay_memory_create(TAY_OWN_ACCOUNT, SHARED_BYTES, &memory);
    if (status == TAY_OK) {
        status = tay_space_map(TAY_CAP_SELF, memory, 0, SHARED_BYTES, 0,
                               TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address);
    }
    if (status == TAY_OK) {
        status = run_child(write_shared, (void *)address, &exit_status);
    }
    if (status == TAY_OK) {
        printf("parent: shared memory says '%s'\n", (const char *)address);
    }
    return status;
}

static enum tay_status show_overflow(void)
{
    unsigned exit_status;
    enum tay_status status = run_child(overflow, NULL, &exit_status);
    if (status == TAY_OK) {
        printf("parent: the child's stack overflowed: %s\n",
               exit_status == TAY_EXIT_FAULT ? "it ended by a fault" : "nobody noticed");
    }
    return status;
}

int main(void)
{
    enum tay_status status = tay_proc_join(tay_startup_cap("proc"), &session);
    status = status == TAY_OK ? show_private() : status;
    status = status == TAY_OK ? show_shared() : status;
    status = status == TAY_OK ? show_overflow() : status;
    if (status != TAY_OK) {
        printf("parent: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
