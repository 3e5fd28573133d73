/* SPDX-License-Identifier: MIT */
/*
 * Whose turn it is, what the kernel is asked for then, and what happens before a step.
 */
#include "step.h"

#include "hand.h"
#include "natives.h"
#include "pages.h"
#include "program.h"

#include <kernel_state.h>
#include <process/process.h>
#include <sanitizer/asan_interface.h>
#include <sim.h>
#include <tay/abi/operation.h>
#include <tay/message.h>

/* What they may use below a program's stack. */
#define LIBRARY_STACK_BYTES ((size_t)1 << 20)
#define STEP_NS 1000

static const struct tay_host_machine *machine;
static uint64_t turn; /* the state of the choice among cores */
static unsigned long steps;
static bool struck;

void step_begin(const struct tay_host_machine *wanted)
{
    machine = wanted;
    turn = wanted->seed;
    steps = 0;
    struck = false;
}

unsigned long step_count(void)
{
    return steps;
}

bool step_has_struck(void)
{
    return struck;
}

static bool is_call_of(const struct ask *ask, unsigned operation)
{
    return ask->trap == TAY_TRAP_CALL && (ask->message.info & TAY_INFO_OPERATION_MASK) == operation;
}

void tay_door_trap(unsigned trap, tay_cap_t handle, struct tay_message *message)
{
    if (fiber_running() == NULL) {
        program_refuse("a function of tay/ was called by the test, and not by a client");
    }
    struct ask ask = {.kind = ASK_TRAP, .trap = trap, .handle = handle, .message = *message};
    if (is_call_of(&ask, TAY_OP_process_set_upcall)) {
        message->result = TAY_ENOSYS; /* nobody's registers can be set: no thread is interrupted */
        return;
    }
    fiber_ask(&ask);
    *message = fiber_asked()->message;
}

uintptr_t tay_door_pointer(void)
{
    return sim_current()->pointer;
}

tay_time_t tay_door_time(void)
{
    machine_set_time(sim_now() + STEP_NS);
    return sim_now();
}

/* Fresh memory that shall lie anywhere lies where this computer has room, too. */
static void place(struct native *native)
{
    enum { LENGTH = 2, HINT = 3, FLAGS = 4 };
    tay_word_t *word = native->ask->message.word;
    bool maps = is_call_of(native->ask, TAY_OP_space_map);

    if (maps && word[HINT] == 0 && (word[FLAGS] & TAY_MAP_FIXED) == 0) {
        word[HINT] = native->window;
    }
    native->maps_bytes = maps && native->ask->handle == TAY_CAP_SELF ? word[LENGTH] : 0;
}

/* What a trap has mapped may lie where the sanitizer still poisons what was there before. */
static void note_result(const struct native *native)
{
    const struct tay_message *message = &native->ask->message;
    if (native->maps_bytes > 0 && tay_message_status(message) == TAY_OK) {
        __asan_unpoison_memory_region((void *)message->word[0], native->maps_bytes);
    }
}

static void strike(void)
{
    const struct tay_host_fault *fault = &machine->fault;

    if (fault->kind == TAY_HOST_TIME) {
        sim_advance(fault->ns);
        struck = true;
        return;
    }
    struct told *one = told_find(fault->program);
    struct process *process = native_process(one);
    if (process == NULL) {
        return;
    }
    hand_strike(fault->kind, process);
    if (fault->kind == TAY_HOST_KILL) {
        one->status = TAY_EXIT_DESTROYED;
    }
    struck = true;
}

/* Before a program's trap. */
static void count_step(void)
{
    steps++;
    if (machine->fault.kind != TAY_HOST_NOTHING && steps == machine->fault.step) {
        strike();
        kernel_check();
    }
}

static void take_trap(struct native *native)
{
    struct ask *ask = native->ask;

    if (native->told != NULL && ask->handle == TAY_CAP_SELF &&
        is_call_of(ask, TAY_OP_process_exit)) {
        native->told->status = (int)ask->message.word[0];
    }
    if (native->told == NULL && is_call_of(ask, TAY_OP_system_control)) {
        kernel_check(); /* it does not come back */
    }
    place(native);
    native->state = NATIVE_WAITS;
    struct tay_message message = ask->message;
    sim_trap(ask->trap, ask->handle, &message);
    if (struck) {
        kernel_check();
    }
    sim_advance(STEP_NS);
}

/* The computer's C library and the sanitizers' reports need more stack than the board's. */
static bool is_library_stack(const struct native *native, const struct hal_fault *fault)
{
    return !program_has_text(fault->pc) && fault->address < native->bottom &&
           native->bottom - fault->address <= LIBRARY_STACK_BYTES;
}

static void take_fault(struct native *native, struct hal_context *context)
{
    const struct hal_fault *fault = &native->ask->fault;

    native->state = NATIVE_RUNS; /* it tries again, should it go on */
    if (fault->address < PAGES_LIMIT && pages_fill(fault->address, fault->kind)) {
        return;
    }
    if (program_show(fault->address, fault->pc)) {
        return;
    }
    if (is_library_stack(native, fault)) {
        pages_lend(fault->address);
        return;
    }
    context->pc = fault->pc;
    context->sp = native->ask->sp;
    if (sim_fault(fault->kind, fault->address)) {
        pages_fill(fault->address, fault->kind);
    }
}

static void map_stack(const struct native *native)
{
    tay_ua_t sp = fiber_stack(native->fiber);

    if (sp >= native->bottom && sp < native->top) {
        pages_keep(sp - FIBER_NEAR_BYTES);
        pages_keep(sp);
        pages_keep(sp + FIBER_NEAR_BYTES);
    }
}

static void run_native(struct native *native)
{
    pages_enter(thread_of_context(sim_current())->process->space.hal.root);
    map_stack(native);
    native->ask = fiber_run(native->fiber);
    native->state = NATIVE_ASKS;
    if (native->ask->kind == ASK_FAULT) {
        take_fault(native, sim_current());
    } else if (native->told != NULL) {
        count_step();
    }
}

static void act(struct hal_context *context)
{
    struct native *native = native_of(context);

    if (native->state == NATIVE_WAITS) {
        if (!sim_result(context, &native->ask->message)) {
            machine_break("a thread runs on before its trap has come back");
        }
        native->state = NATIVE_RUNS;
        note_result(native);
    }
    if (native->state == NATIVE_RUNS) {
        run_native(native);
    } else {
        take_trap(native);
    }
}

bool step_take(void)
{
    if (sim_select_busy_core((unsigned)(machine_random(&turn) >> 32) % machine_core_count())) {
        act(sim_current());
        native_drop_dead();
        return true;
    }
    tay_time_t next_ns = sim_next_timer();
    if (next_ns == TAY_TIME_NEVER) {
        return false;
    }
    sim_advance(next_ns > sim_now() ? next_ns - sim_now() : 0);
    native_drop_dead();
    return true;
}
