/* SPDX-License-Identifier: MIT */
/** @file
 * Crash reports: what a supervisor can say of a thread that faulted.
 */
#ifndef TAY_CRASH_H
#define TAY_CRASH_H

#include <tay/abi/fault.h>
#include <tay/abi/types.h>
#include <tay/registers.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Callers that a backtrace tells at most. */
#define TAY_CRASH_DEPTH_MAX 32

/**
 * Writes to the log (tay/log.h) what a fault was, the thread's general registers, and who called
 * whom: the program counter, the return address in the link register (with `?`, if it
 * is another one than the next: a function that has called others has used it up), and those in the
 * chain of frame records. The chain ends where it cannot be right: a frame pointer that is 0, not
 * aligned, not above the one before, or not to be read. Compile with -fno-omit-frame-pointer, as
 * programs of the SDK are.
 *
 * @param name how to call the process; each line begins with it
 * @param process the process, right MANAGE
 * @param word the TAY_WORDS words of the message TAY_KIND_FAULT; the thread still stands still
 * @note Does not block. If the thread has gone, only the fault is told.
 */
void tay_crash_report(const char *name, tay_cap_t process, const tay_word_t *word);

/**
 * Writes a thread's general registers to the log.
 *
 * @param name each line begins with it
 * @param registers as thread_get_registers gives them
 */
void tay_crash_say_registers(const char *name, const struct tay_registers *registers);

#ifdef __cplusplus
}
#endif

#endif
