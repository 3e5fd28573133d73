/* SPDX-License-Identifier: MIT */
/*
 * Running a machine with native programs: whose turn it is, steps, and what happens before one.
 *
 * A thread of a program goes round: it runs until it asks for a trap; when its turn comes the trap
 * is taken; when it has come back, and the thread's turn comes again, it runs on with the result.
 */
#include "fiber.h"
#include "hand.h"
#include "pages.h"
#include "program.h"

#include <kernel_state.h>
#include <log/log.h>
#include <process/process.h>
#include <sanitizer/asan_interface.h>
#include <sim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/abi/operation.h>
#include <tay/startup.h>

/* Where init's own lies: below programs' stacks, above their code. */
#define INIT_STACK_UA ((tay_ua_t)0x10000000)
#define INIT_STACK_BYTES ((size_t)0x40000)
#define INIT_INFO_UA ((tay_ua_t)0x11000000)
#define INIT_ARCHIVE_UA ((tay_ua_t)0x12000000)
/* What programs map without saying where: a window for each start of a program. */
#define WINDOW_UA ((tay_ua_t)0x20000000)
#define WINDOW_BYTES ((tay_ua_t)0x800000)
#define WINDOWS 64

/* What they may use below a program's stack. */
#define LIBRARY_STACK_BYTES ((size_t)1 << 20)

#define DEFAULT_RAM_BYTES ((size_t)8 << 20)
#define DEFAULT_STEPS_MAX 100000
#define STEP_NS 1000

/* What is told of a program. */
struct told {
    char name[TAY_STARTUP_NAME_BYTES];
    unsigned starts;
    int status;
};

enum state {
    RUNS,
    ASKS,  /* for the trap in its fiber's ask */
    WAITS, /* for the result of that */
};

struct native {
    struct native *next;
    const struct hal_context *context;
    uint64_t serial; /* of the context: another one may come to lie there */
    struct fiber *fiber;
    struct ask *ask;
    enum state state;
    struct told *told; /* NULL: init */
    tay_ua_t window;
    tay_ua_t bottom; /* of the stack */
    tay_ua_t top;
};

static const struct tay_host_machine *machine_wanted;
static struct native *natives;
static struct told *told;
static size_t told_count;
static unsigned windows;
static uint64_t turn; /* the state of the choice among cores */
static struct tay_host_run run;
static char stuck[256];

/* Programs ------------------------------------------------------------------------------------- */

static struct told *told_of(const char *name)
{
    for (size_t i = 0; i < told_count; i++) {
        if (strcmp(told[i].name, name) == 0) {
            return &told[i];
        }
    }
    return NULL;
}

static void tell_of(const char *name)
{
    if (told_of(name) != NULL) {
        program_refuse("the program '%s' is named twice", name);
    }
    struct told *one = &told[told_count++];
    *one = (struct told){.status = TAY_HOST_RUNS};
    snprintf(one->name, sizeof one->name, "%s", name);
}

static void tell_of_all(const struct tay_host_machine *machine)
{
    free(told);
    told_count = 0;
    told = calloc(machine->server_count + machine->client_count + 1, sizeof *told);
    if (told == NULL) {
        program_refuse("no memory");
    }
    for (size_t n = 0; n < machine->server_count; n++) {
        tell_of(machine->servers[n]);
    }
    for (size_t n = 0; n < machine->client_count; n++) {
        tell_of(machine->clients[n].name);
    }
}

unsigned tay_host_starts(const char *program)
{
    const struct told *one = told_of(program);
    return one == NULL ? 0 : one->starts;
}

int tay_host_status(const char *program)
{
    const struct told *one = told_of(program);
    return one == NULL ? TAY_HOST_RUNS : one->status;
}

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

/* Threads -------------------------------------------------------------------------------------- */

static struct process *process_of_native(const struct native *native)
{
    return ((const struct thread *)native->context)->process;
}

static bool is_live(const struct native *native)
{
    return sim_is_live(native->context) && native->context->serial == native->serial;
}

static void end_native(struct native *native)
{
    __asan_unpoison_memory_region((void *)native->bottom, native->top - native->bottom);
    fiber_destroy(native->fiber);
    free(native);
}

/* A program has ended when the last of its threads has. */
static void note_end(const struct native *ended)
{
    for (const struct native *other = natives; other != NULL; other = other->next) {
        if (other->told == ended->told) {
            return;
        }
    }
    if (ended->told != NULL && ended->told->status == TAY_HOST_RUNS) {
        ended->told->status = TAY_EXIT_FAULT;
    }
}

static void drop_dead(void)
{
    struct native **at = &natives;
    while (*at != NULL) {
        struct native *native = *at;
        if (is_live(native)) {
            at = &native->next;
            continue;
        }
        *at = native->next;
        note_end(native);
        end_native(native);
    }
}

