/* SPDX-License-Identifier: MIT */
/*
 * What goes out: echoes, the kernel's log, and what clients write.
 */
#ifndef CONSOLE_OUTPUT_H
#define CONSOLE_OUTPUT_H

#include "queue.h"
#include "uart.h"

/* Where it goes to, and the log that it comes from. */
void output_open(const struct uart *uart, uintptr_t regs, tay_cap_t log);

/* An echo; what does not fit is dropped. */
void output_echo(const char *text);

/* There may be something new in the log. */
void output_on_log(void);

/* Takes a call that writes. */
enum tay_status output_write(struct tay_server *server, size_t length_bytes);

/* Takes a call that waits until all is out. */
enum tay_status output_drain(struct tay_server *server);

/* A client has given up. */
void output_drop(uint64_t label);

/* Puts out as much as there is room for, and asks for an interrupt if there is more. */
void output_pump(void);

#endif
