/* SPDX-License-Identifier: MIT */
/*
 * The traps, the clock and the registers of a program on the simulated machine.
 */
#include <tay/trap.h>

#include <tay/crash.h>
#include <tay/door.h>
#include <tay/log.h>
#include <tay/time.h>

void tay_trap_call(tay_cap_t handle, struct tay_message *message)
{
    tay_door_trap(TAY_TRAP_CALL, handle, message);
}

void tay_trap_recv(tay_cap_t handle, struct tay_message *message)
{
    tay_door_trap(TAY_TRAP_RECV, handle, message);
}

void tay_trap_send(tay_cap_t handle, struct tay_message *message)
{
    tay_door_trap(TAY_TRAP_SEND, handle, message);
}

void tay_trap_reply_recv(tay_cap_t handle, struct tay_message *message)
{
    tay_door_trap(TAY_TRAP_REPLY_RECV, handle, message);
}

enum tay_status tay_trap_notify(tay_cap_t handle, tay_word_t bits)
{
    struct tay_message message = {.word = {bits}};
    tay_door_trap(TAY_TRAP_NOTIFY, handle, &message);
    return tay_message_status(&message);
}

enum tay_status tay_trap_wait(tay_cap_t handle, tay_word_t info, tay_time_t deadline,
                              tay_word_t *bits_out)
{
    struct tay_message message = {.info = info, .badge = deadline};
    tay_door_trap(TAY_TRAP_WAIT, handle, &message);
    enum tay_status status = tay_message_status(&message);
    if (status == TAY_OK) {
        *bits_out = message.word[0];
    }
    return status;
}

void tay_trap_yield(void)
{
    struct tay_message message = {0};
    tay_door_trap(TAY_TRAP_YIELD, TAY_CAP_NULL, &message);
}

tay_time_t tay_time_now(void)
{
    return tay_door_time();
}

tay_time_t tay_time_step_ns(void)
{
    return 1;
}

void tay_crash_print_registers(tay_crash_print_t *out, const char *name,
                               const struct tay_registers *registers)
{
    out("%s: sp  0x%016lx pc  0x%016lx\n", name, (unsigned long)registers->sp,
        (unsigned long)registers->pc);
}
