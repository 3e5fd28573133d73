/* SPDX-License-Identifier: MIT */
/*
 * Failures of operations on endpoints, sessions, calls, the console and upcalls.
 */
#include "baseline.h"
#include "scenario.h"

static void endpoint_bound(struct attempt *attempt)
{
    tay_cap_t endpoint = make_endpoint();
    assert_ok(tay_endpoint_bind(endpoint, make_notification()));
    attempt_set(attempt, endpoint, make_notification(), 0);
}

static void refuse_invalid(struct attempt *attempt)
{
    attempt_set(attempt, make_endpoint(), 2, 0);
}

static void mint(struct attempt *attempt, tay_cap_t payer, unsigned options)
{
    attempt_set(attempt, make_endpoint(), 7, payer);
    attempt->message.word[2] = options;
}

static void mint_type(struct attempt *attempt)
{
    mint(attempt, make_notification(), 0);
}

static void mint_right(struct attempt *attempt)
{
    mint(attempt, make_copy(sim_boot_info()->account, TAY_RIGHT_READ), 0);
}

static void mint_without_call(struct attempt *attempt)
{
    mint(attempt, TAY_CALL_IN_HAND, TAY_MINT_CALLER_PAYS);
}

static void mint_full(struct attempt *attempt)
{
    act_in_account(24);
    mint(attempt, TAY_OWN_ACCOUNT, 0);
    fill_table();
}

static void mint_poor(struct attempt *attempt)
{
    act_in_account(24);
    mint(attempt, TAY_OWN_ACCOUNT, 0);
    exhaust_account();
}

static void lend_there(struct attempt *attempt, tay_ua_t address, size_t length)
{
    attempt_set(attempt, TAY_CALL_IN_HAND, 0, 0);
    attempt->message.lend_read = TAY_RANGE(address, length);
    attempt->message.lend_write = TAY_RANGE(address, length);
}

static void copy_without_room(struct attempt *attempt)
{
    baseline_take_call();
    lend_there(attempt, SIM_DATA_UA, 0);
}

static void copy_without_call(struct attempt *attempt)
{
    lend_there(attempt, SIM_DATA_UA, 4);
}

static void end_call(void)
{
    struct actor client = baseline_take_call();
    assert_ok(tay_object_destroy(client.handle));
}

static void copy_of_ended_call(struct attempt *attempt)
{
    end_call();
    lend_there(attempt, SIM_DATA_UA, 4);
}

static void copy_unmapped(struct attempt *attempt)
{
    baseline_take_call();
    lend_there(attempt, SIM_DATA_UA + SIM_DATA_BYTES, 4);
}

static void aside_without_call(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CALL_IN_HAND, 9, 0);
}

static void aside_of_ended_call(struct attempt *attempt)
{
    end_call();
    attempt_set(attempt, TAY_CALL_IN_HAND, 9, 0);
}

static void aside_full(struct attempt *attempt)
{
    act_in_account(24);
    baseline_take_call();
    fill_table();
    attempt_set(attempt, TAY_CALL_IN_HAND, 9, 0);
}

static void aside_poor(struct attempt *attempt)
{
    act_in_account(24);
    baseline_take_call();
    exhaust_account();
    attempt_set(attempt, TAY_CALL_IN_HAND, 9, 0);
}

static void pass_nothing(struct attempt *attempt)
{
    attempt_set(attempt, baseline_handle(TAY_OBJECT_reply), 0, 0);
}

static void pass_without_call(struct attempt *attempt)
{
    attempt_set(attempt, baseline_handle(TAY_OBJECT_reply), 1, 0);
}

static void pass_of_ended_call(struct attempt *attempt)
{
    pass_without_call(attempt);
    end_call();
}

static void pass_unmapped(struct attempt *attempt)
{
    pass_without_call(attempt);
    baseline_take_call();
    assert_ok(tay_space_unmap(TAY_CAP_SELF, SIM_DATA_UA, PAGE));
}

static void take_nothing(struct attempt *attempt)
{
    attempt_set(attempt, make_process(TAY_OWN_ACCOUNT), 0x7000, 0);
}

static void take_reply(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, baseline_handle(TAY_OBJECT_reply), 0);
}

static void take_full(struct attempt *attempt)
{
    attempt_crowded(attempt);
    attempt_set(attempt, TAY_CAP_SELF, TAY_CAP_SELF, 0);
}

static void console_without_bits(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->log, make_notification(), 0);
}

static void console_taken(struct attempt *attempt)
{
    assert_ok(tay_log_bind(sim_boot_info()->log, make_notification(), 1));
    attempt_set(attempt, sim_boot_info()->log, make_notification(), 1);
}

static void entry_invalid(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, HAL_USER_LIMIT, 0);
}

static void area_invalid(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->thread, SIM_DATA_UA + 8, 0);
}

static void area_in_use(struct attempt *attempt)
{
    baseline_enter_upcall(SIM_DATA_UA);
    attempt_set(attempt, sim_boot_info()->thread, SIM_DATA_UA, 0);
}

static void interrupt_without_cause(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->thread, 0, 0);
}

static void interrupt_without_area(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->thread, 1, 0);
}

static void resume_unmapped(struct attempt *attempt)
{
    tay_ua_t area = map_fresh(1, TAY_MAP_WRITE);
    baseline_enter_upcall(area);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, area, PAGE));
    attempt_set(attempt, sim_boot_info()->thread, 0, 0);
}

