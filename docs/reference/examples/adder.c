/* SPDX-License-Identifier: MIT */
/*
 * A client of the server in count.c.
 */
#include "count.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/client.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

static void must(enum tay_status status)
{
    if (status != TAY_OK) {
        printf("adder: %s\n", tay_status_text(status));
        exit(EXIT_FAILURE);
    }
}

/* [client] */
int main(void)
{
    static const unsigned number[] = {40, 2};
    struct tay_call open = {.label = COUNT_OPEN, .wants = 1};
    must(tay_call(tay_startup_cap("count"), &open));
    tay_cap_t session = (tay_cap_t)open.word[0];

    struct tay_call add = {.label = COUNT_ADD,
                           .word = {sizeof number / sizeof number[0]},
                           .lend_read = number,
                           .lend_read_bytes = sizeof number};
    must(tay_call(session, &add));

    struct tay_call wait = {.label = COUNT_WAIT, .deadline_ns = tay_time_after(TAY_NS_PER_S)};
    must(tay_call(session, &wait)); /* TAY_ETIMEDOUT: it took longer */
    printf("adder: the sum is %u\n", (unsigned)wait.word[0]);

    must(tay_cap_close(session)); /* the server hears of it */
    return 0;
}
/* [client] */
