/* SPDX-License-Identifier: MIT */
/** @file
 * A thread's registers on the simulated machine. Its programs keep theirs in those of the computer,
 * so that of these only the stack pointer and the program counter of a thread that has faulted say
 * something.
 */
#ifndef TAY_REGISTERS_H
#define TAY_REGISTERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The registers of a thread. */
struct tay_registers {
    uint64_t x[31]; /**< what the last trap left */
    uint64_t sp;    /**< the stack pointer */
    uint64_t pc;    /**< the program counter */
};

#define TAY_REGISTERS_BYTES 264 /**< of struct tay_registers */

/** The program counter. */
static inline uintptr_t tay_registers_pc(const struct tay_registers *registers)
{
    return registers->pc;
}

/** The stack pointer. */
static inline uintptr_t tay_registers_stack(const struct tay_registers *registers)
{
    return registers->sp;
}

/** No frame record can be followed. */
static inline uintptr_t tay_registers_frame(const struct tay_registers *registers)
{
    (void)registers;
    return 0;
}

/** Nor is there a return address. */
static inline uintptr_t tay_registers_link(const struct tay_registers *registers)
{
    (void)registers;
    return 0;
}

#ifdef __cplusplus
}
#endif

#endif
