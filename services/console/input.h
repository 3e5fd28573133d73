/* SPDX-License-Identifier: MIT */
/*
 * What is typed: edited into lines, or taken as it comes, and kept until somebody reads it.
 */
#ifndef CONSOLE_INPUT_H
#define CONSOLE_INPUT_H

#include "queue.h"

/* Takes a byte. Return ends the line; Ctrl-D ends the input of whoever reads, or, in a line, hands
 * it over as it is; Ctrl-C and Ctrl-Backslash throw all away that nobody has read, and tell whom
 * the session named. The rest is the editor's. */
void input_take(char byte);

/* Throws away what nobody has read. */
void input_discard(void);

/* Bytes were lost before they came here. */
void input_lost(void);

/* Takes a call of a session that reads. */
enum tay_status input_read(struct tay_server *server, uint64_t session, size_t room_bytes,
                           bool by_line);

/* Whether there is something to read. */
bool input_is_ready(void);

/* Whether a call that reads would be answered at once: nobody waits before it, either. */
bool input_is_free(void);

/* Whether the line that is being edited is to be seen. */
bool input_shows_line(void);

/* A client has given up; a session has ended. */
void input_drop(uint64_t label);
void input_close(uint64_t session);

/* Answers whoever can be answered. */
void input_pump(void);

#endif
