/* SPDX-License-Identifier: MIT */
/*
 * The clock protocol: it has a date, can be set, and goes on.
 */
#include "expect.h"
#include <tay/protocol/clock.h>
#include <tay/startup.h>

#define NOT_BEFORE                                                                                 \
    1700000000u /* November 2023: QEMU's clock is that of the computer it runs on                  \
                 */
#define SET_TO 1234567890u
#define SLACK 60u /* seconds that the machine may stand still */

int main(void)
{
    tay_cap_t clock = tay_startup_cap("rtc");
    uint64_t seconds;
    uint32_t ns = 1;
    EXPECT(tay_clock_get(clock, &seconds, &ns) == TAY_OK);
    EXPECT(seconds >= NOT_BEFORE && ns == 0);
    EXPECT(tay_clock_set(clock, SET_TO) == TAY_OK);
    EXPECT(tay_clock_get(clock, &seconds, NULL) == TAY_OK);
    EXPECT(seconds >= SET_TO && seconds < SET_TO + SLACK);
    EXPECT(tay_clock_set(clock, UINT64_C(1) << 32) == TAY_EINVAL);
    printf("hours: the clock is set\n");
    return EXIT_SUCCESS;
}
