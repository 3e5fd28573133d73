/* SPDX-License-Identifier: MIT */
/*
 * The traps of the SDK, where taking one is a function.
 */
#include <tay/trap.h>

#include "trap_take.h"

void tay_trap_call(tay_cap_t handle, struct tay_message *message)
{
    trap_take(TAY_TRAP_CALL, handle, message);
}

void tay_trap_recv(tay_cap_t handle, struct tay_message *message)
{
    trap_take(TAY_TRAP_RECV, handle, message);
}

void tay_trap_send(tay_cap_t handle, struct tay_message *message)
{
    trap_take(TAY_TRAP_SEND, handle, message);
}

void tay_trap_reply_recv(tay_cap_t handle, struct tay_message *message)
{
    trap_take(TAY_TRAP_REPLY_RECV, handle, message);
}

enum tay_status tay_trap_notify(tay_cap_t handle, tay_word_t bits)
{
    struct tay_message message = {.word = {bits}};
    trap_take(TAY_TRAP_NOTIFY, handle, &message);
    return tay_message_status(&message);
}

enum tay_status tay_trap_wait(tay_cap_t handle, tay_word_t info, tay_time_t deadline,
                              tay_word_t *bits_out)
{
    struct tay_message message = {.info = info, .badge = deadline};
    trap_take(TAY_TRAP_WAIT, handle, &message);
    enum tay_status status = tay_message_status(&message);
    if (status == TAY_OK) {
        *bits_out = message.word[0];
    }
    return status;
}

void tay_trap_yield(void)
{
    struct tay_message message = {0};
    trap_take(TAY_TRAP_YIELD, TAY_CAP_NULL, &message);
}
