/* SPDX-License-Identifier: MIT */
/*
 * Running a machine with native programs (tay/host.h): from its description to its end.
 */
#include "archive.h"
#include "fiber.h"
#include "hand.h"
#include "natives.h"
#include "pages.h"
#include "program.h"
#include "step.h"
#include "told.h"

#include <kernel_state.h>
#include <log/log.h>
#include <sim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/abi/operation.h>

/* Where init's own lies: below programs' stacks, above their code. */
#define INIT_STACK_UA ((tay_ua_t)0x10000000)
#define INIT_STACK_BYTES ((size_t)0x40000)
#define INIT_INFO_UA ((tay_ua_t)0x11000000)

#define DEFAULT_RAM_BYTES ((size_t)8 << 20)
#define DEFAULT_STEPS_MAX 100000

static const struct tay_host_machine *machine_wanted;
static struct tay_host_run run;
static char stuck[256];

const char *tay_host_stuck(void)
{
    return stuck;
}

const char *tay_host_log(void)
{
    return sim_console();
}

int tay_door_client(const char *name)
{
    for (size_t n = 0; n < machine_wanted->client_count; n++) {
        if (strcmp(machine_wanted->clients[n].name, name) == 0) {
            return machine_wanted->clients[n].run(machine_wanted->clients[n].argument);
        }
    }
    return EXIT_FAILURE;
}

/* Gives init, in its own name, what lies where this computer has room. */
static void map_for_init(tay_ua_t address, size_t bytes)
{
    struct tay_message message = {.info = TAY_OP_space_map,
                                  .word = {TAY_CAP_NULL, 0,
                                           (bytes + HAL_PAGE_BYTES - 1) & ~(HAL_PAGE_BYTES - 1),
                                           address, TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_FIXED}};
    if (sim_call(TAY_CAP_SELF, &message) != TAY_OK) {
        machine_break("the machine has too little memory: ram_bytes");
    }
}

static void prepare_init(const void *archive, size_t archive_bytes)
{
    struct tay_boot_info info = *sim_boot_info();
    struct hal_context *context = sim_current();

    map_for_init(INIT_STACK_UA, INIT_STACK_BYTES);
    map_for_init(INIT_INFO_UA, sizeof info);
    map_for_init(NATIVE_INIT_UA, archive_bytes);
    hand_create(&info, INIT_STACK_UA + HAL_PAGE_BYTES);
    info.archive_ua = NATIVE_INIT_UA;
    info.archive_bytes = archive_bytes;
    if (!sim_write(INIT_INFO_UA, &info, sizeof info) ||
        !sim_write(NATIVE_INIT_UA, archive, archive_bytes)) {
        machine_break("init's memory cannot be written");
    }
    context->sp = INIT_STACK_UA + INIT_STACK_BYTES;
    context->reg[0] = INIT_INFO_UA;
    context->reg[1] = info.thread;
    context->pc = (tay_ua_t)program_find("init")->entry;
}

static void run_machine(void *unused)
{
    size_t archive_bytes;
    struct sim_options options = {.seed = machine_wanted->seed, .cores = machine_wanted->cores};

    (void)unused;
    const void *archive = archive_build(machine_wanted, &archive_bytes);
    options.payload = archive_build_payload(&options.payload_bytes);
    options.ram_bytes =
        machine_wanted->ram_bytes == 0 ? DEFAULT_RAM_BYTES : machine_wanted->ram_bytes;
    sim_boot(&options);
    prepare_init(archive, archive_bytes);
    unsigned long steps_max =
        machine_wanted->steps_max == 0 ? DEFAULT_STEPS_MAX : machine_wanted->steps_max;
    run.end = TAY_HOST_STEPS;
    while (run.end == TAY_HOST_STEPS && step_count() < steps_max) {
        run.end = step_take() ? TAY_HOST_STEPS : TAY_HOST_STUCK;
    }
    kernel_check();
    log_flush(); /* what an idle core would show */
}

static void note_stuck(void)
{
    const struct told *told;
    size_t at = 0;
    stuck[0] = '\0';
    for (size_t i = 0; run.end == TAY_HOST_STUCK && (told = told_at(i)) != NULL; i++) {
        if (native_process(told) != NULL && at < sizeof stuck) {
            at += (size_t)snprintf(stuck + at, sizeof stuck - at, "%s%s", at > 0 ? " " : "",
                                   told->name);
        }
    }
}

static void check_description(const struct tay_host_machine *machine)
{
    bool strikes = machine->fault.kind == TAY_HOST_KILL || machine->fault.kind == TAY_HOST_MEMORY;

    if (machine->cores > HAL_CORES_MAX) {
        program_refuse("%u cores are too many", machine->cores);
    }
    if (strikes && (machine->fault.program == NULL || told_find(machine->fault.program) == NULL)) {
        program_refuse("the fault is for a program that the machine has not");
    }
}

/* Also behind a run that an assertion in a client has left. */
static void clear(void)
{
    fiber_catch_faults(false);
    native_drop_all();
    pages_clear();
}

struct tay_host_run tay_host_run(const struct tay_host_machine *machine)
{
    if (fiber_running() != NULL) {
        program_refuse("it was called by a client");
    }
    clear();
    sim_stop();
    machine_wanted = machine;
    run = (struct tay_host_run){0};
    step_begin(machine);
    told_begin(machine);
    check_description(machine);
    program_hide();
    fiber_catch_faults(true);
    struct machine_ending ending = sim_run(run_machine, NULL);
    note_stuck();
    clear();
    if (ending.how == MACHINE_EXIT) {
        run.end = TAY_HOST_ENDED;
        run.status = ending.status;
    } else if (ending.how != MACHINE_RUNS) {
        program_refuse("the machine: %s\n%s", ending.message, sim_console());
    }
    run.now_ns = sim_now();
    run.steps = step_count();
    run.struck = step_has_struck();
    return run;
}
