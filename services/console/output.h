/* SPDX-License-Identifier: MIT */
/*
 * What goes out: the echo of what is typed, the kernel's log, and what clients write.
 */
#ifndef CONSOLE_OUTPUT_H
#define CONSOLE_OUTPUT_H

#include "queue.h"
#include "uart.h"

/* Where it goes to, the log that it comes from, and a timer for output_pump to be called by. */
void output_open(const struct uart *uart, uintptr_t regs, tay_cap_t log, tay_cap_t timer);

/* There may be something new in the log. */
void output_on_log(void);

/* Takes a call of a session that writes. */
enum tay_status output_write(struct tay_server *server, uint64_t session, size_t length_bytes);

/* Takes a call that waits until all is out. */
enum tay_status output_drain(struct tay_server *server);

/* Whether one more call that writes would be taken. */
bool output_has_room(void);

/* A client has given up; a session has ended. */
void output_drop(uint64_t label);
void output_close(uint64_t session);

/* Puts out as much as there is room for, and asks for an interrupt if there is more. */
void output_pump(void);

/* Bytes put out so far, and whether there are more. */
uint64_t output_count(void);
bool output_is_busy(void);

#endif
