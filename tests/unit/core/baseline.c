/* SPDX-License-Identifier: MIT */
/*
 * The calls that succeed.
 */
#include "baseline.h"

#include "sim_internal.h"

#define LINE 7u
#define OTHER_LINE 8u

static tay_cap_t make_irq(unsigned line)
{
    tay_cap_t irq;
    assert_ok(tay_irq_create(sim_boot_info()->irq_control, line, make_notification(), 1, &irq));
    return irq;
}

static tay_cap_t make_stopped_thread(void)
{
    tay_cap_t thread;
    assert_ok(tay_thread_create(TAY_CAP_SELF, SIM_TEXT_UA, SIM_DATA_UA, 0, 0, &thread));
    return thread;
}

struct actor baseline_take_call(void)
{
    tay_cap_t endpoint = make_endpoint();
    struct hal_context *server = sim_current();
    struct actor client = start_thread(TAY_CAP_SELF, PRIORITY_AHEAD + 1);
    struct tay_message message = {.info = 5 | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE,
                                  .lend_read = TAY_RANGE(SIM_DATA_UA, 16),
                                  .lend_write = TAY_RANGE(SIM_DATA_UA, 16)};
    assert_status(sim_call(endpoint, &message), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), server);
    assert_ok(receive(endpoint, &message));
    return client;
}

static tay_cap_t make_reply(void)
{
    tay_cap_t reply;
    baseline_take_call();
    assert_ok(tay_call_put_aside(TAY_CALL_IN_HAND, 1, &reply));
    return reply;
}

struct cloneable baseline_take_cloneable(void)
{
    struct cloneable client = {.process = make_process(TAY_OWN_ACCOUNT)};
    struct hal_context *server = sim_current();
    tay_cap_t endpoint = make_endpoint();
    tay_word_t called;
    assert_ok(tay_process_give(client.process, endpoint, TAY_RIGHT_SEND, &called));
    struct actor thread = start_thread(client.process, PRIORITY_AHEAD + 1);
    assert_ptr_equal(sim_current(), thread.context);
    struct tay_message message = {.info = 5};
    assert_status(sim_call((tay_cap_t)called, &message), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), server);
    assert_ok(receive(endpoint, &message));
    assert_ok(tay_call_put_aside(TAY_CALL_IN_HAND, 1, &client.reply));
    return client;
}

static tay_cap_t make_session(void)
{
    tay_cap_t session;
    assert_ok(tay_session_mint(make_endpoint(), 1, TAY_OWN_ACCOUNT, 0, &session));
    return session;
}

void baseline_enter_upcall(tay_ua_t area)
{
    assert_ok(tay_process_set_upcall(TAY_CAP_SELF, SIM_TEXT_UA));
    assert_ok(tay_thread_set_save_area(sim_boot_info()->thread, area));
    (void)!tay_thread_interrupt(sim_boot_info()->thread, 2); /* the registers are the upcall's */
    assert_int_equal(sim_current()->reg[0], 2);
}

static tay_cap_t make_interruptible(void)
{
    tay_cap_t thread = make_stopped_thread();
    assert_ok(tay_process_set_upcall(TAY_CAP_SELF, SIM_TEXT_UA));
    assert_ok(tay_thread_set_save_area(thread, SIM_DATA_UA));
    return thread;
}

tay_cap_t baseline_handle(unsigned type)
{
    const struct tay_boot_info *info = sim_boot_info();
    switch (type) {
    case TAY_OBJECT_account:
        return info->account;
    case TAY_OBJECT_process:
        return TAY_CAP_SELF;
    case TAY_OBJECT_thread:
        return info->thread;
    case TAY_OBJECT_endpoint:
        return make_endpoint();
    case TAY_OBJECT_notification:
        return make_notification();
    case TAY_OBJECT_timer:
        return make_timer(make_notification(), 1);
    case TAY_OBJECT_memory:
        return make_memory(1);
    case TAY_OBJECT_irq: {
        tay_cap_t irq;
        enum tay_status status =
            tay_irq_create(info->irq_control, OTHER_LINE, make_notification(), 1, &irq);
        static tay_cap_t last;
        last = status == TAY_OK ? irq : last; /* one is enough */
        return last;
    }
    case TAY_OBJECT_irq_control:
        return info->irq_control;
    case TAY_OBJECT_device_range:
        return info->device_range[0];
    case TAY_OBJECT_system:
        return info->system;
    case TAY_OBJECT_log:
        return info->log;
    case TAY_OBJECT_session:
        return make_session();
    case TAY_OBJECT_reply:
        return make_reply();
    default:
        fail_msg("no object of type %u", type);
        return TAY_CAP_NULL;
    }
}

