/* SPDX-License-Identifier: MIT */
/*
 * Reads the card until somebody takes it out (eject.py), hears of it in each way, and goes on once
 * it is back.
 */
#include "pattern.h"
#include <expect.h>
#include <tay/abi/trap.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

#define BIT 0x40u
#define STEP_NS (20 * TAY_NS_PER_MS)
#define STEPS 3000

static uint8_t room[8 * TAY_BLOCK_BYTES];
static struct tay_alarm alarm;

static void pause_step(void)
{
    EXPECT(tay_alarm_sleep_until(&alarm, tay_time_now() + STEP_NS) == TAY_OK);
}

int main(void)
{
    tay_cap_t endpoint = tay_startup_cap("sd"), session, bell = tay_startup_cap("bell");
    struct tay_block_error error = {TAY_BLOCK_GOOD, 0};
    enum tay_status status = TAY_OK;
    tay_word_t bits;
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    EXPECT(tay_block_open(endpoint, 0, 0, &session, NULL) == TAY_OK);
    EXPECT(tay_block_watch(session, bell, 0) == TAY_EINVAL);
    EXPECT(tay_block_watch(session, bell, BIT) == TAY_OK);
    printf("ejected: take it out\n");
    for (unsigned n = 0; n < STEPS && status == TAY_OK; n++) {
        pause_step();
        status = tay_block_read(session, 0, 8, room, &error);
        EXPECT(status != TAY_OK || pattern_is(room, PATTERN_HOST, 0, 8));
    }
    EXPECT(status == TAY_EIO && error.fault == TAY_BLOCK_NO_MEDIUM);
    EXPECT(tay_trap_wait(bell, TAY_INFO_DEADLINE, tay_time_now() + TAY_NS_PER_S, &bits) == TAY_OK);
    EXPECT(bits == BIT);
    EXPECT(tay_block_read(session, 0, 8, room, &error) == TAY_EPEER);
    error.fault = TAY_BLOCK_GOOD;
    EXPECT(tay_block_open(endpoint, 0, 0, &session, &error) == TAY_EIO);
    EXPECT(error.fault == TAY_BLOCK_NO_MEDIUM);
    printf("ejected: put it back\n");
    status = TAY_EIO;
    for (unsigned n = 0; n < STEPS && status == TAY_EIO; n++) {
        pause_step();
        status = tay_block_open(endpoint, 0, 0, &session, NULL);
    }
    EXPECT(status == TAY_OK);
    EXPECT(tay_block_read(session, 0, 8, room, &error) == TAY_OK);
    EXPECT(pattern_is(room, PATTERN_HOST, 0, 8));
    printf("ejected: it is back\n");
    return EXIT_SUCCESS;
}