static void registers_there(struct attempt *attempt, tay_cap_t thread, tay_ua_t address,
                            size_t length)
{
    lend_there(attempt, address, length);
    attempt->handle = thread;
}

static tay_cap_t stopped_thread(void)
{
    return (tay_cap_t)baseline_make(TAY_OP_thread_start).handle;
}

static void registers_without_room(struct attempt *attempt)
{
    registers_there(attempt, stopped_thread(), SIM_DATA_UA, HAL_CONTEXT_IMAGE_BYTES - 1);
}

static void registers_of_the_caller(struct attempt *attempt)
{
    registers_there(attempt, sim_boot_info()->thread, SIM_DATA_UA, HAL_CONTEXT_IMAGE_BYTES);
}

static void registers_unmapped(struct attempt *attempt)
{
    tay_ua_t end = SIM_DATA_UA + SIM_DATA_BYTES;
    registers_there(attempt, stopped_thread(), end - 8, HAL_CONTEXT_IMAGE_BYTES);
}

static void space_without_room(struct attempt *attempt)
{
    lend_there(attempt, SIM_DATA_UA, 0);
    attempt->handle = TAY_CAP_SELF;
    attempt->message.word[0] = SIM_DATA_UA;
}

static void space_unmapped(struct attempt *attempt)
{
    lend_there(attempt, SIM_DATA_UA, 4);
    attempt->handle = TAY_CAP_SELF;
    attempt->message.word[0] = SIM_DATA_UA + SIM_DATA_BYTES;
}

const struct scenario scenarios_of_calls[] = {
    {TAY_OP_endpoint_bind, TAY_ESTATE, endpoint_bound},
    {TAY_OP_endpoint_refuse, TAY_EINVAL, refuse_invalid},
    {TAY_OP_session_mint, TAY_ETYPE, mint_type},
    {TAY_OP_session_mint, TAY_ERIGHT, mint_right},
    {TAY_OP_session_mint, TAY_ESTATE, mint_without_call},
    {TAY_OP_session_mint, TAY_EFULL, mint_full},
    {TAY_OP_session_mint, TAY_ENOMEM, mint_poor},
    {TAY_OP_caller_read, TAY_EINVAL, copy_without_room},
    {TAY_OP_caller_read, TAY_ESTATE, copy_without_call},
    {TAY_OP_caller_read, TAY_EPEER, copy_of_ended_call},
    {TAY_OP_caller_read, TAY_EFAULT, copy_unmapped},
    {TAY_OP_caller_write, TAY_EINVAL, copy_without_room},
    {TAY_OP_caller_write, TAY_ESTATE, copy_without_call},
    {TAY_OP_caller_write, TAY_EPEER, copy_of_ended_call},
    {TAY_OP_caller_write, TAY_EFAULT, copy_unmapped},
    {TAY_OP_call_put_aside, TAY_ESTATE, aside_without_call},
    {TAY_OP_call_put_aside, TAY_EPEER, aside_of_ended_call},
    {TAY_OP_call_put_aside, TAY_EFULL, aside_full},
    {TAY_OP_call_put_aside, TAY_ENOMEM, aside_poor},
    {TAY_OP_call_pass, TAY_EINVAL, pass_nothing},
    {TAY_OP_call_pass, TAY_ESTATE, pass_without_call},
    {TAY_OP_call_pass, TAY_EPEER, pass_of_ended_call},
    {TAY_OP_call_pass, TAY_EFAULT, pass_unmapped},
    {TAY_OP_process_take, TAY_ENOENT, take_nothing},
    {TAY_OP_process_take, TAY_ETYPE, take_reply},
    {TAY_OP_process_take, TAY_EFULL, take_full},
    {TAY_OP_log_bind, TAY_EINVAL, console_without_bits},
    {TAY_OP_log_bind, TAY_ESTATE, console_taken},
    {TAY_OP_process_set_upcall, TAY_EINVAL, entry_invalid},
    {TAY_OP_thread_set_save_area, TAY_EINVAL, area_invalid},
    {TAY_OP_thread_set_save_area, TAY_ESTATE, area_in_use},
    {TAY_OP_thread_interrupt, TAY_EINVAL, interrupt_without_cause},
    {TAY_OP_thread_interrupt, TAY_ESTATE, interrupt_without_area},
    {TAY_OP_thread_resume, TAY_ESTATE, interrupt_without_cause},
    {TAY_OP_thread_resume, TAY_EFAULT, resume_unmapped},
    {TAY_OP_thread_get_registers, TAY_EINVAL, registers_without_room},
    {TAY_OP_thread_get_registers, TAY_ESTATE, registers_of_the_caller},
    {TAY_OP_thread_get_registers, TAY_EFAULT, registers_unmapped},
    {TAY_OP_thread_set_registers, TAY_EINVAL, registers_without_room},
    {TAY_OP_thread_set_registers, TAY_ESTATE, registers_of_the_caller},
    {TAY_OP_thread_set_registers, TAY_EFAULT, registers_unmapped},
    {TAY_OP_space_read, TAY_EINVAL, space_without_room},
    {TAY_OP_space_read, TAY_EFAULT, space_unmapped},
    {TAY_OP_space_write, TAY_EINVAL, space_without_room},
    {TAY_OP_space_write, TAY_EFAULT, space_unmapped},
    {0},
};
