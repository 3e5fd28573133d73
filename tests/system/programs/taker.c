/* SPDX-License-Identifier: MIT */
/*
 * Reads what `giver` wrote, and writes to a private copy of it.
 */
#include "expect.h"

#include "share.h"

int main(void)
{
    tay_ua_t address;
    tay_ua_t private_address;
    tay_word_t bits;
    tay_cap_t shared = tay_startup_cap("shared");
    EXPECT(tay_trap_wait(tay_startup_cap("ready"), 0, 0, &bits) == TAY_OK);
    EXPECT(bits == SHARED_READY);
    EXPECT(tay_space_map(TAY_CAP_SELF, shared, 0, SHARED_BYTES, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_ERIGHT);
    EXPECT(tay_space_map(TAY_CAP_SELF, shared, 0, SHARED_BYTES, 0, TAY_MAP_READ | TAY_MAP_SHARED,
                         &address) == TAY_OK);
    EXPECT(tay_space_map(TAY_CAP_SELF, shared, 0, SHARED_BYTES, 0, TAY_MAP_READ | TAY_MAP_WRITE,
                         &private_address) == TAY_OK);
    const unsigned *numbers = (const unsigned *)address;
    unsigned *copy = (unsigned *)private_address;
    for (unsigned i = 0; i < SHARED_NUMBERS; i++) {
        EXPECT(numbers[i] == shared_number(i));
        EXPECT(copy[i] == shared_number(i));
        copy[i] = 0;
        EXPECT(numbers[i] == shared_number(i));
    }
    EXPECT(tay_trap_notify(tay_startup_cap("taken"), SHARED_TAKEN) == TAY_OK);
    printf("taker: as it should be\n");
    return 0;
}
