/* SPDX-License-Identifier: MIT */
/*
 * Failures of operations on address spaces.
 */
#include "scenario.h"

#define SHARED_WRITE (TAY_MAP_WRITE | TAY_MAP_SHARED)

static void map_words(struct attempt *attempt, tay_cap_t memory, size_t length, unsigned flags)
{
    attempt->handle = TAY_CAP_SELF;
    attempt->message.word[0] = memory;
    attempt->message.word[2] = length;
    attempt->message.word[4] = flags;
}

static void map_invalid(struct attempt *attempt)
{
    map_words(attempt, TAY_CAP_NULL, 0, TAY_MAP_READ);
}

static void map_without_right(struct attempt *attempt)
{
    map_words(attempt, make_copy(make_memory(1), TAY_RIGHT_READ), PAGE, SHARED_WRITE);
}

static void map_taken(struct attempt *attempt)
{
    map_words(attempt, TAY_CAP_NULL, PAGE, TAY_MAP_READ | TAY_MAP_FIXED);
    attempt->message.word[3] = SIM_TEXT_UA;
}

static void map_poor(struct attempt *attempt)
{
    attempt_poor(attempt);
    map_words(attempt, TAY_CAP_NULL, PAGE, TAY_MAP_READ);
}

static void range_invalid(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, PAGE, PAGE - 1);
    attempt->message.word[2] = TAY_MAP_READ;
}

/* The middle page of five, in an account that has nothing left. */
static void range_poor(struct attempt *attempt)
{
    act_in_account(32);
    tay_ua_t address = map_fresh(5, TAY_MAP_WRITE);
    exhaust_account();
    attempt_set(attempt, TAY_CAP_SELF, address + 2 * PAGE, PAGE);
    attempt->message.word[2] = TAY_MAP_READ;
}

static void protect_hole(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, HAL_USER_LIMIT - PAGE, PAGE);
    attempt->message.word[2] = TAY_MAP_READ;
}

static void protect_without_right(struct attempt *attempt)
{
    tay_cap_t memory = make_copy(make_memory(1), TAY_RIGHT_READ);
    attempt_set(attempt, TAY_CAP_SELF, map_memory(memory, TAY_MAP_READ | TAY_MAP_SHARED), PAGE);
    attempt->message.word[2] = TAY_MAP_WRITE;
}

static void protect_mixed(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, map_memory(make_memory(1), SHARED_WRITE), PAGE);
    attempt->message.word[2] = TAY_MAP_EXECUTE;
}

static void query_hole(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, HAL_USER_LIMIT, 0);
}

const struct scenario scenarios_of_spaces[] = {
    {TAY_OP_space_map, TAY_EINVAL, map_invalid},
    {TAY_OP_space_map, TAY_ERIGHT, map_without_right},
    {TAY_OP_space_map, TAY_ESTATE, map_taken},
    {TAY_OP_space_map, TAY_ENOMEM, map_poor},
    {TAY_OP_space_unmap, TAY_EINVAL, range_invalid},
    {TAY_OP_space_unmap, TAY_ENOMEM, range_poor},
    {TAY_OP_space_protect, TAY_EINVAL, range_invalid},
    {TAY_OP_space_protect, TAY_ENOENT, protect_hole},
    {TAY_OP_space_protect, TAY_ERIGHT, protect_without_right},
    {TAY_OP_space_protect, TAY_ESTATE, protect_mixed},
    {TAY_OP_space_protect, TAY_ENOMEM, range_poor},
    {TAY_OP_space_query, TAY_ENOENT, query_hole},
    {0},
};
