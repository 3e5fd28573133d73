/* SPDX-License-Identifier: MIT */
/*
 * Stepping the cores. Invariant: between two calls of the harness no interrupt waits for any core,
 * and each core has the thread that core chose last.
 */
#include "sim_internal.h"

#include <string.h>

/* Far more timer ticks, or interrupts in a row, than any test needs. */
#define MANY 100000

static struct hal_context *current[HAL_CORES_MAX];
static unsigned acting;
static uint64_t order; /* the state of the choice among cores */
static void (*check_always)(void);

struct hal_context *sim_current(void)
{
    return current[acting];
}

void sim_select_core(unsigned core)
{
    machine_select(core);
    acting = core;
}

struct hal_context *step_actor(void)
{
    if (current[acting] == NULL) {
        machine_break("core %u is idle: nobody can act on it", acting);
    }
    return current[acting];
}

/* Another core takes what waits for it while the acting one is in the midst of an event. */
static void step_in(void)
{
    unsigned actor = acting;

    machine_set_on_release(NULL);
    for (unsigned core = 0; core < machine_core_count(); core++) {
        sim_select_core(core);
        if (core != actor && machine_interrupt_waits()) {
            current[core] = kernel_on_interrupt(current[core]);
        }
    }
    sim_select_core(actor);
    machine_set_on_release(step_in);
}

void sim_interleave(bool on)
{
    machine_set_on_release(on ? step_in : NULL);
}

/* The kernel has returned on the acting core. */
static void arrive(struct hal_context *context)
{
    machine_check();
    if (context != NULL && !machine_context_is_live(context)) {
        machine_break("the kernel resumes a thread that is gone");
    }
    if (context != NULL && context->in_trap) {
        machine_break("the kernel resumes a thread whose trap it has not ended");
    }
    current[acting] = context;
    if (check_always != NULL) {
        check_always();
        machine_prefetch();
    }
}

/* Each core takes what waits for it, beginning with one that the seed chooses. True if one had
 * something. */
static bool take_interrupts(void)
{
    unsigned count = machine_core_count();
    unsigned first = (unsigned)(machine_random(&order) % count);
    unsigned actor = acting;
    bool any = false;

    for (unsigned i = 0; i < count; i++) {
        sim_select_core((first + i) % count);
        if (machine_interrupt_waits()) {
            any = true;
            arrive(kernel_on_interrupt(current[acting]));
        }
    }
    sim_select_core(actor);
    return any;
}

void step_settle(struct hal_context *context)
{
    arrive(context);
    for (unsigned i = 0; take_interrupts(); i++) {
        if (i == MANY) {
            machine_break("interrupts do not end");
        }
    }
}

void step_boot(const struct hal_boot *boot, uint64_t seed)
{
    memset(current, 0, sizeof current);
    order = seed;
    sim_select_core(0);
    arrive(kernel_on_boot(boot));
    for (unsigned core = 1; core < boot->core_count; core++) {
        sim_select_core(core);
        arrive(kernel_on_core());
    }
    sim_select_core(0);
    step_settle(current[0]);
}

/* Whether the thread runs on a core, which acts then. */
static bool select_core_of(const struct hal_context *thread)
{
    for (unsigned core = 0; core < machine_core_count(); core++) {
        if (current[core] == thread) {
            sim_select_core(core);
            return true;
        }
    }
    return false;
}

static tay_time_t next_timer(void)
{
    tay_time_t next_ns = TAY_TIME_NEVER;

    for (unsigned core = 0; core < machine_core_count(); core++) {
        tay_time_t timer_ns = machine_timer(core);
        next_ns = timer_ns < next_ns ? timer_ns : next_ns;
    }
    return next_ns;
}

/* Goes on to a timer; it fires. */
static void go_to(tay_time_t time_ns)
{
    if (time_ns > sim_now()) {
        machine_set_time(time_ns);
    }
    step_settle(current[acting]);
}

bool sim_run_until(const struct hal_context *thread)
{
    if (thread == NULL) {
        machine_break("sim_run_until: no thread");
    }
    for (unsigned i = 0; i < MANY; i++) {
        if (select_core_of(thread)) {
            return true;
        }
        tay_time_t next_ns = next_timer();
        if (next_ns == TAY_TIME_NEVER) {
            return false;
        }
        go_to(next_ns);
    }
    return false;
}

void sim_advance(tay_time_t ns)
{
    tay_time_t end_ns = sim_now() + ns;

    for (tay_time_t next_ns = next_timer(); next_ns <= end_ns; next_ns = next_timer()) {
        if (next_ns == TAY_TIME_NEVER) {
            break;
        }
        go_to(next_ns);
    }
    go_to(end_ns);
}

void sim_raise_line(unsigned line)
{
    machine_raise_line(line);
    step_settle(current[acting]);
}

void sim_check_always(void (*check)(void))
{
    check_always = check;
}
