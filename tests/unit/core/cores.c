/* SPDX-License-Identifier: MIT */
/*
 * What tests of several cores begin with.
 */
#include "cores.h"

#include "kernel_state.h"

struct hal_context *init;

int cores_boot(void **state)
{
    (void)state;
    sim_check_always(kernel_check);
    sim_boot(&(struct sim_options){.cores = CORES});
    init = sim_current();
    return 0;
}

int cores_boot_interleaved(void **state)
{
    int failed = cores_boot(state);
    sim_interleave(1);
    return failed;
}

unsigned core_that_runs(const struct hal_context *context)
{
    for (unsigned core = 0; core < CORES; core++) {
        sim_select_core(core);
        if (sim_current() == context) {
            return core;
        }
    }
    return CORES;
}

void act_as(const struct hal_context *context)
{
    assert_in_range(core_that_runs(context), 0, CORES - 1);
}

struct actor start_elsewhere(tay_cap_t process)
{
    act_as(init);
    struct actor actor = start_thread(process, 1);
    assert_int_not_equal(core_that_runs(actor.context), 0);
    act_as(actor.context);
    return actor;
}
