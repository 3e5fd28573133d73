/* SPDX-License-Identifier: MIT */
/*
 * The scene. Invariant: between two functions of it init has its first priority, so that it can
 * always act.
 */
#include "scene.h"

#include <process/process.h>
#include <sched/scheduler.h>
#include <string.h>

/* Turns until an actor must have had his. */
#define TURNS 64

#define URGENT_LINE 5u

struct scene scene;
struct sim_options scene_options;

void act(const struct actor *actor)
{
    for (unsigned i = 0; sim_current() != actor->context; i++) {
        struct hal_context *other = sim_current();
        assert_non_null(other);
        assert_true(i < TURNS);
        struct hal_context saved = *other;
        tay_trap_yield();
        *other = saved;
    }
}

struct thread *thread_behind(const struct actor *actor)
{
    return (struct thread *)actor->context;
}

bool is_gone(const struct actor *actor)
{
    return !sim_is_live(actor->context);
}

bool is_blocked(const struct actor *actor)
{
    return !is_gone(actor) && thread_is_blocked(thread_behind(actor));
}

static struct object *object_behind(tay_cap_t handle)
{
    struct slot *slot = cap_table_find(&scheduler_current()->process->table, handle);
    assert_non_null(slot);
    return slot->object;
}

static void start_thread(struct actor *actor, unsigned priority)
{
    assert_ok(tay_thread_create(actor->process, SIM_TEXT_UA, SIM_DATA_UA + SIM_DATA_BYTES, 0,
                                priority, &actor->thread));
    actor->context = &thread_of(object_behind(actor->thread))->context;
    assert_ok(tay_thread_start(actor->thread));
}

struct actor make_thread(const struct actor *actor, unsigned priority)
{
    struct actor thread = {.process = actor->process};
    act(&scene.init);
    start_thread(&thread, priority);
    return thread;
}

struct actor make_actor(tay_cap_t account, tay_cap_t supervisor, uint64_t label)
{
    struct actor actor;
    tay_ua_t address;
    act(&scene.init);
    assert_ok(tay_process_create(account, supervisor, label, TAY_SLOTS_MIN, TAY_PRIORITY_MAX,
                                 &actor.process));
    assert_ok(tay_space_map(actor.process, TAY_CAP_NULL, 0, SIM_DATA_BYTES, SIM_DATA_UA,
                            TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_FIXED, &address));
    start_thread(&actor, INIT_PRIORITY);
    return actor;
}

tay_cap_t give(const struct actor *to, tay_cap_t handle, unsigned rights)
{
    tay_word_t given;
    act(&scene.init);
    assert_ok(tay_process_give(to->process, handle, rights, &given));
    return (tay_cap_t)given;
}

int scene_boot(void **state)
{
    (void)state;
    sim_check_always(kernel_check);
    sim_boot(&scene_options);
    scene = (struct scene){.init = {.context = sim_current(),
                                    .process = TAY_CAP_SELF,
                                    .thread = sim_boot_info()->thread}};
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &scene.endpoint));
    scene.server = make_actor(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0);
    scene.client = make_actor(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0);
    scene.other = make_actor(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0);
    scene.served =
        give(&scene.server, scene.endpoint, TAY_RIGHT_RECEIVE | TAY_RIGHT_MANAGE | TAY_RIGHT_GRANT);
    scene.called = give(&scene.client, scene.endpoint, TAY_RIGHT_SEND | TAY_RIGHT_GRANT);
    tay_cap_t called = give(&scene.other, scene.endpoint, TAY_RIGHT_SEND | TAY_RIGHT_GRANT);
    assert_int_equal(called, scene.called);
    return 0;
}

int scene_stop(void **state)
{
    (void)state;
    sim_stop();
    return 0;
}

void init_close(tay_cap_t handle)
{
    act(&scene.init);
    assert_ok(tay_cap_close(handle));
}

void kill_actor(const struct actor *actor)
{
    act(&scene.init);
    assert_ok(tay_object_destroy(actor->process));
    assert_true(is_gone(actor));
}

void set_priority(const struct actor *actor, unsigned priority)
{
    if (sim_current() == actor->context) {
        assert_ok(tay_thread_set_priority(thread_behind(actor)->own_handle, priority));
    } else {
        act(&scene.init);
        assert_ok(tay_thread_set_priority(actor->thread, priority));
    }
}

enum tay_status take(unsigned trap, tay_cap_t handle, struct tay_message *message)
{
    return sim_trap(trap, handle, message) ? tay_message_status(message) : SIM_BLOCKED;
}

