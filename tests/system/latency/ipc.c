/* SPDX-License-Identifier: MIT */
/*
 * Endpoints with many callers, chains of servers, and large lent ranges.
 */
#include "stress.h"

#define CHAIN 20
#define LENT_BYTES (4 * MIB)

static tay_cap_t door;

static void call_door(tay_word_t number)
{
    struct tay_message message = {.info = 1, .word = {number}};
    tay_trap_call(door, &message);
}

static void queue_callers(void)
{
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &door) == TAY_OK);
    crowd_start(CROWD, call_door, 40);
}

static void endpoints(void)
{
    queue_callers();
    EXPECT(tay_object_destroy(door) == TAY_OK);
    crowd_end();
    queue_callers();
    EXPECT(tay_endpoint_refuse(door, 1) == TAY_OK);
    crowd_end();
    queue_callers();
    EXPECT(tay_endpoint_renew(door) == TAY_OK);
    crowd_end();
    /* Those who call by a session. */
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &door) == TAY_OK);
    tay_cap_t plain = door;
    EXPECT(tay_session_mint(plain, 1, 0, 0, &door) == TAY_OK);
    crowd_start(CROWD, call_door, 40);
    EXPECT(tay_endpoint_renew(plain) == TAY_OK);
    crowd_end();
    EXPECT(tay_session_mint(plain, 2, 0, 0, &door) == TAY_OK);
    crowd_start(CROWD, call_door, 40);
    EXPECT(tay_object_destroy(door) == TAY_OK);
    crowd_end();
}

static tay_cap_t chain[CHAIN + 1];

/* Serves one endpoint of the chain, and calls the next one meanwhile. */
static void serve_chain(tay_word_t number)
{
    struct tay_message message = {0};
    tay_trap_recv(chain[number], &message);
    message = (struct tay_message){.info = 1};
    tay_trap_call(chain[number + 1], &message);
}

/* The last one's caller is the head of a chain, which inherits from the first's callers. */
static void inheritance(void)
{
    for (unsigned n = 0; n <= CHAIN; n++) {
        EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &chain[n]) == TAY_OK);
    }
    crowd_start(CHAIN, serve_chain, 20);
    struct tay_message message = {.info = 1 | TAY_INFO_DEADLINE,
                                  .badge = tay_time_now() + 10 * TAY_NS_PER_MS};
    EXPECT(tay_thread_set_priority(tay_startup_thread(), 50) == TAY_OK);
    tay_trap_call(chain[0], &message);
    EXPECT(tay_thread_set_priority(tay_startup_thread(), 30) == TAY_OK);
    message = (struct tay_message){.info = 1 | TAY_INFO_DEADLINE,
                                   .badge = tay_time_now() + 10 * TAY_NS_PER_MS};
    tay_trap_call(chain[0], &message);
    for (unsigned n = 0; n <= CHAIN; n++) {
        EXPECT(tay_object_destroy(chain[n]) == TAY_OK);
    }
    crowd_end();
}

static tay_ua_t source, target, client_source, client_target;

static void lend(tay_word_t number)
{
    struct tay_message message = {
        .info = 1 | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE,
        .lend_read = TAY_RANGE(client_source + number, LENT_BYTES),
        .lend_write = TAY_RANGE(client_target + number, LENT_BYTES),
    };
    tay_trap_call(door, &message);
}

static void take_call(void)
{
    struct tay_message message = {0};
    tay_trap_recv(door, &message);
    EXPECT(tay_message_status(&message) == TAY_OK);
}

static void answer(void)
{
    struct tay_message message = {0};
    tay_trap_send(TAY_CALL_IN_HAND, &message);
    EXPECT(tay_message_status(&message) == TAY_OK);
}

/* Whole pages, and such as lie otherwise on either side. */
static void lent_copies(void)
{
    size_t done_bytes;
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &door) == TAY_OK);
    source = map(0, 2 * LENT_BYTES);
    target = map(0, 2 * LENT_BYTES);
    client_source = map(0, 2 * LENT_BYTES);
    client_target = map(0, 2 * LENT_BYTES);
    crowd_start(2, lend, 40);
    for (unsigned n = 0; n < 2; n++) {
        take_call();
        EXPECT(tay_caller_read(TAY_CALL_IN_HAND, 0, (void *)target, LENT_BYTES, &done_bytes) ==
               TAY_OK);
        EXPECT(done_bytes == LENT_BYTES);
        EXPECT(tay_caller_write(TAY_CALL_IN_HAND, 0, (void *)source, LENT_BYTES, &done_bytes) ==
               TAY_OK);
        EXPECT(done_bytes == LENT_BYTES);
        answer();
    }
    crowd_end();
}

void stress_ipc(void)
{
    endpoints();
    inheritance();
    lent_copies();
}
