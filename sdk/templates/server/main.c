/* SPDX-License-Identifier: MIT */
/*
 * The server: receives calls for as long as its endpoint is there.
 */
#include "calls.h"
#include <stdio.h>
#include <stdlib.h>
#include <tay/startup.h>
#include <tay/status.h>

int main(void)
{
    struct sum sum = {0};
    struct tay_server server = {
        .endpoint = tay_startup_cap("template"), .state = &sum, .on_call = calls_take};
    enum tay_status status = tay_server_run(&server);
    printf("template: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}
