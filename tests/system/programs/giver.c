/* SPDX-License-Identifier: MIT */
/*
 * Writes numbers into memory that it shares with `taker`, and tells it by a notification.
 */
#include "expect.h"

#include "share.h"

int main(void)
{
    tay_ua_t address;
    tay_word_t bits;
    EXPECT(tay_space_map(TAY_CAP_SELF, tay_startup_cap("shared"), 0, SHARED_BYTES, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    unsigned *numbers = (unsigned *)address;
    for (unsigned i = 0; i < SHARED_NUMBERS; i++) {
        numbers[i] = shared_number(i);
    }
    EXPECT(tay_trap_notify(tay_startup_cap("ready"), SHARED_READY) == TAY_OK);
    EXPECT(tay_trap_wait(tay_startup_cap("taken"), 0, 0, &bits) == TAY_OK);
    EXPECT(bits == SHARED_TAKEN);
    /* What the other wrote into its private mapping is not seen here. */
    EXPECT(numbers[0] == shared_number(0));
    EXPECT(tay_trap_notify(tay_startup_cap("taken"), 1) == TAY_ERIGHT);
    printf("giver: taken\n");
    return 0;
}
