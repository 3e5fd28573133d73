/* SPDX-License-Identifier: MIT */
/*
 * A small server, which is killed over and over.
 */
#include <stdlib.h>
#include <tay/server.h>
#include <tay/startup.h>

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    (void)request;
    (void)answer;
    return TAY_OK;
}

int main(void)
{
    struct tay_server server = {.endpoint = tay_startup_cap("mortal"), .on_call = on_call};
    enum tay_status status = tay_server_run(&server);
    (void)status;
    return EXIT_FAILURE;
}