#define CALL(handle_value, ...)                                                                    \
    (struct baseline)                                                                              \
    {                                                                                              \
        .handle = (handle_value), .message = {.word = {__VA_ARGS__} }                              \
    }

static struct baseline make_for_objects(unsigned operation)
{
    tay_cap_t account = sim_boot_info()->account;
    switch (operation) {
    case TAY_OP_cap_copy:
        return CALL(make_endpoint(), TAY_RIGHT_SEND);
    case TAY_OP_cap_close:
    case TAY_OP_cap_revoke:
    case TAY_OP_cap_query:
    case TAY_OP_object_destroy:
        return CALL(make_endpoint(), 0);
    case TAY_OP_account_create:
    case TAY_OP_memory_create:
        return CALL(account, PAGE);
    case TAY_OP_account_query:
    case TAY_OP_endpoint_create:
    case TAY_OP_notification_create:
        return CALL(account, 0);
    case TAY_OP_process_create:
        return CALL(account, make_endpoint(), 0, TAY_SLOTS_MIN, 0);
    case TAY_OP_process_give:
        return CALL(make_process(TAY_OWN_ACCOUNT), make_endpoint(), TAY_RIGHT_SEND);
    case TAY_OP_process_query:
    case TAY_OP_process_exit:
        return CALL(make_process(TAY_OWN_ACCOUNT), 0);
    case TAY_OP_timer_create:
        return CALL(account, make_notification(), 1);
    case TAY_OP_process_take:
        return CALL(make_process(TAY_OWN_ACCOUNT), TAY_CAP_SELF);
    case TAY_OP_process_set_upcall:
        return CALL(make_process(TAY_OWN_ACCOUNT), 0);
    default:
        fail_msg("operation %u has no baseline", operation);
        return CALL(0, 0);
    }
}

static struct baseline make_for_calls(unsigned operation)
{
    struct baseline call = CALL(0, 0);
    struct cloneable client;
    switch (operation) {
    case TAY_OP_endpoint_bind:
        return CALL(make_endpoint(), make_notification());
    case TAY_OP_endpoint_refuse:
    case TAY_OP_endpoint_renew:
        return CALL(make_endpoint(), 0);
    case TAY_OP_session_mint:
        return CALL(make_endpoint(), 7, sim_boot_info()->account, 0);
    case TAY_OP_caller_read:
    case TAY_OP_caller_write:
        call = CALL(make_reply(), 0);
        call.message.lend_read = TAY_RANGE(SIM_DATA_UA, 5);
        call.message.lend_write = TAY_RANGE(SIM_DATA_UA, 5);
        return call;
    case TAY_OP_call_put_aside:
        baseline_take_call();
        return call;
    case TAY_OP_call_pass:
        call = CALL(make_reply(), 1);
        baseline_take_call();
        return call;
    case TAY_OP_thread_get_registers:
    case TAY_OP_thread_set_registers:
        call = CALL(make_stopped_thread(), 0);
        call.message.lend_read = TAY_RANGE(SIM_DATA_UA, HAL_CONTEXT_IMAGE_BYTES);
        call.message.lend_write = TAY_RANGE(SIM_DATA_UA, HAL_CONTEXT_IMAGE_BYTES);
        return call;
    case TAY_OP_space_read:
    case TAY_OP_space_write:
        call = CALL(TAY_CAP_SELF, SIM_DATA_UA + PAGE);
        call.message.lend_read = TAY_RANGE(SIM_DATA_UA, 5);
        call.message.lend_write = TAY_RANGE(SIM_DATA_UA, 5);
        return call;
    case TAY_OP_process_clone:
        client = baseline_take_cloneable();
        return CALL(client.reply, client.process, make_endpoint(), 1, 2);
    case TAY_OP_process_replace:
        return CALL(make_process(TAY_OWN_ACCOUNT), make_endpoint(), TAY_RIGHT_SEND, TAY_CAP_SELF);
    case TAY_OP_thread_interrupt:
        return CALL(make_interruptible(), 1);
    case TAY_OP_thread_resume:
        baseline_enter_upcall(SIM_DATA_UA);
        return CALL(sim_boot_info()->thread, 0);
    default:
        return make_for_objects(operation);
    }
}

