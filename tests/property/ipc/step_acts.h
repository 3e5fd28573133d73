/* SPDX-License-Identifier: MIT */
/*
 * What a thread can do. Each is false if it cannot do that now.
 */
#ifndef STEP_ACTS_H
#define STEP_ACTS_H

#include "world.h"

bool act_call(int thread);
bool act_send(int thread);
bool act_receive(int thread);
bool act_answer(int thread);
bool act_answer_and_receive(int thread);
bool act_answer_aside(int thread);
bool act_send_wrongly(int thread);
bool act_notify(int thread);
bool act_wait_for_bits(int thread);
bool act_sleep_a_while(int thread);
bool act_put_aside(int thread);
bool act_mint(int thread);
bool act_copy(int thread);
bool act_close_one(int thread);
bool act_destroy_one(int thread);
bool act_bind(int thread);
bool act_copy_lent(int thread);
bool act_write_memory(int thread);
bool act_cancel(int thread);
bool act_set_priority(int thread);
bool act_fault(int thread);
bool act_leave(int thread);

/* One of a process's capabilities that may be sent, or closed; IPC_NONE. */
int step_movable(int process);
/* A handle of a type, at times a wrong one. */
tay_word_t step_handle(int thread, unsigned type, unsigned rights);
/* A range of memory, of which a part may not be there. */
tay_range_t step_range(void);

#endif
