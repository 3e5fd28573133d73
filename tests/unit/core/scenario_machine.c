/* SPDX-License-Identifier: MIT */
/*
 * Failures of operations on threads, timers, interrupts, devices and the machine.
 */
#include "scenario.h"

#define LINE 7u

/* One notification, one capability of the machine, in a poor or crowded process. */
struct gifts {
    tay_cap_t notification;
    tay_cap_t machine;
};

static struct gifts receive_gifts(tay_cap_t machine, void (*ruin)(void))
{
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 24);
    tay_cap_t process = make_process(account);
    tay_word_t notification, other;
    assert_ok(tay_process_give(process, make_notification(), TAY_RIGHTS_ALL, &notification));
    assert_ok(tay_process_give(process, machine, TAY_RIGHTS_ALL, &other));
    start_thread(process, PRIORITY_AHEAD);
    ruin();
    return (struct gifts){(tay_cap_t)notification, (tay_cap_t)other};
}

static void thread_words(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, SIM_TEXT_UA, SIM_DATA_UA);
}

static void thread_invalid(struct attempt *attempt)
{
    attempt_set(attempt, TAY_CAP_SELF, SIM_TEXT_UA, SIM_DATA_UA + 1);
}

static void thread_full(struct attempt *attempt)
{
    attempt_crowded(attempt);
    thread_words(attempt);
}

static void fill_slab_of_threads(void)
{
    tay_cap_t thread;
    exhaust_account();
    while (tay_thread_create(TAY_CAP_SELF, SIM_TEXT_UA, SIM_DATA_UA, 0, 0, &thread) == TAY_OK) {
    }
}

static void thread_poor(struct attempt *attempt)
{
    act_in_account(24);
    fill_slab_of_threads();
    thread_words(attempt);
}

static void thread_runs(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->thread, 0, 0);
}

static void priority_invalid(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->thread, TAY_PRIORITY_COUNT, 0);
}

static void affinity_invalid(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->thread, sim_boot_info()->core_count, 0);
}

static void timer_without_bits(struct attempt *attempt)
{
    attempt_set(attempt, TAY_OWN_ACCOUNT, make_notification(), 0);
}

static void timer_full(struct attempt *attempt)
{
    struct gifts gifts = receive_gifts(sim_boot_info()->log, fill_table);
    attempt_set(attempt, TAY_OWN_ACCOUNT, gifts.notification, 1);
}

static void timer_poor(struct attempt *attempt)
{
    struct gifts gifts = receive_gifts(sim_boot_info()->log, exhaust_account);
    attempt_set(attempt, TAY_OWN_ACCOUNT, gifts.notification, 1);
}

static void timer_invalid(struct attempt *attempt)
{
    tay_cap_t timer = make_timer(make_notification(), 1);
    assert_ok(tay_timer_set(timer, NS_PER_MS, 0));
    attempt_set(attempt, timer, 0, 1);
}

static void physical_invalid(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->device_range[0], MACHINE_DEVICE_BYTES, PAGE);
}

static void physical_full(struct attempt *attempt)
{
    attempt_set(attempt, receive_gifts(sim_boot_info()->device_range[0], fill_table).machine, 0,
                PAGE);
}

static void physical_poor(struct attempt *attempt)
{
    attempt_set(attempt, receive_gifts(sim_boot_info()->device_range[0], exhaust_account).machine,
                0, PAGE);
}

static void irq_words(struct attempt *attempt, tay_cap_t control, tay_cap_t notification)
{
    attempt_set(attempt, control, LINE, notification);
    attempt->message.word[2] = 1;
}

static void irq_invalid(struct attempt *attempt)
{
    irq_words(attempt, sim_boot_info()->irq_control, make_notification());
    attempt->message.word[0] = MACHINE_LINES;
}

static void irq_bound(struct attempt *attempt)
{
    tay_cap_t notification = make_notification(), irq;
    assert_ok(tay_irq_create(sim_boot_info()->irq_control, LINE, notification, 1, &irq));
    irq_words(attempt, sim_boot_info()->irq_control, notification);
}

static void irq_full(struct attempt *attempt)
{
    struct gifts gifts = receive_gifts(sim_boot_info()->irq_control, fill_table);
    irq_words(attempt, gifts.machine, gifts.notification);
}

static void irq_poor(struct attempt *attempt)
{
    struct gifts gifts = receive_gifts(sim_boot_info()->irq_control, exhaust_account);
    irq_words(attempt, gifts.machine, gifts.notification);
}

static void lend(struct attempt *attempt, tay_ua_t address, size_t length)
{
    attempt_set(attempt, sim_boot_info()->log, 0, 0);
    attempt->message.lend_read = TAY_RANGE(address, length);
    attempt->message.lend_write = TAY_RANGE(address, length);
}

static void lend_nothing(struct attempt *attempt)
{
    lend(attempt, SIM_DATA_UA, 0);
}

static void lend_unmapped(struct attempt *attempt)
{
    lend(attempt, SIM_DATA_UA + SIM_DATA_BYTES - 1, 2);
}

static void control_invalid(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->system, 99, 0);
}

static void count_invalid(struct attempt *attempt)
{
    attempt_set(attempt, sim_boot_info()->system, TAY_OBJECT_COUNT, 0);
}

const struct scenario scenarios_of_machine[] = {
    {TAY_OP_system_count, TAY_EINVAL, count_invalid},
    {TAY_OP_thread_create, TAY_EINVAL, thread_invalid},
    {TAY_OP_thread_create, TAY_EFULL, thread_full},
    {TAY_OP_thread_create, TAY_ENOMEM, thread_poor},
    {TAY_OP_thread_start, TAY_ESTATE, thread_runs},
    {TAY_OP_thread_set_priority, TAY_EINVAL, priority_invalid},
    {TAY_OP_thread_set_affinity, TAY_EINVAL, affinity_invalid},
    {TAY_OP_timer_create, TAY_EINVAL, timer_without_bits},
    {TAY_OP_timer_create, TAY_EFULL, timer_full},
    {TAY_OP_timer_create, TAY_ENOMEM, timer_poor},
    {TAY_OP_timer_set, TAY_EINVAL, timer_invalid},
    {TAY_OP_memory_create_physical, TAY_EINVAL, physical_invalid},
    {TAY_OP_memory_create_physical, TAY_EFULL, physical_full},
    {TAY_OP_memory_create_physical, TAY_ENOMEM, physical_poor},
    {TAY_OP_irq_create, TAY_EINVAL, irq_invalid},
    {TAY_OP_irq_create, TAY_ESTATE, irq_bound},
    {TAY_OP_irq_create, TAY_EFULL, irq_full},
    {TAY_OP_irq_create, TAY_ENOMEM, irq_poor},
    {TAY_OP_log_write, TAY_EINVAL, lend_nothing},
    {TAY_OP_log_write, TAY_EFAULT, lend_unmapped},
    {TAY_OP_log_read, TAY_EINVAL, lend_nothing},
    {TAY_OP_log_read, TAY_EFAULT, lend_unmapped},
    {TAY_OP_system_control, TAY_EINVAL, control_invalid},
    {0},
};
