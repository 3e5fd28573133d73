/* SPDX-License-Identifier: MIT */
/*
 * Stepping the cores. Invariant: between two calls of the harness no interrupt waits for any core
 * whose interrupts are not held, and each core has the thread that core chose last.
 */
#include "kernel_check.h"
#include "sim_internal.h"

#include <string.h>

/* Far more timer ticks, or interrupts in a row, than any test needs. */
#define MANY 100000

static struct hal_context *current[HAL_CORES_MAX];
static unsigned acting;
static uint64_t order;  /* the state of the choice among cores */
static unsigned held;   /* cores that take no interrupts, a bit each */
static unsigned inside; /* cores that are in the kernel while others act, a bit each */
static unsigned interleave_one_in;
static void (*act_between)(unsigned core);
static bool is_up; /* all cores have been in the kernel */
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
    if (context != NULL) {
        machine_enter(context);
    }
    current[acting] = context;
    if (is_up && inside == 0) {
        cores_check_sleep();
    }
    if (check_always != NULL && is_up && inside == 0) {
        check_always();
        machine_prefetch();
    }
}

/* Each core that is not in the kernel takes what waits for it, beginning with one that the seed
 * chooses. True if one had something. */
static bool take_interrupts(void)
{
    unsigned count = machine_core_count();
    unsigned first = (unsigned)(machine_random(&order) % count);
    unsigned actor = acting;
    bool any = false;

    for (unsigned i = 0; i < count; i++) {
        sim_select_core((first + i) % count);
        if (((inside | held) >> acting & 1) == 0 && machine_interrupt_waits()) {
            any = true;
            arrive(kernel_on_interrupt(current[acting]));
        }
    }
    sim_select_core(actor);
    return any;
}

/* The acting core has let go of the lock, and perhaps wants it again. */
static void take_turns(void)
{
    unsigned actor = acting;
    struct hal_context *thread = current[actor];
    unsigned core = (unsigned)(machine_random(&order) >> 32) % machine_core_count();

    if ((machine_random(&order) >> 32) % interleave_one_in != 0) {
        return;
    }
    inside |= 1u << actor;
    current[actor] = NULL;
    sim_select_core(core);
    if (((inside | held) >> core & 1) == 0 && machine_interrupt_waits()) {
        arrive(kernel_on_interrupt(current[core]));
    }
    if (act_between != NULL && inside == 1u << actor) {
        act_between(actor);
    }
    sim_select_core(actor);
    current[actor] = thread;
    inside &= ~(1u << actor);
}

void sim_act_between(void (*act)(unsigned core))
{
    act_between = act;
}

void sim_interleave(unsigned one_in)
{
    interleave_one_in = one_in;
    machine_set_on_release(one_in == 0 ? NULL : take_turns);
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
    held = 0;
    is_up = false;
    inside = 0;
    act_between = NULL;
    sim_select_core(0);
    arrive(kernel_on_boot(boot));
    for (unsigned core = 1; core < boot->core_count; core++) {
        sim_select_core(core);
        arrive(kernel_on_core());
    }
    is_up = true;
    sim_select_core(0);
    step_settle(current[0]);
}

bool sim_select_core_of(const struct hal_context *thread)
{
    for (unsigned core = 0; core < machine_core_count(); core++) {
        if (current[core] == thread) {
            sim_select_core(core);
            return true;
        }
    }
    return false;
}

bool sim_select_busy_core(unsigned from)
{
    for (unsigned i = 0; i < machine_core_count(); i++) {
        unsigned core = (from + i) % machine_core_count();
        if (current[core] != NULL) {
            sim_select_core(core);
            return true;
        }
    }
    return false;
}

/* Of those cores whose interrupts are not held. */
tay_time_t sim_next_timer(void)
{
    tay_time_t next_ns = TAY_TIME_NEVER;

    for (unsigned core = 0; core < machine_core_count(); core++) {
        tay_time_t timer_ns = (held >> core & 1) == 0 ? machine_timer(core) : TAY_TIME_NEVER;
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
        if (sim_select_core_of(thread)) {
            return true;
        }
        tay_time_t next_ns = sim_next_timer();
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

    for (tay_time_t next_ns = sim_next_timer(); next_ns <= end_ns; next_ns = sim_next_timer()) {
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

void sim_hold_interrupts(unsigned cores)
{
    held = cores;
    step_settle(current[acting]);
}

bool sim_holds_interrupts(void)
{
    return held != 0;
}

void sim_check_always(void (*check)(void))
{
    check_always = check;
}
