/* SPDX-License-Identifier: MIT */
/*
 * Waits in a call of the kv server, which is killed meanwhile; then does as the protocol says:
 * opens a session with the next instance, and goes on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/client.h>
#include <tay/protocol/kv.h>
#include <tay/startup.h>
#include <tay/status.h>

static enum tay_status wait_in_call(tay_cap_t session)
{
    char value[8];
    struct tay_call call = {.label = TAY_KV_WAIT,
                            .word = {'n', 0, 0, 0, sizeof value},
                            .lend_write = value,
                            .lend_write_bytes = sizeof value};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_EPEER && call.seen) {
        printf("patient: the server went, having seen the call\n");
        return TAY_OK;
    }
    printf("patient: %s\n", tay_status_text(status));
    return TAY_ESTATE;
}

int main(void)
{
    tay_cap_t session;
    tay_cap_t endpoint = tay_startup_cap("kv");
    enum tay_status status = tay_kv_open(endpoint, &session);
    status = status == TAY_OK ? tay_kv_set(session, "ready", "1", 1) : status;
    status = status == TAY_OK ? wait_in_call(session) : status;
    if (status == TAY_OK && tay_kv_set(session, "a", "1", 1) != TAY_EPEER) {
        printf("patient: the old session has not ended\n");
        return EXIT_FAILURE;
    }
    status = status == TAY_OK ? tay_kv_open(endpoint, &session) : status;
    status = status == TAY_OK ? tay_kv_set(session, "a", "1", 1) : status;
    if (status != TAY_OK) {
        printf("patient: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    printf("patient: a new session works\n");
    return EXIT_SUCCESS;
}
