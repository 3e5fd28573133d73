/* SPDX-License-Identifier: MIT */
/*
 * Starting services and watching over them.
 */
#ifndef INIT_SUPERVISE_H
#define INIT_SUPERVISE_H

#include "service.h"

/* Starts a service by its manifest; says what is wrong, if it cannot be. */
void supervise_start(struct service *service, tay_cap_t endpoint);

/* Hears of faults and ends at the endpoint until the machine has no more work. */
void supervise_run(tay_cap_t endpoint);

/* Lets whoever writes the log out come to its end; not for ever. */
void supervise_drain(void);

/* Whether a service could not be started, or ended badly and was not started again. */
bool supervise_has_failed(void);

/* Notes a failure outside. */
void supervise_note_failure(void);

#endif
