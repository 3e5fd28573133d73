/* SPDX-License-Identifier: MIT */
/*
 * What a thread does when it runs: the weights decide how often each thing happens.
 */
#include "step.h"

#include "step_acts.h"

#include <object/reaper.h>

#define TRIES 1000

static const struct {
    unsigned free; /* without a call in hand */
    unsigned busy; /* with one */
    bool (*act)(int thread);
} acts[] = {
    {40, 40, act_call},        {32, 2, act_receive},      {1, 18, act_answer_and_receive},
    {8, 3, act_notify},        {8, 3, act_wait_for_bits}, {4, 2, act_yield},
    {2, 1, act_fault},         {10, 6, act_send},         {1, 16, act_answer},
    {10, 3, act_answer_aside}, {1, 1, act_send_wrongly},  {8, 3, act_sleep_a_while},
    {1, 14, act_put_aside},    {6, 8, act_mint},          {4, 2, act_copy},
    {9, 3, act_close_one},     {2, 1, act_destroy_one},   {6, 2, act_bind},
    {8, 24, act_copy_lent},    {4, 4, act_write_memory},  {2, 1, act_cancel},
    {3, 2, act_set_priority},  {2, 1, act_leave},
};
#define ACTS (sizeof acts / sizeof *acts)
/* The first ones. */
#define PLAIN_ACTS 7

static unsigned weight_of(unsigned i, bool busy)
{
    return busy ? acts[i].busy : acts[i].free;
}

void step_take(int thread)
{
    bool busy = ipc.thread[thread].hand != IPC_NONE;
    unsigned sum = 0;
    for (unsigned i = 0; i < ACTS; i++) {
        sum += weight_of(i, busy);
    }
    for (bool done = false; !done;) {
        unsigned at = pick(sum), i = 0;
        while (at >= weight_of(i, busy)) {
            at -= weight_of(i++, busy);
        }
        done = (i < PLAIN_ACTS || peculiar(1)) && acts[i].act(thread);
    }
}

void step_until_ended(void)
{
    for (unsigned i = 0; reaper_has_work(); i++) {
        world_let_kicks_come();
        if (!reaper_has_work()) {
            break; /* it was a core that had to let go */
        }
        if (!world_choose_core() || i == TRIES) {
            ipc_fail("the kernel does not end what it has begun to end");
        }
        ipc_count(IPC_settled);
        compare_results(false);
        int current = compare_current();
        if (current == IPC_NONE) {
            world_let_go();
        } else if (one_in(3) || !act_set_priority_meanwhile(current)) {
            world_sleep(current);
        }
    }
}
