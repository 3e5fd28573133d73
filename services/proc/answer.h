/* SPDX-License-Identifier: MIT */
/*
 * Answers that must not be lost.
 */
#ifndef PROC_ANSWER_H
#define PROC_ANSWER_H

#include "table.h"
#include <tay/server.h>

/*
 * Answers the call in hand, or, of a process that nothing interrupts, lets on_call do it. A signal
 * may have ended the call a moment ago, and what it asked for must not be lost then: TAY_EAGAIN.
 */
enum tay_status answer_now(struct tay_server *server, const struct member *member,
                           const struct tay_answer *answer);

#endif