enum tay_status call_as(const struct actor *actor, tay_cap_t handle, tay_word_t info)
{
    struct tay_message message = {.info = info};
    act(actor);
    return take(TAY_TRAP_CALL, handle, &message);
}

enum tay_status send_as(const struct actor *actor, tay_cap_t handle, tay_word_t info)
{
    struct tay_message message = {.info = info};
    act(actor);
    return take(TAY_TRAP_SEND, handle, &message);
}

enum tay_status receive_as(const struct actor *actor, tay_cap_t endpoint,
                           struct tay_message *message)
{
    act(actor);
    *message = (struct tay_message){0};
    return take(TAY_TRAP_RECV, endpoint, message);
}

enum tay_status answer_as(const struct actor *actor, enum tay_status status)
{
    return send_as(actor, TAY_CALL_IN_HAND, status);
}

struct tay_message expect(enum tay_kind kind)
{
    struct tay_message message;
    assert_ok(receive_as(&scene.server, scene.served, &message));
    assert_int_equal(tay_message_kind(&message), kind);
    return message;
}

void expect_nothing(void)
{
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = sim_now()};
    act(&scene.server);
    assert_status(take(TAY_TRAP_RECV, scene.served, &message), TAY_ETIMEDOUT);
}

void begin_call(tay_word_t info)
{
    assert_status(call_as(&scene.client, scene.called, info), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
}

tay_cap_t put_aside(uint64_t label)
{
    tay_cap_t reply;
    act(&scene.server);
    assert_ok(tay_call_put_aside(TAY_CALL_IN_HAND, label, &reply));
    return reply;
}

tay_cap_t open_session(const struct actor *client, uint64_t badge)
{
    tay_cap_t session;
    assert_status(call_as(client, scene.called, 0), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    assert_ok(
        tay_session_mint(scene.served, badge, TAY_CALL_IN_HAND, TAY_MINT_CALLER_PAYS, &session));
    struct tay_message answer = {.info = 1u << TAY_INFO_CAPS_SHIFT, .word = {session}};
    assert_ok(take(TAY_TRAP_SEND, TAY_CALL_IN_HAND, &answer));
    return (tay_cap_t)result_of(client).word[0];
}

struct tay_message result_of(const struct actor *actor)
{
    struct tay_message message;
    assert_true(sim_result(actor->context, &message));
    return message;
}

struct actor make_urgent(const struct actor *actor)
{
    tay_cap_t bits, irq;
    tay_word_t got;
    act(&scene.init);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &bits));
    assert_ok(tay_irq_create(sim_boot_info()->irq_control, URGENT_LINE, bits, 1, &irq));
    assert_ok(tay_irq_acknowledge(irq));
    struct actor urgent = make_thread(&scene.init, TAY_PRIORITY_MAX);
    assert_ptr_equal(sim_current(), urgent.context);
    assert_status(tay_trap_wait(bits, 0, 0, &got), SIM_BLOCKED);
    act(actor);
    machine_raise_line(URGENT_LINE);
    return urgent;
}

void step_behind(const struct actor *urgent)
{
    assert_ptr_equal(sim_current(), urgent->context);
    assert_ok(tay_thread_set_priority(urgent->thread, 1));
}

size_t used_bytes(tay_cap_t account)
{
    size_t budget, used;
    assert_ok(tay_account_query(account, &budget, &used));
    return used;
}

bool is_handle(tay_cap_t handle)
{
    tay_word_t type, rights, badge;
    enum tay_status status = tay_cap_query(handle, &type, &rights, &badge);
    assert_true(status == TAY_OK || status == TAY_EHANDLE);
    return status == TAY_OK;
}

unsigned slots_used(void)
{
    tay_word_t threads, slots;
    size_t mapped;
    assert_ok(tay_process_query(TAY_CAP_SELF, &threads, &slots, &mapped));
    return (unsigned)slots;
}

void fill_table_but(unsigned slots)
{
    tay_cap_t copy;
    while (slots_used() < TAY_SLOTS_MIN - slots) {
        assert_ok(tay_cap_copy(TAY_CAP_SELF, 0, &copy));
    }
}

void exhaust_account(void)
{
    size_t budget, used;
    tay_cap_t child;
    assert_ok(tay_account_query(TAY_OWN_ACCOUNT, &budget, &used));
    if (budget - used > PAGE) {
        assert_ok(tay_account_create(TAY_OWN_ACCOUNT, budget - used - PAGE, &child));
    }
    assert_ok(tay_account_query(TAY_OWN_ACCOUNT, &budget, &used));
    if (budget != used) {
        assert_ok(tay_account_create(TAY_OWN_ACCOUNT, budget - used, &child));
    }
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), budget);
}