/* The process of a program; NULL: it does not run, or ends already. */
static struct process *process_of_told(const struct told *one)
{
    for (const struct native *native = natives; native != NULL; native = native->next) {
        if (native->told == one && is_live(native)) {
            struct process *process = process_of_native(native);
            return process->object.dying ? NULL : process;
        }
    }
    return NULL;
}

/* Who has begun: by the argument in its startup block. */
static struct told *read_name(void)
{
    static struct tay_startup block;
    char name[TAY_STARTUP_NAME_BYTES] = "";

    if (!sim_read(TAY_PROGRAM_STARTUP_UA, &block, sizeof block) ||
        !sim_read(TAY_PROGRAM_STARTUP_UA + block.argument_offset_bytes, name, sizeof name - 1)) {
        machine_break("a program begins without a startup block");
    }
    struct told *one = told_of(name);
    if (one == NULL) {
        machine_break("a program begins that nobody has named: '%s'", name);
    }
    return one;
}

static const struct native *find_sibling(const struct process *process)
{
    for (const struct native *other = natives; other != NULL; other = other->next) {
        if (process_of_native(other) == process) {
            return other;
        }
    }
    return NULL;
}

/* The mapping that a stack lies in. */
static tay_ua_t stack_bottom(struct process *process, tay_ua_t top)
{
    const struct mapping *mapping = space_mapping_above(&process->space, top - 1);
    return mapping == NULL || mapping_start(mapping) >= top ? top - HAL_PAGE_BYTES
                                                            : mapping_start(mapping);
}

static void check_stack(const struct native *native)
{
    if (native->top > PAGES_LIMIT) {
        machine_break("a stack at 0x%lx, where the address sanitizer has its memory: take another "
                      "seed",
                      (unsigned long)native->bottom);
    }
    for (const struct native *other = natives; other != NULL; other = other->next) {
        if (other->bottom < native->top && native->bottom < other->top) {
            machine_break("two stacks at 0x%lx, which the address sanitizer would mix up: take "
                          "another seed",
                          (unsigned long)native->bottom);
        }
    }
}

static struct native *begin_native(struct hal_context *context)
{
    struct process *process = thread_of_context(context)->process;
    const struct native *sibling = find_sibling(process);
    struct native *native = calloc(1, sizeof *native);

    if (native == NULL) {
        machine_break("no memory for a thread");
    }
    native->context = context;
    native->serial = context->serial;
    native->top = context->sp;
    native->bottom = stack_bottom(process, native->top);
    if (sibling != NULL) {
        native->told = sibling->told;
        native->window = sibling->window;
    } else if (!process->is_init) {
        native->told = read_name();
        native->told->starts++;
        native->told->status = TAY_HOST_RUNS;
        native->window = WINDOW_UA + windows++ % WINDOWS * WINDOW_BYTES;
    } else {
        native->window = INIT_ARCHIVE_UA;
    }
    check_stack(native);
    __asan_unpoison_memory_region((void *)native->bottom, native->top - native->bottom);
    native->fiber =
        fiber_create(&(struct fiber_start){.entry = context->pc,
                                           .argument = {context->reg[0], context->reg[1]},
                                           .bottom = native->bottom,
                                           .top = native->top});
    native->next = natives;
    natives = native;
    return native;
}

static struct native *native_of(struct hal_context *context)
{
    for (struct native *native = natives; native != NULL; native = native->next) {
        if (native->context == context && native->serial == context->serial) {
            return native;
        }
    }
    if (context->imported) {
        machine_break(
            "a program was cloned, or its registers set: on the simulated machine neither "
            "can be");
    }
    return begin_native(context);
}

/* Steps ---------------------------------------------------------------------------------------- */

void tay_door_trap(unsigned trap, tay_cap_t handle, struct tay_message *message)
{
    if (fiber_running() == NULL) {
        program_refuse("a function of tay/ was called by the test, and not by a client");
    }
    struct ask ask = {.kind = ASK_TRAP, .trap = trap, .handle = handle, .message = *message};
    fiber_ask(&ask);
    *message = fiber_asked()->message;
}

tay_time_t tay_door_time(void)
{
    machine_set_time(sim_now() + STEP_NS);
    return sim_now();
}

/* Fresh memory that shall lie anywhere lies where this computer has room, too. */
static void place(const struct native *native, struct ask *ask)
{
    enum { HINT = 3, FLAGS = 4 };
    bool maps = ask->trap == TAY_TRAP_CALL &&
                (ask->message.info & TAY_INFO_OPERATION_MASK) == TAY_OP_space_map;

    if (maps && ask->message.word[HINT] == 0 && (ask->message.word[FLAGS] & TAY_MAP_FIXED) == 0) {
        ask->message.word[HINT] = native->window;
    }
}

