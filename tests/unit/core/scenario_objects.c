/* SPDX-License-Identifier: MIT */
/*
 * Failures of operations on capabilities, accounts and processes, and of creating objects.
 */
#include "baseline.h"
#include "scenario.h"

void attempt_set(struct attempt *attempt, tay_cap_t handle, tay_word_t word0, tay_word_t word1)
{
    attempt->handle = handle;
    attempt->message.word[0] = word0;
    attempt->message.word[1] = word1;
}

static void own_account(struct attempt *attempt)
{
    attempt_set(attempt, TAY_OWN_ACCOUNT, PAGE, 0);
}

/* The caller's account is exhausted; nothing of what the operation would make has room left. */
void attempt_poor(struct attempt *attempt)
{
    act_in_account(24);
    exhaust_account();
    own_account(attempt);
}

/* The caller's table is full. */
void attempt_crowded(struct attempt *attempt)
{
    act_in_account(24);
    fill_table();
    own_account(attempt);
}

static void copy_full(struct attempt *attempt)
{
    attempt_crowded(attempt);
    attempt_set(attempt, TAY_CAP_SELF, TAY_RIGHTS_ALL, 0);
}

static void copy_reply(struct attempt *attempt)
{
    attempt_set(attempt, baseline_handle(TAY_OBJECT_reply), TAY_RIGHTS_ALL, 0);
}

static void destroy_permanent(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->account, 0, 0);
}

static void bytes_invalid(struct attempt *attempt)
{
    attempt_set(attempt, TAY_OWN_ACCOUNT, PAGE + 1, 0);
}

static void process_words(struct attempt *attempt)
{
    attempt->message.word[2] = TAY_SLOTS_MIN;
}

static void process_invalid(struct attempt *attempt)
{
    process_words(attempt);
    attempt->message.word[3] = TAY_PRIORITY_COUNT;
}

static void process_full(struct attempt *attempt)
{
    attempt_crowded(attempt);
    attempt_set(attempt, TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0);
    process_words(attempt);
}

static void process_poor(struct attempt *attempt)
{
    attempt_poor(attempt);
    attempt_set(attempt, TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0);
    process_words(attempt);
}

static void give_reply(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, baseline_handle(TAY_OBJECT_reply), TAY_RIGHTS_ALL);
}

static void give_full(struct attempt *attempt)
{
    attempt_crowded(attempt);
    attempt_set(attempt, TAY_CAP_SELF, TAY_CAP_SELF, TAY_RIGHTS_ALL);
}

static void exit_invalid(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, 256, 0);
}

const struct scenario scenarios_of_objects[] = {
    {TAY_OP_cap_copy, TAY_ETYPE, copy_reply},
    {TAY_OP_cap_copy, TAY_EFULL, copy_full},
    {TAY_OP_object_destroy, TAY_ESTATE, destroy_permanent},
    {TAY_OP_account_create, TAY_EINVAL, bytes_invalid},
    {TAY_OP_account_create, TAY_EFULL, attempt_crowded},
    {TAY_OP_account_create, TAY_ENOMEM, attempt_poor},
    {TAY_OP_process_create, TAY_EINVAL, process_invalid},
    {TAY_OP_process_create, TAY_EFULL, process_full},
    {TAY_OP_process_create, TAY_ENOMEM, process_poor},
    {TAY_OP_process_give, TAY_ETYPE, give_reply},
    {TAY_OP_process_give, TAY_EFULL, give_full},
    {TAY_OP_process_exit, TAY_EINVAL, exit_invalid},
    {TAY_OP_endpoint_create, TAY_EFULL, attempt_crowded},
    {TAY_OP_endpoint_create, TAY_ENOMEM, attempt_poor},
    {TAY_OP_notification_create, TAY_EFULL, attempt_crowded},
    {TAY_OP_notification_create, TAY_ENOMEM, attempt_poor},
    {TAY_OP_memory_create, TAY_EINVAL, bytes_invalid},
    {TAY_OP_memory_create, TAY_EFULL, attempt_crowded},
    {TAY_OP_memory_create, TAY_ENOMEM, attempt_poor},
    {0},
};
