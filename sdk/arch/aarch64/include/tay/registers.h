/* SPDX-License-Identifier: MIT */
/** @file
 * A thread's registers: what thread_get_registers, thread_set_registers and a thread's save area
 * (thread_set_save_area) hold. The thread pointer is not among them: see thread_set_pointer.
 */
#ifndef TAY_REGISTERS_H
#define TAY_REGISTERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The registers of a thread, aligned to 16. */
struct tay_registers {
    uint64_t x[31];      /**< x29: the frame record, x30: the return address */
    uint64_t sp;         /**< the stack pointer */
    uint64_t pc;         /**< the program counter */
    uint64_t pstate;     /**< of what is set, the kernel takes N, Z, C and V */
    uint64_t reserved0;  /**< 0 */
    uint64_t fp_status;  /**< FPSR */
    uint64_t fp_control; /**< FPCR */
    uint64_t reserved1;  /**< 0 */
    uint64_t vector[32][2] __attribute__((aligned(16))); /**< v0 to v31, low half first */
};

#define TAY_REGISTERS_BYTES 816 /**< of struct tay_registers */

/**
 * The program counter.
 *
 * @param registers as thread_get_registers gives them
 * @return an address in the thread's address space
 */
static inline uintptr_t tay_registers_pc(const struct tay_registers *registers)
{
    return registers->pc;
}

/**
 * The frame pointer.
 *
 * @param registers as thread_get_registers gives them
 * @return the address of a frame record (AAPCS64, 6.4.6), or 0; anything, if the thread was not
 *         compiled so
 */
static inline uintptr_t tay_registers_frame(const struct tay_registers *registers)
{
    return registers->x[29];
}

/**
 * The stack pointer.
 *
 * @param registers as thread_get_registers gives them
 * @return its value
 */
static inline uintptr_t tay_registers_stack(const struct tay_registers *registers)
{
    return registers->sp;
}

/**
 * The link register.
 *
 * @param registers as thread_get_registers gives them
 * @return the return address, as long as the function has not called another one
 */
static inline uintptr_t tay_registers_link(const struct tay_registers *registers)
{
    return registers->x[30];
}

#ifdef __cplusplus
}
#endif

#endif