static bool is_call_of(const struct ask *ask, unsigned operation)
{
    return ask->trap == TAY_TRAP_CALL && (ask->message.info & TAY_INFO_OPERATION_MASK) == operation;
}

static void strike(void)
{
    const struct tay_host_fault *fault = &machine_wanted->fault;

    if (fault->kind == TAY_HOST_TIME) {
        sim_advance(fault->ns);
        run.struck = true;
        return;
    }
    struct told *one = told_of(fault->program);
    struct process *process = process_of_told(one);
    if (process == NULL) {
        return;
    }
    hand_strike(fault->kind, process);
    if (fault->kind == TAY_HOST_KILL) {
        one->status = TAY_EXIT_DESTROYED;
    }
    run.struck = true;
}

/* Before a program's trap. */
static void count_step(void)
{
    run.steps++;
    if (machine_wanted->fault.kind != TAY_HOST_NOTHING && run.steps == machine_wanted->fault.step) {
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
    place(native, ask);
    native->state = WAITS;
    struct tay_message message = ask->message;
    sim_trap(ask->trap, ask->handle, &message);
    if (run.struck) {
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

    native->state = RUNS; /* it tries again, should it go on */
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
    native->state = ASKS;
    if (native->ask->kind == ASK_FAULT) {
        take_fault(native, sim_current());
    } else if (native->told != NULL) {
        count_step();
    }
}

static void act(struct hal_context *context)
{
    struct native *native = native_of(context);

    if (native->state == WAITS) {
        if (!sim_result(context, &native->ask->message)) {
            machine_break("a thread runs on before its trap has come back");
        }
        native->state = RUNS;
    }
    if (native->state == RUNS) {
        run_native(native);
    } else {
        take_trap(native);
    }
}

/* False: no core has anything to do, and none will. */
static bool go_on(void)
{
    if (sim_select_busy_core((unsigned)(machine_random(&turn) >> 32) % machine_core_count())) {
        act(sim_current());
        drop_dead();
        return true;
    }
    tay_time_t next_ns = sim_next_timer();
    if (next_ns == TAY_TIME_NEVER) {
        return false;
    }
    sim_advance(next_ns > sim_now() ? next_ns - sim_now() : 0);
    drop_dead();
    return true;
}

/* Runs ----------------------------------------------------------------------------------------- */

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
    map_for_init(INIT_ARCHIVE_UA, archive_bytes);
    hand_create(&info, INIT_STACK_UA + HAL_PAGE_BYTES);
    info.archive_ua = INIT_ARCHIVE_UA;
    info.archive_bytes = archive_bytes;
    if (!sim_write(INIT_INFO_UA, &info, sizeof info) ||
        !sim_write(INIT_ARCHIVE_UA, archive, archive_bytes)) {
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
    const void *archive = program_archive(machine_wanted, &archive_bytes);
    options.payload = program_payload(&options.payload_bytes);
    options.ram_bytes =
        machine_wanted->ram_bytes == 0 ? DEFAULT_RAM_BYTES : machine_wanted->ram_bytes;
    sim_boot(&options);
    prepare_init(archive, archive_bytes);
    unsigned long steps_max =
        machine_wanted->steps_max == 0 ? DEFAULT_STEPS_MAX : machine_wanted->steps_max;
    run.end = TAY_HOST_STEPS;
    while (run.end == TAY_HOST_STEPS && run.steps < steps_max) {
        run.end = go_on() ? TAY_HOST_STEPS : TAY_HOST_STUCK;
    }
    kernel_check();
    log_flush(); /* what an idle core would show */
}

static void note_stuck(void)
{
    size_t at = 0;
    stuck[0] = '\0';
    for (size_t i = 0; i < told_count && run.end == TAY_HOST_STUCK; i++) {
        if (process_of_told(&told[i]) != NULL && at < sizeof stuck) {
            at += (size_t)snprintf(stuck + at, sizeof stuck - at, "%s%s", at > 0 ? " " : "",
                                   told[i].name);
        }
    }
}

static void check_description(const struct tay_host_machine *machine)
{
    bool strikes = machine->fault.kind == TAY_HOST_KILL || machine->fault.kind == TAY_HOST_MEMORY;

    if (machine->cores > HAL_CORES_MAX) {
        program_refuse("%u cores are too many", machine->cores);
    }
    if (strikes && (machine->fault.program == NULL || told_of(machine->fault.program) == NULL)) {
        program_refuse("the fault is for a program that the machine has not");
    }
}

/* Also behind a run that an assertion in a client has left. */
static void clear(void)
{
    fiber_catch_faults(false);
    while (natives != NULL) {
        struct native *native = natives;
        natives = native->next;
        end_native(native);
    }
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
    turn = machine->seed;
    windows = 0;
    tell_of_all(machine);
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
    return run;
}
