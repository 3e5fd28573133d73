/* SPDX-License-Identifier: MIT */
/*
 * In the place of the mailbox: tells of a frame buffer that lies outside the VideoCore's memory.
 */
#include <stdlib.h>
#include <tay/protocol/mailbox.h>
#include <tay/server.h>
#include <tay/startup.h>

#define VIDEO_PHYSICAL 0x3c000000u
#define VIDEO_BYTES 0x4000000u
#define PITCH_BYTES 2560u

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    switch (request->label) {
    case TAY_MAILBOX_MEMORY:
        *answer = (struct tay_answer){.word = {0, VIDEO_PHYSICAL, VIDEO_PHYSICAL, VIDEO_BYTES}};
        return TAY_OK;
    case TAY_MAILBOX_FRAMEBUFFER:
        *answer =
            (struct tay_answer){.word = {VIDEO_PHYSICAL - 0x1000, 480 * PITCH_BYTES, PITCH_BYTES,
                                         request->word[0], request->word[1], request->word[2]}};
        return TAY_OK;
    default:
        return TAY_ENOSYS;
    }
}

int main(void)
{
    struct tay_server server = {.endpoint = tay_startup_cap("mailbox"), .on_call = on_call};
    return tay_server_run(&server) == TAY_EPEER ? EXIT_SUCCESS : EXIT_FAILURE;
}
