/* SPDX-License-Identifier: MIT */
/*
 * Maps the shared page and writes lines into it, one at a time.
 */
#include "ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>

static const char *const lines[] = {
    "a page of memory lies in two address spaces",
    "the one who writes may do nothing else",
    "the one who reads may not write",
    "",
};

static enum tay_status hand_over(struct ring *ring, unsigned number)
{
    tay_word_t bits;
    ring->number = number;
    strncpy(ring->line, lines[number - 1], sizeof ring->line - 1);
    enum tay_status status = tay_trap_notify(tay_startup_cap("filled"), RING_BIT);
    return status != TAY_OK ? status : tay_trap_wait(tay_startup_cap("emptied"), 0, 0, &bits);
}

int main(void)
{
    tay_ua_t address;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, tay_startup_cap("ring"), 0, RING_BYTES, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address);
    unsigned number = 0;
    while (status == TAY_OK && number < sizeof lines / sizeof lines[0]) {
        status = hand_over((struct ring *)address, ++number);
    }
    if (status != TAY_OK) {
        printf("writer: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    printf("writer: %u lines were taken\n", number - 1);
    return EXIT_SUCCESS;
}
