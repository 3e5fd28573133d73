/* SPDX-License-Identifier: MIT */
/*
 * The clock protocol: it has a date, can be set, and goes on; and the date of all is what it says.
 */
#include "expect.h"
#include <tay/date.h>
#include <tay/protocol/clock.h>
#include <tay/startup.h>
#include <time.h>

#define NOT_BEFORE                                                                                 \
    1700000000u /* November 2023: QEMU's clock is that of the computer it runs on                  \
                 */
#define SET_TO 1234567890u
#define SLACK 60u /* seconds that the machine may stand still */

/* Whether the date is that of the clock, which stands still for no longer than that. */
static bool agrees(uint64_t seconds)
{
    uint64_t date = (uint64_t)time(NULL);
    return tay_date_is_set() && date + SLACK >= seconds && date <= seconds + SLACK;
}

int main(void)
{
    tay_cap_t clock = tay_startup_cap("rtc");
    uint64_t seconds;
    uint32_t ns = 1;
    EXPECT(tay_clock_get(clock, &seconds, &ns) == TAY_OK);
    EXPECT(seconds >= NOT_BEFORE && ns == 0 && agrees(seconds));
    EXPECT(tay_clock_set(clock, SET_TO) == TAY_OK);
    EXPECT(tay_clock_get(clock, &seconds, NULL) == TAY_OK);
    EXPECT(seconds >= SET_TO && seconds < SET_TO + SLACK && agrees(SET_TO));
    EXPECT(tay_clock_set(clock, UINT64_C(1) << 32) == TAY_EINVAL);
    printf("hours: the clock is set\n");
    return EXIT_SUCCESS;
}
