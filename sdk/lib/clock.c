/* SPDX-License-Identifier: MIT */
/*
 * The clock protocol, the client's side.
 */
#include <tay/protocol/clock.h>

#include <tay/client.h>

enum tay_status tay_clock_get(tay_cap_t clock, uint64_t *seconds_out, uint32_t *ns_out)
{
    struct tay_call call = {.label = TAY_CLOCK_GET};
    enum tay_status status = tay_call(clock, &call);
    if (status == TAY_OK) {
        *seconds_out = call.word[0];
        if (ns_out != NULL) {
            *ns_out = (uint32_t)call.word[1];
        }
    }
    return status;
}

enum tay_status tay_clock_set(tay_cap_t clock, uint64_t seconds)
{
    struct tay_call call = {.label = TAY_CLOCK_SET, .word = {(tay_word_t)seconds}};
    return call.word[0] != seconds ? TAY_EINVAL : tay_call(clock, &call);
}
