/* SPDX-License-Identifier: MIT */
/*
 * A server that faults and hangs when it is asked to. It remembers in its state how often it was
 * started, and a word.
 */
#include "crasher.h"

#include <stdint.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/server.h>
#include <tay/startup.h>

#define STATE_BYTES 4096

static struct state {
    uint64_t starts;
    uint64_t word;
} * state;

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    switch (request->label) {
    case CRASHER_FAULT:
        *(volatile tay_word_t *)0 = 1;
        return TAY_OK;
    case CRASHER_HANG:
        for (volatile unsigned n = 0;; n++) {
        }
    case CRASHER_COUNT:
        answer->word[0] = state->starts;
        answer->word[1] = state->word;
        return TAY_OK;
    case CRASHER_SET:
        state->word = request->word[0];
        return TAY_OK;
    default:
        return TAY_ENOSYS;
    }
}

int main(void)
{
    struct tay_server server = {.endpoint = tay_startup_cap("crasher"), .on_call = on_call};
    tay_ua_t address;
    if (tay_space_map(TAY_CAP_SELF, tay_startup_cap("kept"), 0, STATE_BYTES, 0,
                      TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) != TAY_OK) {
        return EXIT_FAILURE;
    }
    state = (struct state *)address;
    state->starts++;
    enum tay_status status = tay_server_run(&server);
    (void)status;
    return EXIT_FAILURE;
}
