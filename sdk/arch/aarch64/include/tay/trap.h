/* SPDX-License-Identifier: MIT */
/** @file
 * The traps on AArch64: the only file with the svc instruction.
 *
 * Which register carries what stands in tay/abi/trap.h. Each function takes and gives plain values
 * or a struct tay_message that its caller owns; inlined, the message never touches memory. All
 * functions are thread-safe.
 */
#ifndef TAY_TRAP_H
#define TAY_TRAP_H

#include <tay/abi/status.h>
#include <tay/abi/trap.h>
#include <tay/message.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What a trap destroys besides its arguments (tay/abi/trap.h; AAPCS64, 6.1). Of v8-v15 a function
 * keeps the lower halves; the kernel keeps them whole, so they do not stand here. "memory": lent
 * ranges are read and written, and other threads' writes become visible.
 */
#define TAY_TRAP_CLOBBERS                                                                          \
    "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "v0", "v1", "v2", "v3", "v4", "v5",    \
        "v6", "v7", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",   \
        "v27", "v28", "v29", "v30", "v31", "cc", "memory"

/**
 * Calls a capability: an operation of a kernel object, or a server.
 *
 * @param handle what is called
 * @param message in: info, words, badge (the deadline, if TAY_INFO_DEADLINE), lent ranges;
 *                out: result, info, words, badge
 * @note Blocks until answered if it is a server that is called; operations of the kernel do not
 *       block. The status is tay_message_status(message).
 */
static inline void tay_trap_call(tay_cap_t handle, struct tay_message *message)
{
    register uint64_t x0 __asm__("x0") = handle;
    register uint64_t x1 __asm__("x1") = message->info;
    register uint64_t x2 __asm__("x2") = message->word[0];
    register uint64_t x3 __asm__("x3") = message->word[1];
    register uint64_t x4 __asm__("x4") = message->word[2];
    register uint64_t x5 __asm__("x5") = message->word[3];
    register uint64_t x6 __asm__("x6") = message->word[4];
    register uint64_t x7 __asm__("x7") = message->word[5];
    register uint64_t x8 __asm__("x8") = message->badge;
    register uint64_t x9 __asm__("x9") = message->lend_read;
    register uint64_t x10 __asm__("x10") = message->lend_write;
    __asm__ volatile("svc %[trap]"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6),
                       "+r"(x7), "+r"(x8), "+r"(x9), "+r"(x10)
                     : [trap] "i"(TAY_TRAP_CALL)
                     : TAY_TRAP_CLOBBERS);
    message->result = x0;
    message->info = x1;
    message->word[0] = x2;
    message->word[1] = x3;
    message->word[2] = x4;
    message->word[3] = x5;
    message->word[4] = x6;
    message->word[5] = x7;
    message->badge = x8;
}

/**
 * Receives the next message of an endpoint.
 *
 * @param handle an endpoint with the right RECEIVE
 * @param message in: info (0 or TAY_INFO_DEADLINE), badge (the deadline, in ns since boot);
 *                out: result (status and kind), info, words, badge
 * @note Blocks until there is a message. Statuses: TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT; TAY_EINVAL:
 *       another bit in info; TAY_ETIMEDOUT: the deadline passed; TAY_EPEER: the endpoint is gone.
 */
static inline void tay_trap_recv(tay_cap_t handle, struct tay_message *message)
{
    register uint64_t x0 __asm__("x0") = handle;
    register uint64_t x1 __asm__("x1") = message->info;
    register uint64_t x2 __asm__("x2");
    register uint64_t x3 __asm__("x3");
    register uint64_t x4 __asm__("x4");
    register uint64_t x5 __asm__("x5");
    register uint64_t x6 __asm__("x6");
    register uint64_t x7 __asm__("x7");
    register uint64_t x8 __asm__("x8") = message->badge;
    __asm__ volatile("svc %[trap]"
                     : "+r"(x0), "+r"(x1), "=r"(x2), "=r"(x3), "=r"(x4), "=r"(x5), "=r"(x6),
                       "=r"(x7), "+r"(x8)
                     : [trap] "i"(TAY_TRAP_RECV)
                     : "x9", "x10", TAY_TRAP_CLOBBERS);
    message->result = x0;
    message->info = x1;
    message->word[0] = x2;
    message->word[1] = x3;
    message->word[2] = x4;
    message->word[3] = x5;
    message->word[4] = x6;
    message->word[5] = x7;
    message->badge = x8;
}

/**
 * Sends a message that wants no answer, or answers a call that was put aside.
 *
 * @param handle an endpoint or session with the right SEND; a reply; or TAY_CALL_IN_HAND
 * @param message in: info (label, or status of the answer; capabilities), words, badge (the
 *                deadline, if TAY_INFO_DEADLINE); out: result and info
 * @note To a server: blocks until it is received. To a reply: does not block. Statuses:
 *       TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT (also of a capability in the message); TAY_EINVAL;
 *       TAY_EFULL, TAY_EPEER, TAY_ETIMEDOUT, TAY_ECANCELED: it was not received.
 */
