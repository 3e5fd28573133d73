/* SPDX-License-Identifier: MIT */
/*
 * Maps the shared page, for reading only, and says what it finds there.
 */
#include "ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>

static enum tay_status take(const struct ring *ring, bool *more)
{
    tay_word_t bits;
    enum tay_status status = tay_trap_wait(tay_startup_cap("filled"), 0, 0, &bits);
    if (status != TAY_OK) {
        return status;
    }
    *more = ring->line[0] != '\0';
    if (*more) {
        printf("reader: line %u: %s\n", ring->number, ring->line);
    }
    return tay_trap_notify(tay_startup_cap("emptied"), RING_BIT);
}

int main(void)
{
    tay_cap_t memory = tay_startup_cap("ring");
    tay_ua_t address;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, memory, 0, RING_BYTES, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address);
    printf("reader: to write is refused: %s\n", tay_status_text(status));
    status = tay_space_map(TAY_CAP_SELF, memory, 0, RING_BYTES, 0, TAY_MAP_READ | TAY_MAP_SHARED,
                           &address);
    bool more = true;
    while (status == TAY_OK && more) {
        status = take((const struct ring *)address, &more);
    }
    if (status != TAY_OK) {
        printf("reader: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    printf("reader: no more lines\n");
    return EXIT_SUCCESS;
}
