/* SPDX-License-Identifier: MIT */
/*
 * What a clone costs does not grow with the pages that have been touched: with 16 MiB at most twice
 * what it is with 64 KiB. Under -icount shift=0 a nanosecond is an instruction.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define ROUNDS 16u
#define PAGE_BYTES 4096u
#define SMALL_BYTES 0x10000u
#define LARGE_BYTES 0x1000000u

static tay_cap_t session;

static void fail(const char *what, enum tay_status status)
{
    printf("cost: FAILED: %s: %s\n", what, tay_status_text(status));
    exit(EXIT_FAILURE);
}

/* From the parent's call of fork to its answer, the least of some rounds. */
static tay_time_t clone_ns(void)
{
    tay_time_t least_ns = TAY_TIME_NEVER;
    for (unsigned i = 0; i < ROUNDS; i++) {
        tay_pid_t child, ended;
        unsigned exit_status;
        tay_time_t begin_ns = tay_time_now();
        enum tay_status status = tay_proc_fork(session, &child);
        tay_time_t taken_ns = tay_time_now() - begin_ns;
        if (status == TAY_OK && child == 0) {
            status = tay_process_exit(TAY_CAP_SELF, 0);
        }
        if (status == TAY_OK) {
            status = tay_proc_wait(session, child, &ended, &exit_status);
        }
        if (status != TAY_OK) {
            fail("fork", status);
        }
        least_ns = taken_ns < least_ns ? taken_ns : least_ns;
    }
    return least_ns;
}

static void touch(volatile char *memory, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += PAGE_BYTES) {
        memory[at] = 1;
    }
}

int main(void)
{
    tay_ua_t address;
    enum tay_status status = tay_proc_join(tay_startup_cap("proc"), &session);
    if (status == TAY_OK) {
        status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, LARGE_BYTES, 0,
                               TAY_MAP_READ | TAY_MAP_WRITE, &address);
    }
    if (status != TAY_OK) {
        fail("memory", status);
    }
    touch((volatile char *)address, SMALL_BYTES);
    tay_time_t small_ns = clone_ns();
    touch((volatile char *)address, LARGE_BYTES);
    tay_time_t large_ns = clone_ns();
    printf("cost: a clone takes %lu ns with 64 KiB touched, %lu with 16 MiB\n",
           (unsigned long)small_ns, (unsigned long)large_ns);
    if (large_ns > 2 * small_ns) {
        fail("it grows with the pages", TAY_EINVAL);
    }
    printf("cost: as it should be\n");
    return EXIT_SUCCESS;
}
