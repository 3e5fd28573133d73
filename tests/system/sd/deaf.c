/* SPDX-License-Identifier: MIT */
/*
 * A mailbox driver that takes calls and never answers them.
 */
#include <stdlib.h>
#include <tay/server.h>
#include <tay/startup.h>

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    tay_cap_t reply;
    (void)request;
    (void)answer;
    return tay_server_put_aside(server, 0, &reply);
}

int main(void)
{
    struct tay_server server = {.endpoint = tay_startup_cap("mailbox"), .on_call = on_call};
    return tay_server_run(&server) == TAY_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
