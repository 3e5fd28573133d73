/* SPDX-License-Identifier: MIT */
/*
 * The servers: each answers with what was asked turned around, in words and in lent memory, and
 * sometimes asks the next one first.
 */
#include "crowd.h"

static bool may_fail(enum tay_status status)
{
    return status == TAY_OK || status == TAY_EPEER || status == TAY_ECANCELED;
}

static void turn_lent(void)
{
    uint64_t word;
    size_t done_bytes;
    enum tay_status status = tay_caller_read(TAY_CALL_IN_HAND, 0, &word, sizeof word, &done_bytes);
    EXPECT_STATUS(may_fail(status), status);
    word = ~word;
    if (status == TAY_OK) {
        EXPECT(done_bytes == sizeof word);
        status = tay_caller_write(TAY_CALL_IN_HAND, 0, &word, sizeof word, &done_bytes);
        EXPECT_STATUS(may_fail(status), status);
    }
}

/* Answers a message in place. */
static void answer(unsigned server, struct tay_message *message)
{
    tay_word_t asked = message->word[0], kept = message->word[2];
    struct dice dice;
    dice_init(&dice, asked);
    if ((message->info & TAY_INFO_LEND_READ) != 0) {
        turn_lent();
    }
    if (server + 1 < SERVERS && dice_roll(&dice, 4) == 0) {
        call_server(crowd.door[server + 1], &dice, NULL);
    }
    *message = (struct tay_message){.word = {~asked, 0, kept}};
}

_Noreturn void server_run(unsigned server)
{
    struct tay_message message = {0};
    tay_trap_recv(crowd.door[server], &message);
    for (;;) {
        enum tay_status status = tay_message_status(&message);
        EXPECT_STATUS(may_fail(status), status);
        if (status == TAY_OK && tay_message_kind(&message) == TAY_KIND_CALL) {
            answer(server, &message);
            tay_trap_reply_recv(crowd.door[server], &message);
        } else {
            EXPECT(status != TAY_OK || tay_message_kind(&message) == TAY_KIND_NOTIFICATION);
            message = (struct tay_message){0};
            tay_trap_recv(crowd.door[server], &message);
        }
    }
}
