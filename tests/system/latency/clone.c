/* SPDX-License-Identifier: MIT */
/*
 * Clones itself while it has many mappings, capabilities and threads, and writes to what is shared
 * afterwards.
 */
#include "stress.h"

#include <tay/protocol/proc.h>

#define MAPPINGS 1000
#define COPIES 2000
#define TABLES 8
#define PLACE ((tay_ua_t)64 << 30)
/* Enough for the crowd to go to bed; and less than the fork takes. */
#define NOON_NS (20 * TAY_NS_PER_MS)
#define BEFORE_NOON_NS (200 * TAY_NS_PER_US)

static tay_cap_t session;
static tay_ua_t tables;
static tay_cap_t bell;
static tay_time_t noon;

/* Wakes while the process is cloned, and may not run. */
static void sleep_till_noon(tay_word_t number)
{
    tay_word_t bits;
    enum tay_status status = tay_trap_wait(bell, TAY_INFO_DEADLINE, noon, &bits);
    (void)status;
    (void)number;
}

static void grow(void)
{
    tay_cap_t copy;
    for (size_t n = 0; n < MAPPINGS; n++) {
        touch(map(PLACE + 2 * n * PAGE, PAGE));
    }
    for (unsigned n = 0; n < COPIES; n++) {
        EXPECT(tay_cap_copy(TAY_CAP_SELF, TAY_RIGHTS_ALL, &copy) == TAY_OK);
    }
    tables = map(PLACE + GIB, TABLES * 2 * MIB);
    for (size_t offset = 0; offset < TABLES * 2 * MIB; offset += PAGE) {
        touch(tables + offset);
    }
}

static tay_cap_t door;

static void lend(tay_word_t number)
{
    (void)number;
    struct tay_message message = {
        .info = 1 | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE,
        .lend_read = TAY_RANGE(tables + 4 * MIB + 1, 3 * PAGE),
        .lend_write = TAY_RANGE(tables + 6 * MIB, 3 * PAGE),
    };
    tay_trap_call(door, &message);
}

/* Each part of it finds another table that both processes use. */
static void write_to_shared(void)
{
    struct tay_message message = {0};
    size_t done_bytes;
    touch(tables + PAGE);
    EXPECT(tay_space_protect(TAY_CAP_SELF, tables + 3 * MIB, 2 * PAGE, TAY_MAP_READ) == TAY_OK);
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &door) == TAY_OK);
    crowd_start(1, lend, 20);
    tay_trap_recv(door, &message);
    EXPECT(tay_message_status(&message) == TAY_OK);
    EXPECT(tay_caller_read(TAY_CALL_IN_HAND, 0, (void *)(tables + 8 * MIB), 3 * PAGE,
                           &done_bytes) == TAY_OK);
    EXPECT(tay_caller_write(TAY_CALL_IN_HAND, 0, (void *)(tables + 10 * MIB + 1), 2 * PAGE,
                            &done_bytes) == TAY_OK);
    message = (struct tay_message){0};
    tay_trap_send(TAY_CALL_IN_HAND, &message);
    crowd_end();
    /* Two tables, of neither all. */
    EXPECT(tay_space_unmap(TAY_CAP_SELF, tables + 13 * MIB, 2 * MIB) == TAY_OK);
}

int main(void)
{
    tay_pid_t child, ended;
    unsigned exit_status;
    EXPECT(tay_proc_join(tay_startup_cap("proc"), &session) == TAY_OK);
    EXPECT(tay_thread_set_priority(tay_startup_thread(), 50) == TAY_OK);
    grow();
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &bell) == TAY_OK);
    noon = tay_time_now() + NOON_NS;
    crowd_start(CROWD, sleep_till_noon, 60);
    while (tay_time_now() < noon - BEFORE_NOON_NS) {
    }
    EXPECT(tay_proc_fork(session, &child) == TAY_OK);
    write_to_shared();
    if (child == 0) {
        exit(EXIT_SUCCESS);
    }
    EXPECT(tay_proc_wait(session, child, &ended, &exit_status) == TAY_OK);
    EXPECT(exit_status == EXIT_SUCCESS);
    printf("clone: it is done\n");
    return 0;
}
