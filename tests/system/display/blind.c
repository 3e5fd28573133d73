/* SPDX-License-Identifier: MIT */
/*
 * A client of a display that finds no screen: it does not wait for ever.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>
#include <tay/status.h>

int main(void)
{
    tay_cap_t session;
    enum tay_status status = tay_stream_open(tay_startup_cap("display"), &session);
    printf("blind: %s\n", tay_status_text(status));
    return status == TAY_EPEER ? EXIT_SUCCESS : EXIT_FAILURE;
}
