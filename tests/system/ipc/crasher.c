/* SPDX-License-Identifier: MIT */
/*
 * A server that faults in the middle of the calls that ask it to, and answers the others. Under two
 * manifests: as solid it is started again, as brittle it is not.
 */
#include <stdlib.h>
#include <tay/server.h>
#include <tay/startup.h>

#define LABEL_FAULT 1

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    if (request->label == LABEL_FAULT) {
        *(volatile tay_word_t *)0 = 1;
    }
    answer->word[0] = request->word[0] + 1;
    return TAY_OK;
}

int main(void)
{
    struct tay_server server = {.endpoint = tay_startup_cap("crasher"), .on_call = on_call};
    enum tay_status status = tay_server_run(&server);
    (void)status;
    return EXIT_FAILURE;
}
