/* SPDX-License-Identifier: MIT */
/*
 * Writes to a console that cannot write: it is told when the console stops, and waits no longer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>
#include <tay/status.h>

int main(void)
{
    tay_cap_t session;
    enum tay_status status = tay_stream_open(tay_startup_cap("console"), &session);
    if (status == TAY_OK) {
        status = tay_stream_write(session, "lost\n", 5);
    }
    printf("patient-writer: %s\n", tay_status_text(status));
    return status == TAY_EPEER ? EXIT_SUCCESS : EXIT_FAILURE;
}
