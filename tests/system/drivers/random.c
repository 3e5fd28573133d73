/* SPDX-License-Identifier: MIT */
/*
 * The rng protocol: bytes that differ, as many as were asked for.
 */
#include "expect.h"
#include <string.h>
#include <tay/client.h>
#include <tay/protocol/rng.h>
#include <tay/startup.h>

#define BYTES 200u /* several calls, the last one for less than a word's end */

static enum tay_status ask(size_t length_bytes, void *room, size_t room_bytes)
{
    struct tay_call call = {.label = TAY_RNG_READ,
                            .word = {length_bytes},
                            .lend_write = room,
                            .lend_write_bytes = room_bytes};
    return tay_call(tay_startup_cap("rng"), &call);
}

/* A byte that the device never touched, or a bit that never changes: once in 2^200 runs. */
static void compare(const unsigned char *first, const unsigned char *second)
{
    unsigned char ones = 0xff;
    unsigned char zeros = 0;
    for (unsigned i = 0; i < BYTES; i++) {
        ones &= first[i];
        zeros |= first[i];
    }
    EXPECT(ones == 0 && zeros == 0xff);
    EXPECT(memcmp(first, second, BYTES) != 0);
}

int main(void)
{
    static unsigned char first[BYTES + 1];
    static unsigned char second[BYTES + 1];
    tay_cap_t rng = tay_startup_cap("rng");
    first[BYTES] = 0xa5;
    EXPECT(tay_rng_read(rng, first, BYTES) == TAY_OK);
    EXPECT(tay_rng_read(rng, second, BYTES) == TAY_OK);
    compare(first, second);
    EXPECT(first[BYTES] == 0xa5);
    EXPECT(ask(0, first, 1) == TAY_EINVAL);
    EXPECT(ask(TAY_RNG_BYTES_MAX + 1, first, BYTES) == TAY_EINVAL);
    EXPECT(ask(8, NULL, 0) == TAY_ESTATE);
    EXPECT(ask(8, first, 4) == TAY_EFAULT);
    EXPECT(tay_rng_read(rng, first, 1) == TAY_OK);
    printf("random: %u bytes, and others\n", BYTES);
    return EXIT_SUCCESS;
}
