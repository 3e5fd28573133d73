/* SPDX-License-Identifier: MIT */
/*
 * Calls of programs: they are answered, or cloned, while the urgent thread does something else.
 */
#include "memory_check.h"
#include "memory_event.h"
#include "memory_life.h"
#include "memory_step.h"

#include <kernel_state.h>
#include <mem/memory.h>
#include <process/process.h>
#include <tay/message.h>

/* Every program lends all that is modelled. */
#define LENT TAY_RANGE(PLAIN_BASE, PLAIN_PAGES *HAL_PAGE_BYTES)
/* A page holds at least so many mappings. */
#define MAPPINGS_PER_PAGE 16

/* The program that is being cloned, and what has become of that. */
static struct {
    unsigned program;
    bool killed;
    bool canceled;
} cloning;

/* A second clone while the first one works. */
static void clone_too(void)
{
    const struct program *program = &scene.program[cloning.program];
    struct tay_message out;
    struct scene_call clone = {scene.urgent,
                               program->reply,
                               TAY_OP_process_clone,
                               {program->process, TAY_CAP_NULL, 1, 1},
                               0};
    if (!process_is_held(program->kernel)) {
        return;
    }
    enum tay_status status = scene_call(&clone, &out);
    if (status != TAY_EAGAIN) {
        scene_fail("a second clone at the same time gave status %u", status);
    }
    event(EVENT_HELD);
}

static void cancel(void)
{
    struct program *program = &scene.program[cloning.program];
    struct scene_call take = {scene.urgent,
                              program->process,
                              TAY_OP_process_take,
                              {thread_of_context(program->context)->own_handle},
                              0};
    take.handle = (tay_cap_t)scene_make(&take);
    take.operation = TAY_OP_thread_cancel;
    scene_tell("the urgent thread cancels the call of program %u", cloning.program);
    scene_make(&take);
    take.operation = TAY_OP_cap_close;
    scene_make(&take);
    life_canceled(cloning.program);
    cloning.canceled = true;
}

static void in_the_middle(void)
{
    unsigned n = (cloning.program + 1 + scene_choose(PLAIN_PROCESSES - 1)) % PLAIN_PROCESSES;
    bool in_hand = scene.program[cloning.program].reply == TAY_CALL_IN_HAND;
    switch (scene_choose(in_hand ? 4 : 8)) {
    case 0:
        step_space(cloning.program, scene.urgent);
        break;
    case 1:
        if (scene.program[n].live && scene.program[n].waits) {
            step_copy(n, scene.urgent);
        }
        break;
    case 2:
    case 3:
        if (scene.program[n].live) {
            step_space(n, scene.urgent);
            event(EVENT_CLONE_BESIDE);
        }
        break;
    case 4:
        clone_too();
        break;
    case 5:
        if (scene.program[n].live && scene_can_end(scene.program[n].context)) {
            life_kill(n, scene.urgent);
        }
        break;
    case 6:
        cloning.killed = true;
        life_kill(cloning.program, scene.urgent);
        break;
    default:
        cancel();
        break;
    }
    if (scene.away < 0) {
        kernel_check();
    }
}

/* The most that a clone can cost. */
static size_t cost_of(const struct process *process)
{
    size_t bytes = LIFE_SLACK_BYTES + cap_table_bytes((size_t)process->table.mask + 1);
    unsigned count = 0;
    for (struct mapping *mapping = space_mapping_above(&process->space, 0); mapping != NULL;
         mapping = space_mapping_above(&process->space, mapping_end(mapping))) {
        bytes += mapping->charged_bytes;
        count++;
    }
    return bytes + count / MAPPINGS_PER_PAGE * HAL_PAGE_BYTES;
}

