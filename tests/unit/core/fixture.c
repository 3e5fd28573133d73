/* SPDX-License-Identifier: MIT */
/*
 * The fixture of core's tests.
 */
#include "fixture.h"

#include "kernel_state.h"

#include <object/capability.h>
#include <process/process.h>
#include <sched/scheduler.h>

int fixture_boot(void **state)
{
    (void)state;
    sim_check_always(kernel_check);
    sim_boot(NULL);
    return 0;
}

int fixture_stop(void **state)
{
    (void)state;
    sim_stop();
    return 0;
}

tay_cap_t make_notification(void)
{
    tay_cap_t handle;
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &handle));
    return handle;
}

tay_cap_t make_endpoint(void)
{
    tay_cap_t handle;
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &handle));
    return handle;
}

tay_cap_t make_timer(tay_cap_t notification, tay_word_t bits)
{
    tay_cap_t handle;
    assert_ok(tay_timer_create(TAY_OWN_ACCOUNT, notification, bits, &handle));
    return handle;
}

tay_cap_t make_memory(size_t pages)
{
    tay_cap_t handle;
    assert_ok(tay_memory_create(TAY_OWN_ACCOUNT, pages * PAGE, &handle));
    return handle;
}

tay_cap_t make_account(tay_cap_t parent, size_t pages)
{
    tay_cap_t handle;
    assert_ok(tay_account_create(parent, pages * PAGE, &handle));
    return handle;
}

tay_cap_t make_copy(tay_cap_t handle, unsigned rights)
{
    tay_cap_t copy;
    assert_ok(tay_cap_copy(handle, rights, &copy));
    return copy;
}

tay_cap_t make_process(tay_cap_t account)
{
    tay_cap_t handle;
    assert_ok(tay_process_create(account, TAY_CAP_NULL, 0, TAY_SLOTS_MIN,
                                 scheduler_current()->process->ceiling, &handle));
    return handle;
}

struct slot *slot_behind(tay_cap_t handle)
{
    struct slot *slot = cap_table_find(&scheduler_current()->process->table, handle);
    assert_non_null(slot);
    return slot;
}

struct object *object_behind(tay_cap_t handle)
{
    return slot_behind(handle)->object;
}

struct actor make_thread(tay_cap_t process, unsigned priority)
{
    struct actor actor;
    assert_ok(tay_thread_create(process, SIM_TEXT_UA, SIM_DATA_UA + SIM_DATA_BYTES, 0, priority,
                                &actor.handle));
    actor.context = &thread_of(object_behind(actor.handle))->context;
    actor.own = (tay_cap_t)actor.context->reg[1];
    return actor;
}

struct actor start_thread(tay_cap_t process, unsigned priority)
{
    struct actor actor = make_thread(process, priority);
    assert_ok(tay_thread_start(actor.handle));
    return actor;
}

void let_act(const struct actor *actor)
{
    assert_ok(tay_thread_set_priority(actor->handle, PRIORITY_AHEAD));
    assert_ptr_equal(sim_current(), actor->context);
}

void step_back(const struct actor *actor)
{
    assert_ptr_equal(sim_current(), actor->context);
    assert_ok(tay_thread_set_priority(actor->own, PRIORITY_BEHIND));
    assert_ptr_not_equal(sim_current(), actor->context);
}

struct actor act_in_account(size_t pages)
{
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, pages);
    struct actor actor = start_thread(make_process(account), PRIORITY_AHEAD);
    assert_ptr_equal(sim_current(), actor.context);
    return actor;
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

tay_cap_t leave_pages(size_t pages)
{
    size_t budget, used;
    make_account(TAY_OWN_ACCOUNT, 1); /* from here on account objects have room */
    assert_ok(tay_account_query(TAY_OWN_ACCOUNT, &budget, &used));
    tay_cap_t rest = TAY_CAP_NULL;
    if (budget - used != pages * PAGE) {
        rest = make_account(TAY_OWN_ACCOUNT, (budget - used) / PAGE - pages);
    }
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), budget - pages * PAGE);
    return rest;
}

void exhaust_account(void)
{
    leave_pages(0);
}

void fill_table(void)
{
    tay_cap_t copy;
    enum tay_status status;
    do {
        status = tay_cap_copy(TAY_CAP_SELF, 0, &copy);
    } while (status == TAY_OK);
    assert_status(status, TAY_EFULL);
}

tay_ua_t map_fresh(size_t pages, unsigned flags)
{
    tay_ua_t address;
    assert_ok(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, pages * PAGE, 0, flags, &address));
    return address;
}

tay_ua_t map_memory(tay_cap_t memory, unsigned flags)
{
    tay_ua_t address;
    size_t length, resident;
    assert_ok(tay_memory_query(memory, &length, &resident));
    assert_ok(tay_space_map(TAY_CAP_SELF, memory, 0, length, 0, flags, &address));
    return address;
}

enum tay_status receive(tay_cap_t endpoint, struct tay_message *message)
{
    *message = (struct tay_message){0};
    if (!sim_trap(TAY_TRAP_RECV, endpoint, message)) {
        return SIM_BLOCKED;
    }
    return (enum tay_status)(message->result & TAY_RESULT_STATUS_MASK);
}
