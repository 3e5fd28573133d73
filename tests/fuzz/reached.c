/* SPDX-License-Identifier: MIT */
/*
 * The counts of what was reached. Invariant: indices are checked; a status that does not exist
 * would already have failed the step.
 */
#include "reached.h"

#include <stdio.h>

static const char *const names[TAY_OPERATION_COUNT] = TAY_OPERATION_NAMES;
static unsigned long counts[TAY_OPERATION_COUNT][TAY_STATUS_COUNT];

void reached_note(unsigned operation, enum tay_status status)
{
    if (operation < TAY_OPERATION_COUNT && (unsigned)status < TAY_STATUS_COUNT) {
        counts[operation][status]++;
    }
}

unsigned long reached_count(unsigned operation, enum tay_status status)
{
    return counts[operation][status];
}

unsigned long reached_status(enum tay_status status)
{
    unsigned long sum = 0;
    for (unsigned operation = 0; operation < TAY_OPERATION_COUNT; operation++) {
        sum += counts[operation][status];
    }
    return sum;
}

bool reached_every_operation(void)
{
    bool every = true;
    for (unsigned operation = 1; operation < TAY_OPERATION_COUNT; operation++) {
        if (counts[operation][TAY_OK] == 0) {
            fprintf(stderr, "never succeeded: %s\n", names[operation]);
            every = false;
        }
    }
    return every;
}

void reached_print(void)
{
    static const char *const columns[TAY_STATUS_COUNT] = {
        "OK",
#define TAY_STATUS(name, value, blame, sentence) [value] = #name,
#include <tay/abi/status.def>
#undef TAY_STATUS
    };
    fprintf(stderr, "%-22s", "operation");
    for (unsigned status = 0; status < TAY_STATUS_COUNT; status++) {
        fprintf(stderr, " %8s", columns[status]);
    }
    fputc('\n', stderr);
    for (unsigned operation = 0; operation < TAY_OPERATION_COUNT; operation++) {
        fprintf(stderr, "%-22s", operation == REACHED_TRAP ? "other traps" : names[operation]);
        for (unsigned status = 0; status < TAY_STATUS_COUNT; status++) {
            fprintf(stderr, " %8lu", counts[operation][status]);
        }
        fputc('\n', stderr);
    }
}
