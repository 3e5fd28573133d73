/* SPDX-License-Identifier: MIT */
/*
 * The machine. Invariant: between two functions of it no thread but the programs that wait in a
 * call, or are stopped, is in the midst of a trap; the urgent thread waits for its bell.
 */
#include "memory_scene.h"

#include <a64_pte.h>
#include <mem/frame.h>
#include <operation_rows.h>
#include <process/process.h>
#include <sched/core.h>
#include <string.h>
#include <tay/message.h>
#include <tay/operations.h>

#define RAM_BYTES ((size_t)24 << 20)
#define PRIORITY 32u
#define URGENT_PRIORITY 40u
/* Turns until a thread must have had his, or must have come back. */
#define TURNS 4096
#define POINT_NS 1000
#define EXPECTED 64

struct memory_scene scene;
unsigned long scene_acted_beside;

static struct {
    enum tay_kind kind;
    uint64_t badge;
    tay_word_t word;
} expected[EXPECTED];
static unsigned expected_count;
static bool failed;                       /* a call, since scene_failed */
static const struct hal_context *calling; /* whose call was the last */

unsigned scene_choose(unsigned n)
{
    return choose(&scene.choice, n);
}

/* The urgent thread, which is current, waits for its bell, or for a time. */
static void sleep_until(tay_time_t deadline)
{
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = deadline};
    sim_trap(TAY_TRAP_WAIT, scene.bell, &message);
}

static void let_kicks_come(void)
{
    if (sim_holds_interrupts()) {
        sim_hold_interrupts(0);
    }
}

/* The urgent thread, which is current, does what it woke for, and sleeps. */
static void act_urgently(void)
{
    void (*middle)(void) = scene.middle;
    scene.middle = NULL;
    if (middle != NULL) {
        sim_set_preemption(1, 0);
        middle();
    }
    scene_act(scene.urgent);
    sleep_until(TAY_TIME_NEVER);
}

void scene_pass(void)
{
    let_kicks_come();
    unsigned cores = machine_core_count();
    if (!sim_select_busy_core(cores > 1 ? scene_choose(cores) : 0)) {
        scene_fail("nobody runs");
    }
    struct hal_context *current = sim_current();
    if (current == scene.urgent) {
        act_urgently();
        return;
    }
    struct hal_context saved = *current;
    tay_trap_yield();
    if (sim_is_live(current)) {
        *current = saved;
    }
}

void scene_act(struct hal_context *thread)
{
    let_kicks_come();
    for (unsigned i = 0; !sim_select_core_of(thread); i++) {
        if (i == TURNS) {
            scene_fail("a thread's turn never comes");
        }
        scene_pass();
    }
}

bool scene_can_end(const struct hal_context *thread)
{
    const struct core *core = core_of((const struct thread *)thread);
    return core == NULL || scene.away < 0 || core->number != (unsigned)scene.away;
}

/* Whether a core is on its way out by a short way: until it comes in again, what ends has to wait
 * for it, and here it cannot come. */
static bool is_leaving(const struct core *core)
{
    return core->current != NULL && core->space_of != core->current->process;
}

/* A core is between two pieces of its work. What the urgent thread is to disturb must not be over.
 */
static void act_beside(unsigned core)
{
    struct tay_message message;
    if (scene.middle != NULL && !sim_result(calling, &message) && !is_leaving(&sched_cores[core]) &&
        sim_select_core_of(scene.urgent)) {
        scene_acted_beside++;
        scene.away = (int)core;
        act_urgently();
        scene.away = -1;
    }
}

/* Some cores see only later why they were kicked. */
static void hold_kicks(void)
{
    unsigned cores = machine_core_count();
    if (cores > 1 && scene.away < 0 && scene_choose(4) == 0) {
        sim_hold_interrupts(scene_choose(1u << cores));
    }
}

static const unsigned lends = TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE;

enum tay_status scene_call(const struct scene_call *call, struct tay_message *out)
{
    const struct operation_row *row = &operation_rows[call->operation - 1];
    scene_act(call->by);
    hold_kicks();
    uint64_t serial = call->by->serial;
    *out = (struct tay_message){.info = row->info};
    memcpy(out->word, call->word, sizeof out->word);
    out->info |= row->lend_read ? TAY_INFO_LEND_READ : 0;
    out->info |= row->lend_write ? TAY_INFO_LEND_WRITE : 0;
    if ((out->info & lends) != 0) {
        out->lend_read = out->lend_write = call->lend;
    }
    calling = call->by;
    bool back = sim_trap(TAY_TRAP_CALL, call->handle, out);
    for (unsigned i = 0; !back; i++) {
        let_kicks_come();
        if (!sim_is_live(call->by) || call->by->serial != serial) {
            return GONE;
        }
        if (i == TURNS) {
            scene_fail("a call never comes back");
        }
        back = sim_result(call->by, out);
        if (!back) {
            scene_pass();
        }
    }
    failed = failed || tay_message_status(out) != TAY_OK;
    return tay_message_status(out);
}

bool scene_failed(void)
{
    bool any = failed;
    failed = false;
    return any;
}

enum tay_status scene_do(unsigned operation, tay_cap_t handle, tay_word_t word)
{
    struct tay_message out;
    return scene_call(
        &(struct scene_call){
            .by = scene.init, .handle = handle, .operation = operation, .word = {word}},
        &out);
}

