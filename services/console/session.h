/* SPDX-License-Identifier: MIT */
/*
 * Sessions: a mode, and who is to be told of what. A session that asks for nothing of this has no
 * entry, so any number of them can be open.
 */
#ifndef CONSOLE_SESSION_H
#define CONSOLE_SESSION_H

#include <tay/server.h>

/* The mode of a session; the terminal's, if it has set none. */
unsigned session_mode(uint64_t badge);

/* Gives a session a mode of its own. TAY_EFULL: too many other sessions have an entry. */
enum tay_status session_set_mode(uint64_t badge, unsigned mode);

/* A session sets the terminal's mode, and gives its own up. */
void session_set_terminal_mode(uint64_t badge, unsigned mode);

/* The session's flags. */
unsigned session_flags(uint64_t badge);

/* TAY_EFULL: too many other sessions have an entry. */
enum tay_status session_set_flags(uint64_t badge, unsigned flags);

/* Takes READY: what of the events that it asks for is ready (`ready`) goes into the answer. */
enum tay_status session_arm(struct tay_request *request, unsigned ready, struct tay_answer *answer);

/* Takes INTERRUPT. */
enum tay_status session_name_interrupt(struct tay_request *request);

/* Events have become ready. */
void session_wake(unsigned events);

/* Ctrl-C, while the session is in force. */
void session_interrupt(uint64_t badge);

/* Ctrl-Backslash, likewise; false: nobody wants to be told. */
bool session_quit(uint64_t badge);

/* A session has ended. */
void session_close(uint64_t badge);

#endif
