/* SPDX-License-Identifier: MIT */
/*
 * A server that anybody may call: 1 answers, 2 opens a session, which the caller pays for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/server.h>
#include <tay/startup.h>
#include <tay/status.h>

static uint64_t last_badge;

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    if (request->label == 2) {
        return tay_server_mint(server, ++last_badge, answer, 0);
    }
    answer->word[0] = request->word[0];
    return TAY_OK;
}

int main(void)
{
    struct tay_server server = {.endpoint = tay_startup_cap("echo"), .on_call = on_call};
    enum tay_status status = tay_server_run(&server);
    printf("echo: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}