tay_word_t scene_make(const struct scene_call *call)
{
    struct tay_message out;
    enum tay_status status = scene_call(call, &out);
    if (status != TAY_OK) {
        scene_fail("%s gave status %u", operation_rows[call->operation - 1].name, status);
    }
    return out.word[0];
}

void scene_arm(unsigned points)
{
    scene_act(scene.init);
    (void)!tay_trap_notify(scene.bell, 1);
    scene_act(scene.urgent);
    sleep_until(sim_now() + (tay_time_t)points * POINT_NS);
    machine_set_preemption_time(POINT_NS);
    sim_set_preemption(1, 1);
}

void scene_disarm(void)
{
    sim_set_preemption(1, 0);
    machine_set_preemption_time(0);
    scene.middle = NULL;
    scene_act(scene.init);
    (void)!tay_trap_notify(scene.bell, 1);
    while (sim_select_core_of(scene.urgent)) {
        sleep_until(TAY_TIME_NEVER); /* it may have run already, and finds the bell rung */
    }
    scene_act(scene.init);
}

void scene_expect(enum tay_kind kind, uint64_t badge, tay_word_t word)
{
    if (expected_count == EXPECTED) {
        scene_fail("too many messages are expected");
    }
    expected[expected_count].kind = kind;
    expected[expected_count].badge = badge;
    expected[expected_count++].word = word;
}

static void take_expected(const struct tay_message *message)
{
    enum tay_kind kind = tay_message_kind(message);
    for (unsigned i = 0; i < expected_count; i++) {
        bool same = expected[i].kind == kind && expected[i].badge == message->badge;
        if (same && (kind != TAY_KIND_EXITED || expected[i].word == message->word[0])) {
            expected[i] = expected[--expected_count];
            return;
        }
    }
    scene_fail("init receives kind %u, badge %lu, word %lu, which nobody sends", kind,
               (unsigned long)message->badge, (unsigned long)message->word[0]);
}

void scene_listen(void)
{
    for (;;) {
        scene_act(scene.init);
        struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = sim_now()};
        if (!sim_trap(TAY_TRAP_RECV, scene.endpoint, &message)) {
            scene_fail("init blocks");
        }
        if (tay_message_status(&message) == TAY_ETIMEDOUT) {
            break;
        }
        take_expected(&message);
    }
    if (expected_count > 0) {
        scene_fail("kind %u, badge %lu, never comes", expected[0].kind,
                   (unsigned long)expected[0].badge);
    }
}

bool scene_table_is_shared(const struct hal_space *space, tay_ua_t address)
{
    const uint64_t *table = space->root;
    for (unsigned level = A64_LEVEL_FIRST; level < A64_LEVEL_LAST; level++) {
        uint64_t entry = table[address >> A64_LEVEL_SHIFT(level) & (A64_TABLE_ENTRIES - 1)];
        if ((entry & A64_PTE_VALID) == 0) {
            return false;
        }
        table = hal_linear_va((struct hal_pa){(uintptr_t)(entry & A64_PTE_ADDRESS)});
    }
    return frame_references(table) > 1;
}

size_t scene_left_bytes(unsigned account)
{
    struct tay_message out;
    struct scene_call call = {scene.init, scene.account[account], TAY_OP_account_query, {0}, 0};
    if (scene_call(&call, &out) != TAY_OK) {
        scene_fail("no account");
    }
    return out.word[0] - out.word[1];
}

static const struct slot *slot_of_init(tay_cap_t handle)
{
    return cap_table_find(&thread_of_context(scene.init)->process->table, handle);
}

static void make_urgent(void)
{
    struct scene_call create = {
        .by = scene.init,
        .handle = TAY_CAP_SELF,
        .operation = TAY_OP_thread_create,
        .word = {SIM_TEXT_UA, SIM_DATA_UA + HAL_PAGE_BYTES, 0, URGENT_PRIORITY},
    };
    tay_cap_t thread = (tay_cap_t)scene_make(&create);
    scene.urgent = &thread_of(slot_of_init(thread)->object)->context;
    scene_act(scene.init);
    (void)!tay_thread_start(thread);
    if (!sim_select_core_of(scene.urgent)) {
        scene_fail("the urgent thread does not run");
    }
    sleep_until(TAY_TIME_NEVER);
}

void scene_begin(unsigned seed, unsigned cores)
{
    sim_boot(&(struct sim_options){
        .ram_bytes = RAM_BYTES, .cores = cores, .seed = cores > 1 ? seed + 1 : 0});
    sim_interleave(cores > 1 ? 2 : 0);
    machine_set_keeping(seed + 1, cores > 1 ? 4 : 0);
    sim_act_between(act_beside);
    plain_forget();
    expected_count = 0;
    scene = (struct memory_scene){
        .init = sim_current(),
        .changing = -1,
        .away = -1,
        .choice = choice_from_seed(seed),
        .budget_bytes = {(size_t)14 << 20, (size_t)90 << HAL_PAGE_SHIFT},
    };
    struct scene_call make = {.by = scene.init, .operation = TAY_OP_notification_create};
    if (tay_thread_set_priority(sim_boot_info()->thread, PRIORITY) != TAY_OK) {
        scene_fail("init cannot set its priority");
    }
    scene.bell = (tay_cap_t)scene_make(&make);
    make.operation = TAY_OP_endpoint_create;
    scene.endpoint = (tay_cap_t)scene_make(&make);
    make_urgent();
}
