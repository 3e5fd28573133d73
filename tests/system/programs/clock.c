/* SPDX-License-Identifier: MIT */
/*
 * The clock goes forward and is the kernel's: deadlines and timers agree with it to the tick.
 */
#include "expect.h"

#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>

#define NAP_NS (10 * TAY_NS_PER_MS)
/* How late a thread of a quiet machine may be, in time that stands still while QEMU is held up. */
#define LATE_NS (2 * TAY_NS_PER_MS)
#define NAPS 5

static void expect_reached(tay_time_t deadline_ns)
{
    tay_time_t now_ns = tay_time_now();
    EXPECT(now_ns >= deadline_ns);
    EXPECT(now_ns - deadline_ns < LATE_NS);
}

int main(void)
{
    struct tay_alarm alarm;
    tay_word_t bits;
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    tay_time_t at_ns = tay_time_now();
    for (int i = 0; i < NAPS; i++) {
        at_ns += NAP_NS;
        EXPECT(tay_alarm_sleep_until(&alarm, at_ns) == TAY_OK);
        expect_reached(at_ns);
    }
    EXPECT(tay_alarm_sleep_until(&alarm, 0) == TAY_OK);

    at_ns = tay_time_now() + NAP_NS;
    EXPECT(tay_trap_wait(alarm.notification, TAY_INFO_DEADLINE, at_ns, &bits) == TAY_ETIMEDOUT);
    expect_reached(at_ns);
    EXPECT(tay_trap_wait(alarm.notification, TAY_INFO_DEADLINE, 0, &bits) == TAY_ETIMEDOUT);

    EXPECT(tay_alarm_close(&alarm) == TAY_OK);
    EXPECT(tay_alarm_close(&alarm) == TAY_EHANDLE);

    tay_word_t state;
    tay_word_t priority;
    tay_time_t run_ns;
    EXPECT(tay_thread_query(tay_startup_thread(), &state, &priority, &run_ns) == TAY_OK);
    EXPECT(priority == 10 && run_ns > 0 && run_ns < at_ns);
    printf("clock: as it should be\n");
    return 0;
}