static inline void tay_trap_send(tay_cap_t handle, struct tay_message *message)
{
    register uint64_t x0 __asm__("x0") = handle;
    register uint64_t x1 __asm__("x1") = message->info;
    register uint64_t x2 __asm__("x2") = message->word[0];
    register uint64_t x3 __asm__("x3") = message->word[1];
    register uint64_t x4 __asm__("x4") = message->word[2];
    register uint64_t x5 __asm__("x5") = message->word[3];
    register uint64_t x6 __asm__("x6") = message->word[4];
    register uint64_t x7 __asm__("x7") = message->word[5];
    register uint64_t x8 __asm__("x8") = message->badge;
    __asm__ volatile("svc %[trap]"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6),
                       "+r"(x7), "+r"(x8)
                     : [trap] "i"(TAY_TRAP_SEND)
                     : "x9", "x10", TAY_TRAP_CLOBBERS);
    message->result = x0;
    message->info = x1;
}

/**
 * Answers the call in hand, then receives the next message of an endpoint.
 *
 * @param handle an endpoint with the right RECEIVE
 * @param message in: info (the answer's status, its capabilities, TAY_INFO_DEADLINE for the
 *                receiving), words, badge (that deadline); out: as tay_trap_recv
 * @note Blocks until there is a message. TAY_ESTATE: no call is in hand; TAY_EPEER: it has ended
 *       (or the endpoint is gone); TAY_EHANDLE, TAY_ERIGHT, TAY_EINVAL: the answer is none, and the
 *       call still in hand. With these nothing was received.
 */
static inline void tay_trap_reply_recv(tay_cap_t handle, struct tay_message *message)
{
    register uint64_t x0 __asm__("x0") = handle;
    register uint64_t x1 __asm__("x1") = message->info;
    register uint64_t x2 __asm__("x2") = message->word[0];
    register uint64_t x3 __asm__("x3") = message->word[1];
    register uint64_t x4 __asm__("x4") = message->word[2];
    register uint64_t x5 __asm__("x5") = message->word[3];
    register uint64_t x6 __asm__("x6") = message->word[4];
    register uint64_t x7 __asm__("x7") = message->word[5];
    register uint64_t x8 __asm__("x8") = message->badge;
    __asm__ volatile("svc %[trap]"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6),
                       "+r"(x7), "+r"(x8)
                     : [trap] "i"(TAY_TRAP_REPLY_RECV)
                     : "x9", "x10", TAY_TRAP_CLOBBERS);
    message->result = x0;
    message->info = x1;
    message->word[0] = x2;
    message->word[1] = x3;
    message->word[2] = x4;
    message->word[3] = x5;
    message->word[4] = x6;
    message->word[5] = x7;
    message->badge = x8;
}

/**
 * Sets bits of a notification.
 *
 * @param handle a notification with the right SEND
 * @param bits added to those that are set; 0 changes nothing
 * @return TAY_OK; TAY_EHANDLE, TAY_ETYPE or TAY_ERIGHT, and nothing happened
 * @note Does not block.
 */
TAY_MUST_CHECK static inline enum tay_status tay_trap_notify(tay_cap_t handle, tay_word_t bits)
{
    register uint64_t x0 __asm__("x0") = handle;
    register uint64_t x1 __asm__("x1") = 0;
    register uint64_t x2 __asm__("x2") = bits;
    __asm__ volatile("svc %[trap]"
                     : "+r"(x0), "+r"(x1), "+r"(x2)
                     : [trap] "i"(TAY_TRAP_NOTIFY)
                     : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", TAY_TRAP_CLOBBERS);
    return (enum tay_status)(x0 & TAY_RESULT_STATUS_MASK);
}

/**
 * Waits until a notification has a bit set, and takes all its bits.
 *
 * @param handle a notification with the right RECEIVE
 * @param info 0, or TAY_INFO_DEADLINE
 * @param deadline with TAY_INFO_DEADLINE: in ns since boot; one that has passed does not block
 * @param bits_out on TAY_OK: the bits, not 0; else left alone
 * @return TAY_OK; TAY_EHANDLE, TAY_ETYPE or TAY_ERIGHT; TAY_EINVAL: another bit in info;
 *         TAY_ETIMEDOUT: the deadline passed, no bit was taken; TAY_EPEER: the notification is gone
 * @note Blocks.
 */
TAY_MUST_CHECK static inline enum tay_status
tay_trap_wait(tay_cap_t handle, tay_word_t info, tay_time_t deadline, tay_word_t *bits_out)
{
    register uint64_t x0 __asm__("x0") = handle;
    register uint64_t x1 __asm__("x1") = info;
    register uint64_t x2 __asm__("x2");
    register uint64_t x8 __asm__("x8") = deadline;
    __asm__ volatile("svc %[trap]"
                     : "+r"(x0), "+r"(x1), "=r"(x2), "+r"(x8)
                     : [trap] "i"(TAY_TRAP_WAIT)
                     : "x3", "x4", "x5", "x6", "x7", "x9", "x10", TAY_TRAP_CLOBBERS);
    enum tay_status status = (enum tay_status)(x0 & TAY_RESULT_STATUS_MASK);
    if (status == TAY_OK) {
        *bits_out = x2;
    }
    return status;
}

/** Lets another ready thread of the same priority run first. */
static inline void tay_trap_yield(void)
{
    register uint64_t x0 __asm__("x0") = 0;
    __asm__ volatile("svc %[trap]"
                     : "+r"(x0)
                     : [trap] "i"(TAY_TRAP_YIELD)
                     : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",
                       TAY_TRAP_CLOBBERS);
}

#ifdef __cplusplus
}
#endif

#endif