static void judge(enum tay_status status, size_t left, size_t cost)
{
    if (cloning.killed || cloning.canceled) {
        event(cloning.killed ? EVENT_CLONE_KILLED : EVENT_CLONE_CANCELED);
        if (status != TAY_EPEER && (status != TAY_EHANDLE || !cloning.killed)) {
            scene_fail("a clone that was given up gave status %u", status);
        }
        return;
    }
    if (status != TAY_ENOMEM || left > cost) {
        scene_fail("a clone gave status %u, %zu bytes left, cost at most %zu", status, left, cost);
    }
    event(EVENT_CLONE_UNPAID);
}

static void born(unsigned parent, unsigned n, struct program *child, const struct tay_message *out)
{
    child->process = (tay_cap_t)out->word[0];
    child->reply = (tay_cap_t)out->word[1];
    child->is_clone = true;
    life_meet(child);
    scene.program[n] = *child;
    plain_clone(parent, n);
    check_program(parent);
    check_program(n);
    event(scene.program[parent].is_clone ? EVENT_CLONED_AGAIN : EVENT_CLONED);
}

void life_clone(unsigned parent)
{
    int n = life_free();
    if (n < 0) {
        return;
    }
    struct program child = scene.program[parent];
    struct tay_message out;
    child.supervised = scene_choose(4) != 0;
    child.label = ++scene.labels;
    struct scene_call clone = {
        .by = scene.init,
        .handle = child.reply,
        .operation = TAY_OP_process_clone,
        .word = {child.process, child.supervised ? scene.endpoint : TAY_CAP_NULL, child.label,
                 child.label},
    };
    cloning = (__typeof__(cloning)){.program = parent};
    scene_tell("init clones program %u: %d", parent, n);
    size_t left = scene_left_bytes(child.account), cost = cost_of(child.kernel);
    bool disturbed = scene_choose(2) == 0;
    if (disturbed) {
        scene_arm(1 + scene_choose(12));
        scene.middle = in_the_middle;
    }
    enum tay_status status = scene_call(&clone, &out);
    if (disturbed) {
        scene_disarm();
    }
    /* If the clone was done already, what became of its parent later is no concern of its. */
    if (status == TAY_OK) {
        born(parent, (unsigned)n, &child, &out);
    } else {
        judge(status, left, cost);
    }
}

void life_call(unsigned n)
{
    struct program *program = &scene.program[n];
    struct tay_message message = {.info = 5 | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE,
                                  .lend_read = LENT,
                                  .lend_write = LENT};
    scene_tell("program %u calls", n);
    scene_act(program->context);
    if (sim_trap(TAY_TRAP_CALL, life_called, &message)) {
        scene_fail("the call comes back with status %u", tay_message_status(&message));
    }
    scene_act(scene.init);
    message = (struct tay_message){0};
    if (!sim_trap(TAY_TRAP_RECV, scene.endpoint, &message) ||
        tay_message_kind(&message) != TAY_KIND_CALL) {
        scene_fail("the call does not arrive");
    }
    size_t left = scene_left_bytes(program->account);
    program->reply = TAY_CALL_IN_HAND;
    program->waits = true;
    if (scene_choose(2) == 0) {
        life_clone(n);
    }
    struct scene_call aside = {
        scene.init, TAY_CALL_IN_HAND, TAY_OP_call_put_aside, {program->label}, 0};
    enum tay_status status = scene_call(&aside, &message);
    program->reply = (tay_cap_t)message.word[0];
    if (status != TAY_OK) {
        if (left > LIFE_SLACK_BYTES) {
            scene_fail("a call cannot be put aside: status %u", status);
        }
        program->reply = TAY_CALL_IN_HAND;
        life_answer(n);
    }
}

void life_answer(unsigned n)
{
    struct program *program = &scene.program[n];
    struct tay_message message = {0};
    scene_tell("init answers program %u", n);
    scene_act(scene.init);
    if (!sim_trap(TAY_TRAP_SEND, program->reply, &message) ||
        tay_message_status(&message) != TAY_OK) {
        scene_fail("the answer gave status %u", tay_message_status(&message));
    }
    program->waits = false;
    event(EVENT_ANSWERED);
    if (program->is_clone && scene_choose(4) != 0) {
        step_unmap_shared(n);
    }
}
