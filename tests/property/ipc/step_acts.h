/* SPDX-License-Identifier: MIT */
/*
 * What a thread can do. Each is false if it cannot do that now.
 */
#ifndef STEP_ACTS_H
#define STEP_ACTS_H

#include "world.h"

bool act_call(int n);
bool act_send(int n);
bool act_receive(int n);
bool act_answer(int n);
bool act_answer_and_receive(int n);
bool act_answer_aside(int n);
bool act_send_wrongly(int n);
bool act_notify(int n);
bool act_wait_for_bits(int n);
bool act_sleep_a_while(int n);
bool act_yield(int n);
bool act_put_aside(int n);
bool act_mint(int n);
bool act_copy(int n);
bool act_close_one(int n);
bool act_destroy_one(int n);
bool act_bind(int n);
bool act_copy_lent(int n);
bool act_write_memory(int n);
bool act_cancel(int n);
bool act_set_priority(int n);
bool act_fault(int n);
bool act_leave(int n);

/* While something ends: of a thread to whom no message can come meanwhile. */
bool act_set_priority_meanwhile(int n);

/* One of a process's capabilities that may be sent, or closed; IPC_NONE. */
int step_movable(int process);
/* A handle of a type, at times a wrong one. */
tay_word_t step_handle(int n, unsigned type, unsigned rights);
/* A range of memory, of which a part may not be there. */
tay_range_t step_range(void);

#endif
