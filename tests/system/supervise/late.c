/* SPDX-License-Identifier: MIT */
/*
 * A server that is ready only after a while, or, with the argument `never`, not at all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/server.h>
#include <tay/startup.h>
#include <tay/time.h>

#define A_WHILE_NS (30 * TAY_NS_PER_MS)

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    answer->word[0] = request->word[0] + 1;
    return TAY_OK;
}

int main(int argument_count, char **arguments)
{
    struct tay_server server = {.endpoint = tay_startup_cap(arguments[0]), .on_call = on_call};
    struct tay_alarm alarm;
    if (argument_count > 1) {
        server.endpoint = tay_startup_cap("never");
    }
    if (tay_alarm_create(&alarm) != TAY_OK ||
        tay_alarm_sleep_until(&alarm, tay_time_now() + A_WHILE_NS) != TAY_OK) {
        return EXIT_FAILURE;
    }
    if (argument_count > 1) {
        enum tay_status status = tay_alarm_sleep_until(&alarm, TAY_TIME_NEVER);
        (void)status;
    }
    printf("late: is ready\n");
    enum tay_status status = tay_server_run(&server);
    (void)status;
    return EXIT_FAILURE;
}
