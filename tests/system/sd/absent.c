/* SPDX-License-Identifier: MIT */
/*
 * There is no card, or it cannot be used, or there is no controller: whoever opens a session hears
 * of it, at once and each time.
 */
#include <expect.h>
#include <tay/protocol/block.h>
#include <tay/startup.h>

int main(void)
{
    tay_cap_t session;
    for (unsigned n = 0; n < 3; n++) {
        struct tay_block_error error = {TAY_BLOCK_GOOD, 0};
        enum tay_status status = tay_block_open(tay_startup_cap("sd"), 0, 0, &session, &error);
        EXPECT(status == TAY_EIO || status == TAY_EPEER);
        printf("absent: %s, fault %u\n", status == TAY_EIO ? "input/output" : "nobody there",
               (unsigned)error.fault);
    }
    return EXIT_SUCCESS;
}
