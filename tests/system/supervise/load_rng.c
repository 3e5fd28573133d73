/* SPDX-License-Identifier: MIT */
/*
 * Keeps the random number generator busy: no piece is what the one before was, whatever died
 * meanwhile.
 */
#include "load.h"

#include <string.h>
#include <tay/protocol/rng.h>
#include <tay/startup.h>

int main(int argument_count, char **arguments)
{
    uint8_t bytes[TAY_RNG_BYTES_MAX], last[TAY_RNG_BYTES_MAX] = {0};
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    tay_cap_t rng = tay_startup_cap("rng");
    while (load_goes_on()) {
        load_call_begins();
        if (load_went_well(tay_rng_read(rng, bytes, sizeof bytes), "rng: read")) {
            LOAD_EXPECT(memcmp(bytes, last, sizeof bytes) != 0);
            memcpy(last, bytes, sizeof last);
            answered++;
        }
    }
    load_tell("load-rng", answered);
    return EXIT_SUCCESS;
}
