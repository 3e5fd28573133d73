/* SPDX-License-Identifier: MIT */
/*
 * Starting services and watching over them.
 */
#ifndef INIT_SUPERVISE_H
#define INIT_SUPERVISE_H

#include "service.h"
#include <tay/abi/trap.h>

/* Makes what is needed: a timer, whose notification is bound to the endpoint. */
TAY_MUST_CHECK enum tay_status supervise_open(tay_cap_t endpoint);

/* Starts whoever need not wait, sets the timer, and sees whether there is more to do. */
void supervise_go_on(void);

/* What the kernel tells: the words of TAY_KIND_FAULT and TAY_KIND_EXITED, and a session's end. */
void supervise_on_fault(struct service *service, const tay_word_t *word);
void supervise_on_exit(struct service *service, tay_word_t exit_status);
void supervise_on_closed(uint64_t badge);

/* The timer has come. */
void supervise_on_time(void);

/* What the supervisor protocol asks for. */
TAY_MUST_CHECK enum tay_status supervise_restart(struct service *service);
TAY_MUST_CHECK enum tay_status supervise_stop(struct service *service);
TAY_MUST_CHECK enum tay_status supervise_start(struct service *service);

/* Whether the machine has no more work. */
bool supervise_is_over(void);

/* Whether a service could not be started, or ended badly and was not started again. */
bool supervise_has_failed(void);

/* Notes a failure outside. */
void supervise_note_failure(void);

#endif
