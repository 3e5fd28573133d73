/* SPDX-License-Identifier: MIT */
/*
 * Calls: between struct tay_call and the registers of a trap.
 */
#include <tay/client.h>

#include <string.h>
#include <tay/message.h>
#include <tay/operations.h>
#include <tay/trap.h>

static bool is_valid(const struct tay_call *call)
{
    return call->label <= TAY_INFO_OPERATION_MASK && call->caps < 1u << TAY_WORDS &&
           call->lend_read_bytes <= TAY_RANGE_LENGTH_MAX &&
           call->lend_write_bytes <= TAY_RANGE_LENGTH_MAX;
}

static void fill(struct tay_message *message, const struct tay_call *call)
{
    *message =
        (struct tay_message){.info = call->label | (tay_word_t)call->caps << TAY_INFO_CAPS_SHIFT};
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        message->word[n] = call->word[n];
    }
    if (call->copy && call->caps != 0) {
        message->info |= TAY_INFO_COPY;
    }
    if (call->deadline_ns != 0) {
        message->info |= TAY_INFO_DEADLINE;
        message->badge = call->deadline_ns;
    }
    if (call->lend_read_bytes != 0) {
        message->info |= TAY_INFO_LEND_READ;
        message->lend_read = TAY_RANGE((uintptr_t)call->lend_read, call->lend_read_bytes);
    }
    if (call->lend_write_bytes != 0) {
        message->info |= TAY_INFO_LEND_WRITE;
        message->lend_write = TAY_RANGE((uintptr_t)call->lend_write, call->lend_write_bytes);
    }
}

/* Of an answer that has not the capabilities which it should: those that it has nobody would look
 * at, so that a damaged server could fill its client's table. Apart, so that tay_call, which goes
 * by here all the time, needs no stack for it. */
__attribute__((noinline)) static enum tay_status refuse(struct tay_call *call,
                                                        enum tay_status status)
{
    if (status == TAY_OK && call->wants == TAY_WANTS_ANY) {
        return TAY_OK;
    }
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        if ((call->caps & 1u << n) != 0) {
            enum tay_status closed = tay_cap_close((tay_cap_t)call->word[n]);
            (void)closed; /* it has just come */
        }
    }
    call->caps = 0;
    if (status != TAY_OK) {
        return status;
    }
    memset(call->word, 0, sizeof call->word);
    return call->caps_lost ? TAY_EFULL : TAY_EIO;
}

enum tay_status tay_call(tay_cap_t handle, struct tay_call *call)
{
    struct tay_message message;
    if (!is_valid(call)) {
        return TAY_EINVAL;
    }
    fill(&message, call);
    tay_trap_call(handle, &message);
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        call->word[n] = message.word[n];
    }
    call->caps = (message.info & TAY_INFO_CAPS_MASK) >> TAY_INFO_CAPS_SHIFT;
    call->caps_lost = (message.info & TAY_INFO_CAPS_LOST) != 0;
    call->seen = (message.info & TAY_INFO_SEEN) != 0;
    enum tay_status status = tay_message_status(&message);
    return call->caps == (status == TAY_OK ? call->wants : 0) ? status : refuse(call, status);
}

enum tay_status tay_send(tay_cap_t handle, struct tay_call *call)
{
    struct tay_message message;
    if (!is_valid(call) || call->lend_read_bytes != 0 || call->lend_write_bytes != 0) {
        return TAY_EINVAL;
    }
    fill(&message, call);
    tay_trap_send(handle, &message);
    return tay_message_status(&message);
}
