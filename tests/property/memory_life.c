/* SPDX-License-Identifier: MIT */
/*
 * Programs. Invariant: a program that is live here is so in the kernel, and each message that its
 * end or fault causes is expected.
 */
#include "memory_life.h"

#include "memory_event.h"

#include <mem/memory.h>
#include <object/reaper.h>
#include <process/process.h>
#include <tay/message.h>
#include <tay/operations.h>

#define PRIORITY 32u
#define CLOSING 32

/* Every program has it in the same slot. */
tay_cap_t life_called;
static tay_cap_t closing[CLOSING];
static unsigned closing_count;

static struct object *named(tay_cap_t handle)
{
    const struct cap_table *table = &thread_of_context(scene.init)->process->table;
    return cap_table_find(table, handle)->object;
}

void life_meet(struct program *program)
{
    program->kernel = process_of(named(program->process));
    struct list_node *node = list_first(&program->kernel->threads);
    if (node != NULL) {
        program->context = &container_of(node, struct thread, in_process)->context;
    }
}

int life_free(void)
{
    for (unsigned n = 0; n < PLAIN_PROCESSES; n++) {
        if (!scene.program[n].live) {
            return (int)n;
        }
    }
    return -1;
}

int life_any(bool can_act)
{
    unsigned from = scene_choose(PLAIN_PROCESSES);
    for (unsigned i = 0; i < PLAIN_PROCESSES; i++) {
        unsigned n = (from + i) % PLAIN_PROCESSES;
        if (scene.program[n].live && !(can_act && scene.program[n].waits)) {
            return (int)n;
        }
    }
    return -1;
}

static void give(struct program *program, unsigned object)
{
    static const unsigned rights[] = {TAY_RIGHT_READ, TAY_RIGHT_READ | TAY_RIGHT_WRITE,
                                      TAY_RIGHT_READ | TAY_RIGHT_EXECUTE, TAY_RIGHTS_ALL};
    unsigned given = choose_from(&scene.choice, rights);
    struct scene_call call = {
        scene.init, program->process, TAY_OP_process_give, {scene.object[object].handle, given}, 0};
    program->object[object] = (tay_cap_t)scene_make(&call);
    program->rights[object] = given;
}

void life_give_object(unsigned n, unsigned object)
{
    give(&scene.program[n], object);
}

/* False: no memory. */
static bool start(struct program *program)
{
    struct tay_message out;
    struct scene_call create = {scene.init,
                                program->process,
                                TAY_OP_thread_create,
                                {SIM_TEXT_UA, SIM_DATA_UA, 0, PRIORITY},
                                0};
    if (scene_call(&create, &out) != TAY_OK) {
        return false;
    }
    scene_do(TAY_OP_thread_start, (tay_cap_t)out.word[0], 0);
    scene_do(TAY_OP_cap_close, (tay_cap_t)out.word[0], 0);
    life_meet(program);
    return true;
}

static void furnish(struct program *program)
{
    struct scene_call call = {
        scene.init, program->process, TAY_OP_process_give, {scene.endpoint, TAY_RIGHT_SEND}, 0};
    life_called = (tay_cap_t)scene_make(&call);
    for (unsigned object = 0; object < PLAIN_OBJECTS; object++) {
        program->object[object] = TAY_CAP_NULL;
        if (scene.object[object].handle != TAY_CAP_NULL && scene_choose(4) != 0) {
            give(program, object);
        }
    }
}

int life_make(void)
{
    int n = life_free();
    if (n < 0) {
        return -1;
    }
    struct program program = {.account = scene_choose(ACCOUNTS),
                              .supervised = scene_choose(4) != 0,
                              .label = ++scene.labels};
    struct scene_call create = {
        .by = scene.init,
        .handle = scene.account[program.account],
        .operation = TAY_OP_process_create,
        .word = {program.supervised ? scene.endpoint : TAY_CAP_NULL, program.label, TAY_SLOTS_MIN,
                 PRIORITY},
    };
    size_t left = scene_left_bytes(program.account);
    struct tay_message out;
    scene_tell("init makes program %d, account %u", n, program.account);
    enum tay_status status = scene_call(&create, &out);
    if (status == TAY_OK) {
        program.process = (tay_cap_t)out.word[0];
        life_meet(&program);
        furnish(&program);
        if (start(&program)) {
            program.live = true;
            scene.program[n] = program;
            event(EVENT_MADE);
            return n;
        }
        scene_do(TAY_OP_object_destroy, program.process, 0);
        if (program.supervised) {
            scene_expect(TAY_KIND_EXITED, program.label, TAY_EXIT_DESTROYED);
        }
    }
    if (left > LIFE_SLACK_BYTES) {
        scene_fail("no program, status %u, though its account has %zu bytes", status, left);
    }
    return -1;
}

