/* SPDX-License-Identifier: MIT */
/*
 * What is typed: edited into lines, and kept until somebody reads it.
 */
#ifndef CONSOLE_INPUT_H
#define CONSOLE_INPUT_H

#include "queue.h"

/*
 * Takes a byte and echoes it. Return ends the line; Backspace and Delete take the last character
 * back, Ctrl-U all; Ctrl-D ends the input of whoever reads, or, in a line, hands it over as it is.
 */
void input_take(char byte);

/* Takes a call that reads. */
enum tay_status input_read(struct tay_server *server, size_t room_bytes, bool by_line);

/* A client has given up. */
void input_drop(uint64_t label);

/* Answers whoever can be answered. */
void input_pump(void);

#endif
