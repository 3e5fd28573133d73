/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <tay/server.h>
#include <tay/startup.h>

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    answer->word[0] = request->word[0] + 1;
    return TAY_OK;
}

int main(void)
{
    struct tay_server server = {.endpoint = tay_startup_cap("echo"), .on_call = on_call};
    enum tay_status status = tay_server_run(&server);
    (void)status;
    return EXIT_FAILURE;
}
