/* SPDX-License-Identifier: MIT */
/*
 * Answering the supervisor protocol (tay/protocol/supervisor.h).
 */
#ifndef INIT_CONTROL_H
#define INIT_CONTROL_H

#include <tay/server.h>

/* Answers a call: an on_call of a server. */
enum tay_status control_on_call(struct tay_server *server, struct tay_request *request,
                                struct tay_answer *answer);

#endif