static struct baseline make_for_machine(unsigned operation)
{
    const struct tay_boot_info *info = sim_boot_info();
    struct baseline call = CALL(info->log, 0);
    call.message.lend_read = TAY_RANGE(SIM_DATA_UA, 5);
    call.message.lend_write = TAY_RANGE(SIM_DATA_UA, 5);
    switch (operation) {
    case TAY_OP_memory_create_physical:
        return CALL(info->device_range[0], 0, PAGE, TAY_MEMORY_DEVICE);
    case TAY_OP_memory_query:
        return CALL(make_memory(1), 0);
    case TAY_OP_irq_create:
        return CALL(info->irq_control, LINE, make_notification(), 1);
    case TAY_OP_irq_acknowledge:
        return CALL(make_irq(LINE), 0);
    case TAY_OP_log_bind:
        return CALL(info->log, make_notification(), 1);
    case TAY_OP_log_write:
    case TAY_OP_log_read:
        return call;
    case TAY_OP_system_control:
        return CALL(info->system, TAY_SYSTEM_EXIT, 0);
    case TAY_OP_system_query:
    case TAY_OP_system_count:
        return CALL(info->system, 0);
    default:
        return make_for_calls(operation);
    }
}

struct baseline baseline_make(unsigned operation)
{
    switch (operation) {
    case TAY_OP_space_map:
        return CALL(TAY_CAP_SELF, make_memory(1), 0, PAGE, 0, TAY_MAP_READ);
    case TAY_OP_space_unmap:
        return CALL(TAY_CAP_SELF, map_fresh(1, TAY_MAP_READ), PAGE);
    case TAY_OP_space_protect:
        return CALL(TAY_CAP_SELF, map_fresh(1, TAY_MAP_READ), PAGE, TAY_MAP_WRITE);
    case TAY_OP_space_query:
        return CALL(TAY_CAP_SELF, 0);
    case TAY_OP_thread_create:
        return CALL(TAY_CAP_SELF, SIM_TEXT_UA, SIM_DATA_UA, 0, 0);
    case TAY_OP_thread_start:
    case TAY_OP_thread_query:
    case TAY_OP_thread_cancel:
    case TAY_OP_thread_set_save_area:
    case TAY_OP_thread_set_affinity:
    case TAY_OP_thread_get_affinity:
        return CALL(make_stopped_thread(), 0);
    case TAY_OP_thread_set_priority:
    case TAY_OP_thread_set_pointer:
        return CALL(make_stopped_thread(), TAY_PRIORITY_MAX);
    case TAY_OP_timer_set:
        return CALL(make_timer(make_notification(), 1), NS_PER_MS, 0);
    default:
        return make_for_machine(operation);
    }
}

enum tay_status baseline_call(tay_word_t handle, struct tay_message *message)
{
    struct hal_context *thread = sim_current();
    if (handle == (tay_cap_t)handle) {
        return sim_call((tay_cap_t)handle, message);
    }
    /* The harness has no such handles: the register is filled in by hand. */
    thread->reg[0] = handle;
    thread->reg[1] = message->info;
    for (unsigned i = 0; i < TAY_WORDS; i++) {
        thread->reg[2 + i] = message->word[i];
    }
    thread->reg[9] = message->lend_read;
    thread->reg[10] = message->lend_write;
    thread->in_trap = true;
    step_settle(kernel_on_trap(thread, TAY_TRAP_CALL));
    return sim_status(thread);
}

static void make_call(void *argument)
{
    const struct baseline *call = argument;
    struct tay_message message = call->message;
    enum tay_status status = baseline_call(call->handle, &message);
    if (status != TAY_OK) {
        machine_break("status %d", status);
    }
}

bool baseline_succeeds(const struct baseline *call)
{
    struct baseline copy = *call;
    struct machine_ending ending = sim_run(make_call, &copy);
    return ending.how == MACHINE_RUNS || (ending.how == MACHINE_EXIT && ending.status == 0);
}
