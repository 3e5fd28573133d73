/* SPDX-License-Identifier: MIT */
/*
 * Ends the driver's process at a random moment, waits for the next one, and ends, to be started
 * again with a handle of that.
 */
#include <expect.h>
#include <tay/abi/seed.h>
#include <tay/operations.h>
#include <tay/protocol/block.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

#define KILLS 4u /* also in writer.c */
#define EXIT_KILLED 7
#define LONGEST_NS (20 * TAY_NS_PER_MS)

static void await_driver(void)
{
    tay_cap_t session;
    enum tay_status status = TAY_EPEER;
    for (unsigned n = 0; n < 100 && status == TAY_EPEER; n++) {
        status = tay_block_open(tay_startup_cap("sd"), 0, 0, &session, NULL);
    }
    EXPECT(status == TAY_OK);
}

int main(void)
{
    tay_ua_t address;
    struct tay_alarm alarm;
    tay_word_t bits;
    EXPECT(tay_space_map(TAY_CAP_SELF, tay_startup_cap("kills"), 0, 4096, 0,
                         TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    unsigned *kills = (unsigned *)address;
    await_driver();
    if (*kills == KILLS) {
        return tay_trap_wait(tay_startup_cap("bell"), 0, 0, &bits) == TAY_OK; /* for ever */
    }
    uint64_t moment_ns =
        tay_seed_derive(tay_startup()->seed, TAY_SEED_PROGRAM, *kills) % LONGEST_NS;
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    EXPECT(tay_alarm_sleep_until(&alarm, tay_time_now() + moment_ns) == TAY_OK);
    EXPECT(tay_process_exit(tay_startup_cap("victim"), EXIT_KILLED) == TAY_OK);
    __atomic_fetch_add(kills, 1, __ATOMIC_RELEASE);
    await_driver();
    return EXIT_SUCCESS;
}
