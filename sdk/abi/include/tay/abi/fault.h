/* SPDX-License-Identifier: MIT */
/*
 * What a supervisor is told of a fault, as a message of the kind TAY_KIND_FAULT.
 *
 * The thread stands still at the instruction that faulted, with its registers as they were. It goes
 * on with thread_start, and does the same instruction again unless thread_set_registers has moved
 * it; or its process is ended. If nobody can receive from the supervisor's endpoint any more, or
 * that has a new epoch (endpoint_renew), the process ends with TAY_EXIT_FAULT; so it does at once
 * if nobody will hear of the fault.
 */
#ifndef TAY_ABI_FAULT_H
#define TAY_ABI_FAULT_H

/* What a thread did that it could not do. */
enum tay_fault_kind {
#define TAY_FAULT(name, value, text) TAY_FAULT_##name = (value),
#include <tay/abi/fault.def>
#undef TAY_FAULT
};
#define TAY_FAULT_COUNT 9 /* one more than the highest number */

/* The words of the message. Its badge is the label that the process was made with. */
#define TAY_FAULT_WORD_THREAD 0 /* its handle in its own process's table: see process_take */
#define TAY_FAULT_WORD_KIND 1   /* enum tay_fault_kind */
/* The address that was used: READ, WRITE, EXECUTE, ALIGNMENT, BUS, STACK; else the instruction's.
 */
#define TAY_FAULT_WORD_ADDRESS 2
#define TAY_FAULT_WORD_PC 3    /* the address of the instruction */
#define TAY_FAULT_WORD_CODE 4  /* the CPU's own, for reports: on AArch64 ESR_EL1 */
#define TAY_FAULT_WORD_STACK 5 /* the stack pointer */

#endif
