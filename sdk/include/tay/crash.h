/* SPDX-License-Identifier: MIT */
/** @file
 * Crash reports: what a supervisor can say of a thread that faulted.
 */
#ifndef TAY_CRASH_H
#define TAY_CRASH_H

#include <tay/abi/fault.h>
#include <tay/abi/trap.h>
#include <tay/abi/types.h>
#include <tay/registers.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Callers that a backtrace tells at most. */
#define TAY_CRASH_DEPTH_MAX 32

/** Addresses of a backtrace: the callers, the program counter, and the link register. */
#define TAY_CRASH_ADDRESSES (TAY_CRASH_DEPTH_MAX + 2)

/** Where reports go: a function that prints as printf does, such as tay_log_printf. */
typedef int tay_crash_print_t(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Where a thread stands, and if it has faulted, why. */
struct tay_crash {
    tay_word_t fault[TAY_WORDS]; /**< tay/abi/fault.h; only with has_faulted */
    bool has_faulted;            /**< else the thread was only looked at */
    uint8_t registers_status;    /**< an enum tay_status: not TAY_OK: what follows is not there */
    bool link_is_doubtful;       /**< the second address is the link register's: perhaps used up */
    uint8_t address_count;       /**< of the backtrace, innermost first */
    uint32_t stack_used_bytes;   /**< the most that was ever used, as far as it was written */
    uint32_t stack_bytes;        /**< of the stack that the thread is on; 0: it is on none */
    tay_word_t address[TAY_CRASH_ADDRESSES]; /**< the backtrace */
    struct tay_registers registers;          /**< of the thread */
};

/**
 * Looks at a thread that has faulted, and still stands still.
 *
 * The backtrace has the program counter, the return address in the link register (doubtful, if it
 * is another one than the next: a function that has called others has used it up), and those in
 * the chain of frame records. The chain ends where it cannot be right: a frame pointer that is 0,
 * not aligned, not above the one before, or not to be read. Compile with -fno-omit-frame-pointer,
 * as programs of the SDK are. The stack is the mapping that the stack pointer is in, or, if that is
 * a guard, the one above.
 *
 * @param process the process, right MANAGE
 * @param word the TAY_WORDS words of the message TAY_KIND_FAULT
 * @param crash_out written; if the thread has gone, it has only the fault
 * @note Does not block. Reads the part of the stack that was never used.
 */
void tay_crash_take(tay_cap_t process, const tay_word_t *word, struct tay_crash *crash_out);

/**
 * Looks at a thread that is stopped or blocked.
 *
 * @param process the thread's, right MANAGE
 * @param thread right READ
 * @param crash_out as tay_crash_take; registers_status TAY_ESTATE: it runs
 * @note Does not block.
 */
void tay_crash_look(tay_cap_t process, tay_cap_t thread, struct tay_crash *crash_out);

/**
 * Writes what tay_crash_take or tay_crash_look has seen.
 *
 * @param out where to
 * @param name how to call the process; each line begins with it
 * @param crash what was seen
 */
void tay_crash_print(tay_crash_print_t *out, const char *name, const struct tay_crash *crash);

/**
 * Looks at a thread that has faulted, and writes to the log what is seen, in one.
 *
 * @param name how to call the process; each line begins with it
 * @param process the process, right MANAGE
 * @param word the TAY_WORDS words of the message TAY_KIND_FAULT; the thread still stands still
 * @note Does not block. If the thread has gone, only the fault is told.
 */
void tay_crash_report(const char *name, tay_cap_t process, const tay_word_t *word);

/**
 * Writes a thread's general registers.
 *
 * @param out where to
 * @param name each line begins with it
 * @param registers as thread_get_registers gives them
 */
void tay_crash_print_registers(tay_crash_print_t *out, const char *name,
                               const struct tay_registers *registers);

#ifdef __cplusplus
}
#endif

#endif
