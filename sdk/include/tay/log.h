/* SPDX-License-Identifier: MIT */
/** @file
 * Writing to the kernel log, through the capability named "log".
 *
 * stdout and stderr are the log, too: one line buffer for all three. A line goes out whole, unless
 * it is longer than TAY_LOG_LINE_BYTES, so lines of different programs do not mix. A program whose
 * manifest has no "log" with the right `write` talks to nobody: its output is dropped. All
 * functions are thread-safe, and what one call puts stays together.
 */
#ifndef TAY_LOG_H
#define TAY_LOG_H

#include <stdarg.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The most that goes out as one piece: what one log_write takes. */
#define TAY_LOG_LINE_BYTES 256

/**
 * Puts text into the line buffer, and out with each newline.
 *
 * @param text need not be NUL-terminated
 * @param length_bytes any
 */
void tay_log_put(const char *text, size_t length_bytes);

/**
 * Formats as printf does, into the line buffer.
 *
 * @param format NUL-terminated; followed by what it names
 * @return bytes put, or a negative number: the format is wrong
 */
__attribute__((format(printf, 1, 2))) int tay_log_printf(const char *format, ...);

/**
 * As tay_log_printf.
 *
 * @param format NUL-terminated
 * @param arguments what it names; used up
 * @return bytes put, or a negative number: the format is wrong
 */
__attribute__((format(printf, 1, 0))) int tay_log_vprintf(const char *format, va_list arguments);

/** Sends out a line that has no newline yet. Exit ends such a line, and sends it out. */
void tay_log_flush(void);

#ifdef __cplusplus
}
#endif

#endif
