/* SPDX-License-Identifier: MIT */
/*
 * The fuzzer of the kernel's operations, for libFuzzer: an input is a sequence of steps by several
 * programs; each invariant holds all the time, and no failed operation leaves a trace.
 *
 * Environment: FUZZ_TRACE tells of each trap. FUZZ_STRICT checks after each step, whatever the
 * input says. FUZZ_REACHED prints what was reached at the end, and fails if an operation or a trap
 * never succeeded, or if something else of reached.h never happened.
 */
#include "attempt.h"
#include "choice.h"
#include "reached.h"
#include "step.h"
#include "world.h"

#include <kernel_state.h>
#include <sim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STEPS_MAX 40u

/* libFuzzer's interface (LLVM documentation, "libFuzzer - a library for coverage-guided fuzz
 * testing"). */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static bool always_strict;

static void tell_reached(void)
{
    reached_print();
    bool operations = reached_every_operation(), traps = reached_every_trap();
    bool statuses = reached_every_status(), events = reached_every_event();
    if (!operations || !traps || !statuses || !events) {
        _exit(1);
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    always_strict = getenv("FUZZ_STRICT") != NULL;
    if (getenv("FUZZ_TRACE") != NULL) {
        attempt_trace();
    }
    if (getenv("FUZZ_REACHED") != NULL) {
        atexit(tell_reached);
    }
    return 0;
}

/* One input in so many is strict: each step is checked. Which ones follows from all bytes, so that
 * the fuzzer gains nothing by preferring them. */
#define STRICT_ONE_IN 64

static bool is_strict(const uint8_t *bytes, size_t count)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum = sum * 31 + bytes[i];
    }
    return always_strict || (sum >> 16) % STRICT_ONE_IN == 0;
}

static void run(void *argument)
{
    struct choice *choice = argument;
    bool strict = is_strict(choice->bytes, choice->left);
    static const unsigned cores[] = {1, 1, 2, 4};
    unsigned options_bits = choose(choice, 256);
    struct world_options options = {.cores = cores[options_bits / 64],
                                    .late = true,
                                    .crowded = options_bits % 8 == 7,
                                    .nested = options_bits / 8 % 2 == 1,
                                    .uneven = options_bits / 32 % 2 == 1,
                                    .talks = true};

    sim_check_always(NULL);
    world_boot(&options);
    sim_check_always(strict ? kernel_check : NULL);
    step_set_up(&(struct step_options){.strict = strict, .preempts = true, .talks = true});
    for (unsigned i = 0; i < STEPS_MAX && !choice_is_over(choice) && world_tend(choice); i++) {
        step_take(choice);
    }
    sim_hold_interrupts(0);
    kernel_check();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct choice choice = choice_from_bytes(bytes, count);
    struct machine_ending ending = sim_run(run, &choice);

    /* A program may switch the machine off, if it was given the right. */
    if (ending.how == MACHINE_PANIC || ending.how == MACHINE_BROKEN ||
        (ending.how != MACHINE_RUNS && !attempt_to_end_machine()) ||
        strstr(sim_console(), "init ended") != NULL) {
        fprintf(stderr, "the machine ended: %s\n%s", ending.message, sim_console());
        abort();
    }
    if (ending.how != MACHINE_RUNS) {
        reached_note(TAY_OP_system_control, TAY_OK);
    }
    return 0;
}