void life_canceled(unsigned n)
{
    struct program *program = &scene.program[n];
    scene_expect(TAY_KIND_ABANDONED, program->label, 0);
    closing[closing_count++] = program->reply;
    program->waits = false;
}

/* The program has ended. */
static void dead(struct program *program, unsigned exit_status)
{
    plain_end((unsigned)(program - scene.program));
    if (program->supervised) {
        scene_expect(TAY_KIND_EXITED, program->label, exit_status);
    }
    if (program->waits) {
        life_canceled((unsigned)(program - scene.program));
    }
    program->live = false;
}

void life_settle(void)
{
    for (unsigned i = 0; reaper_has_work() && i < 1000; i++) {
        scene_pass();
    }
    scene_listen();
    while (closing_count > 0) {
        enum tay_status status = scene_do(TAY_OP_cap_close, closing[--closing_count], 0);
        if (status != TAY_OK) {
            scene_fail("closing a reply gave status %u", status);
        }
    }
}

void life_kill(unsigned n, struct hal_context *by)
{
    struct program *program = &scene.program[n];
    struct tay_message out;
    struct scene_call destroy = {by, program->process, TAY_OP_object_destroy, {0}, 0};
    scene_tell("%s kills program %u", by == scene.urgent ? "the urgent thread" : "init", n);
    event(program->waits ? EVENT_KILLED_WAITING : EVENT_KILLED);
    if (scene_call(&destroy, &out) != TAY_OK) {
        scene_fail("cannot kill program %u", n);
    }
    dead(program, TAY_EXIT_DESTROYED);
}

void life_exit(unsigned n)
{
    struct program *program = &scene.program[n];
    struct tay_message out;
    unsigned status = scene_choose(256);
    struct scene_call call = {program->context, TAY_CAP_SELF, TAY_OP_process_exit, {status}, 0};
    scene_tell("program %u exits with status %u", n, status);
    if (scene_call(&call, &out) != GONE) {
        scene_fail("exit returns");
    }
    event(EVENT_EXITED);
    dead(program, status);
}

/* A capability to the program's thread. */
static tay_cap_t take_thread(const struct program *program, struct hal_context *by)
{
    struct scene_call take = {by,
                              program->process,
                              TAY_OP_process_take,
                              {thread_of_context(program->context)->own_handle},
                              0};
    return (tay_cap_t)scene_make(&take);
}

void life_fault(unsigned n)
{
    struct program *program = &scene.program[n];
    if (!program->supervised) {
        event(EVENT_ENDED_BY_FAULT);
        dead(program, TAY_EXIT_FAULT);
        return;
    }
    event(EVENT_STOPPED);
    scene_expect(TAY_KIND_FAULT, program->label, 0);
    scene_listen();
    if (scene_choose(8) == 0) {
        life_kill(n, scene.init);
        return;
    }
    tay_cap_t thread = take_thread(program, scene.init);
    scene_do(TAY_OP_thread_start, thread, 0);
    scene_do(TAY_OP_cap_close, thread, 0);
    event(EVENT_RESUMED);
}

static void end_account(unsigned account)
{
    scene_tell("init destroys account %u", account);
    if (scene_do(TAY_OP_object_destroy, scene.account[account], 0) != TAY_OK) {
        scene_fail("cannot destroy an account");
    }
    for (unsigned n = 0; n < PLAIN_PROCESSES; n++) {
        if (scene.program[n].live && scene.program[n].account == account) {
            event(EVENT_ACCOUNT_DESTROYED);
            dead(&scene.program[n], TAY_EXIT_DESTROYED);
        }
    }
    life_settle();
}

static void make_account(unsigned account)
{
    struct scene_call make = {.by = scene.init,
                              .operation = TAY_OP_account_create,
                              .word = {scene.budget_bytes[account]}};
    scene.account[account] = (tay_cap_t)scene_make(&make);
}

void life_renew_account(unsigned account)
{
    end_account(account);
    make_account(account);
}

void life_begin(void)
{
    for (unsigned account = 0; account < ACCOUNTS; account++) {
        make_account(account);
    }
}

void life_end(void)
{
    for (unsigned account = 0; account < ACCOUNTS; account++) {
        end_account(account);
    }
    for (unsigned object = 0; object < PLAIN_OBJECTS; object++) {
        life_destroy_object(object);
    }
}
