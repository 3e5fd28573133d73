/* SPDX-License-Identifier: MIT */
/*
 * The kernel log: a ring of bytes, which goes out to the console in steps.
 *
 * A position counts bytes since boot, so a reader can tell what it has missed.
 */
#ifndef LOG_LOG_H
#define LOG_LOG_H

#include <hal/types.h>

/* Takes over the board's room for the ring; a power of two. */
void log_init(char *ring, size_t ring_bytes);

/* Appends bytes. */
void log_write(const char *text, size_t length_bytes);

/* Appends a line: %s is a string, %lu and %lx an unsigned long in decimal and hexadecimal. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Who reads the log and shows it instead of the kernel. Referenced; NULL: nobody. */
struct notification;
bool log_is_bound(void);
void log_bind(struct notification *notification, tay_word_t bits);

/* The notification ends: if it has the console, the kernel shows the log again. */
void log_let_go(const struct notification *notification);

/*
 * Writing out what nobody has seen, while nobody has the console. log_goes_first: whether that
 * comes before a thread of this priority. log_step: some bytes. log_flush: all, because the machine
 * ends.
 */
bool log_has_work(void);
bool log_goes_first(unsigned priority);
void log_step(void);
void log_flush(void);

/* The position behind the last byte. */
uint64_t log_end(void);

/* The position from which on nobody has read, nor has it been written out. */
uint64_t log_shown(void);

/*
 * Copies bytes from `*position` on and moves it behind them; what has been overwritten is skipped.
 * Returns how many. `*position` is at most log_end().
 */
size_t log_read(uint64_t *position, char *buffer, size_t buffer_bytes);

/* What lies before a position has been read. */
void log_mark_shown(uint64_t position);

#endif
