/* SPDX-License-Identifier: MIT */
/*
 * Failures of cloning, and of what is refused while a process is being cloned.
 */
#include "baseline.h"
#include "scenario.h"

static void clone(struct attempt *attempt, struct cloneable client)
{
    attempt_set(attempt, client.reply, client.process, TAY_CAP_NULL);
}

static void clone_without_call(struct attempt *attempt)
{
    struct cloneable client = {TAY_CAP_SELF, TAY_CALL_IN_HAND};
    clone(attempt, client);
}

static void clone_of_ended_call(struct attempt *attempt)
{
    struct cloneable client = baseline_take_cloneable();
    assert_ok(tay_object_destroy(client.process));
    client.process = make_process(TAY_OWN_ACCOUNT);
    clone(attempt, client);
}

static void clone_of_another(struct attempt *attempt)
{
    struct cloneable client = baseline_take_cloneable();
    client.process = make_process(TAY_OWN_ACCOUNT);
    clone(attempt, client);
}

static void clone_full(struct attempt *attempt)
{
    act_in_account(60);
    clone(attempt, baseline_take_cloneable());
    fill_table();
}

static void clone_poor(struct attempt *attempt)
{
    act_in_account(60);
    clone(attempt, baseline_take_cloneable());
    exhaust_account();
}

/* Somebody more important acts while the clone has begun. */
static struct cloneable begin_clone(void)
{
    struct cloneable client = baseline_take_cloneable();
    struct actor other = start_thread(TAY_CAP_SELF, PRIORITY_AHEAD);
    assert_ptr_equal(sim_current(), other.context);
    struct tay_message wait = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + 1000};
    assert_false(sim_trap(TAY_TRAP_WAIT, make_notification(), &wait));
    machine_set_preemption_time(1000);
    sim_set_preemption(1, 1);
    tay_cap_t child, reply;
    enum tay_status status =
        tay_process_clone(client.reply, client.process, TAY_CAP_NULL, 1, 2, &child, &reply);
    assert_status(status, SIM_BLOCKED);
    sim_set_preemption(0, 0);
    machine_set_preemption_time(0);
    assert_ptr_equal(sim_current(), other.context);
    return client;
}

static void clone_again(struct attempt *attempt)
{
    clone(attempt, begin_clone());
}

static void map_in_cloned(struct attempt *attempt)
{
    attempt_set(attempt, begin_clone().process, TAY_CAP_NULL, 0);
    attempt->message.word[2] = PAGE;
    attempt->message.word[4] = TAY_MAP_READ;
}

static void unmap_in_cloned(struct attempt *attempt)
{
    attempt_set(attempt, begin_clone().process, SIM_DATA_UA, PAGE);
}

static void protect_in_cloned(struct attempt *attempt)
{
    unmap_in_cloned(attempt);
    attempt->message.word[2] = TAY_MAP_READ;
}

static void replace(struct attempt *attempt, tay_cap_t process, tay_cap_t given,
                    tay_word_t replaced)
{
    attempt_set(attempt, process, given, TAY_RIGHTS_ALL);
    attempt->message.word[2] = replaced;
}

static void replace_by_reply(struct attempt *attempt)
{
    struct cloneable client = baseline_take_cloneable();
    replace(attempt, client.process, client.reply, TAY_CAP_SELF);
}

static void replace_nothing(struct attempt *attempt)
{
    replace(attempt, make_process(TAY_OWN_ACCOUNT), make_endpoint(), 0x7000);
}

static void replace_itself(struct attempt *attempt)
{
    tay_cap_t endpoint = make_endpoint();
    replace(attempt, TAY_CAP_SELF, endpoint, endpoint);
}

const struct scenario scenarios_of_clone[] = {
    {TAY_OP_process_clone, TAY_ESTATE, clone_without_call},
    {TAY_OP_process_clone, TAY_EPEER, clone_of_ended_call},
    {TAY_OP_process_clone, TAY_EINVAL, clone_of_another},
    {TAY_OP_process_clone, TAY_EFULL, clone_full},
    {TAY_OP_process_clone, TAY_EAGAIN, clone_again},
    {TAY_OP_process_clone, TAY_ENOMEM, clone_poor},
    {TAY_OP_space_map, TAY_EAGAIN, map_in_cloned},
    {TAY_OP_space_unmap, TAY_EAGAIN, unmap_in_cloned},
    {TAY_OP_space_protect, TAY_EAGAIN, protect_in_cloned},
    {TAY_OP_process_replace, TAY_ETYPE, replace_by_reply},
    {TAY_OP_process_replace, TAY_ENOENT, replace_nothing},
    {TAY_OP_process_replace, TAY_EINVAL, replace_itself},
    {0},
};
