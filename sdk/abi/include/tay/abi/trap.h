/* SPDX-License-Identifier: MIT */
/*
 * The register contract of a trap.
 *
 * A trap is a function call: what the platform's calling convention lets a callee destroy does not
 * survive it; every other register does. Which trap it is stands in the trapping instruction.
 *
 *             in (AArch64)                        out
 *   x0        handle                              status (bits 0-7), message kind (bits 8-15)
 *   x1        info word                           info word
 *   x2-x7     six words                           six words
 *   x8        deadline, if INFO_DEADLINE          badge
 *   x9, x10   lent ranges, if INFO_LEND_*         0
 *   x11-x18   -                                   0
 *   flags, FP caller-saved                        undefined / zero
 *   x19-x30, SP, FP callee-saved                  kept
 */
#ifndef TAY_ABI_TRAP_H
#define TAY_ABI_TRAP_H

#include <tay/abi/types.h>

/* The traps: on AArch64 the immediate of the svc instruction. */
enum tay_trap {
    TAY_TRAP_CALL = 0,       /* handle, info, words, deadline, ranges */
    TAY_TRAP_REPLY_RECV = 1, /* answers the call in hand, then receives */
    TAY_TRAP_SEND = 2,       /* as CALL, but waits for no answer; on a reply: answers it */
    TAY_TRAP_RECV = 3,       /* handle of an endpoint; info: INFO_DEADLINE only */
    TAY_TRAP_NOTIFY = 4,     /* handle of a notification, bits in the first word */
    TAY_TRAP_WAIT = 5,       /* handle of a notification; bits come back in the first word */
    TAY_TRAP_YIELD = 6,      /* nothing in, nothing out */
};
#define TAY_TRAP_COUNT 7 /* of enum tay_trap */

#define TAY_WORDS 6 /* the words of a message */

/* The info word. It fits 32 bits. Bits not named here must be zero, else TAY_EINVAL. */
#define TAY_INFO_OPERATION_MASK 0x0000ffffu /* operation (kernel objects) or label (endpoints) */
#define TAY_INFO_LEND_READ 0x00010000u      /* x9 is a range that the callee may read */
#define TAY_INFO_LEND_WRITE 0x00020000u     /* x10 is a range that the callee may write */
#define TAY_INFO_CAPS_SHIFT 18              /* bits 18-23: word n is a capability */
#define TAY_INFO_CAPS_MASK 0x00fc0000u      /* those bits */
#define TAY_INFO_COPY 0x01000000u           /* capabilities are copied, not moved */
#define TAY_INFO_DEADLINE 0x02000000u       /* x8 is a deadline */
#define TAY_INFO_CAPS_LOST 0x04000000u      /* out only: no room for the capabilities */
#define TAY_INFO_SEEN 0x08000000u           /* out only: the server had taken the call */
/* In a call by a capability to an endpoint or a session: the kernel is asked about the capability
 * or the endpoint itself; without it the message is for the server. */
#define TAY_INFO_OBJECT 0x10000000u

/* The first result register. */
#define TAY_RESULT_STATUS_MASK 0xffu /* enum tay_status */
#define TAY_RESULT_KIND_SHIFT 8      /* where TAY_RESULT_KIND_MASK begins */
#define TAY_RESULT_KIND_MASK 0xff00u /* enum tay_kind, of what was received */

/* Kinds of message that recv can return. Set by the kernel; no sender can forge one. */
enum tay_kind {
    TAY_KIND_REPLY = 0,        /* the answer to a call: what call returns */
    TAY_KIND_CALL = 1,         /* a call that wants an answer */
    TAY_KIND_SEND = 2,         /* a message that wants none */
    TAY_KIND_NOTIFICATION = 3, /* word 0: the bits */
    TAY_KIND_CLOSED = 4,       /* badge: the session whose last capability is gone */
    TAY_KIND_ABANDONED = 5,    /* badge: the label of the put-aside call that nobody waits for */
    TAY_KIND_FAULT = 6,        /* badge: the process's label; words: tay/abi/fault.h */
    TAY_KIND_EXITED = 7,       /* badge: the process's label; word 0: exit status */
};

/*
 * A lent range: 39 bits of address, 25 bits of length in bytes. Both ends lie in user space.
 */
#define TAY_RANGE_ADDRESS_BITS 39                                         /* bits 0-38 */
#define TAY_RANGE_LENGTH_BITS 25                                          /* bits 39-63 */
#define TAY_RANGE_LENGTH_MAX (((uint64_t)1 << TAY_RANGE_LENGTH_BITS) - 1) /* 32 MiB less 1 */
/* A tay_range_t of an address and a length in bytes, neither of which is checked. */
#define TAY_RANGE(address, length)                                                                 \
    ((uint64_t)(address) | (uint64_t)(length) << TAY_RANGE_ADDRESS_BITS)
/* The address in a tay_range_t. */
#define TAY_RANGE_ADDRESS(range) ((range) & (((uint64_t)1 << TAY_RANGE_ADDRESS_BITS) - 1))
/* The length in a tay_range_t, in bytes. */
#define TAY_RANGE_LENGTH(range) ((range) >> TAY_RANGE_ADDRESS_BITS)

/* The registers of one trap as a value: what stubs take, tests build and traces record. */
struct tay_message {
    tay_word_t result;          /* out */
    tay_word_t info;            /* the info word: TAY_INFO_* */
    tay_word_t word[TAY_WORDS]; /* the six words */
    uint64_t badge;             /* in: deadline; out: badge */
    tay_range_t lend_read;      /* TAY_RANGE, if TAY_INFO_LEND_READ */
    tay_range_t lend_write;     /* TAY_RANGE, if TAY_INFO_LEND_WRITE */
};

#endif
