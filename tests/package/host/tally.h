/* SPDX-License-Identifier: MIT */
#ifndef TALLY_H
#define TALLY_H

#include <tay/server.h>

/* Adds up the first words of all calls. */
enum tay_status tally_on_call(struct tay_server *server, struct tay_request *request,
                              struct tay_answer *answer);

#endif
