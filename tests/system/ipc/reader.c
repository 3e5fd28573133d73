/* SPDX-License-Identifier: MIT */
/*
 * Reads from the console, which is killed meanwhile. The console keeps its sessions, so the same
 * one goes on to work.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/client.h>
#include <tay/protocol/kv.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>
#include <tay/status.h>

static enum tay_status read_in_call(tay_cap_t session)
{
    char line[8];
    struct tay_call call = {.label = TAY_STREAM_READ_LINE,
                            .word = {sizeof line},
                            .lend_write = line,
                            .lend_write_bytes = sizeof line};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_EPEER && call.seen) {
        printf("reader: the server went, having seen the call\n");
        return TAY_OK;
    }
    return status == TAY_OK ? TAY_ESTATE : status;
}

int main(void)
{
    static const char text[] = "reader: the old session works\n";
    tay_cap_t kv;
    tay_cap_t session;
    enum tay_status status = tay_kv_open(tay_startup_cap("kv"), &kv);
    status = status == TAY_OK ? tay_stream_open(tay_startup_cap("console"), &session) : status;
    status = status == TAY_OK ? tay_kv_set(kv, "ready", "1", 1) : status;
    status = status == TAY_OK ? read_in_call(session) : status;
    status = status == TAY_OK ? tay_stream_write(session, text, sizeof text - 1) : status;
    if (status != TAY_OK) {
        printf("reader: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
