/* SPDX-License-Identifier: MIT */
/*
 * Long random sequences of operations by several programs, each step checked: the kernel's
 * invariants, a plain model of handles and memory, and, at the end, that all has been given back.
 *
 * The linker puts what is here between the harness and whoever calls it (--wrap), so that the model
 * sees init's traps, too.
 */
#include "model.h"
#include "reached.h"
#include "step.h"
#include "world.h"

#include <kernel_state.h>
#include <mem/frame.h>
#include <sim.h>
#include <stdio.h>
#include <string.h>
#include <tay/operations.h>
#include <unit.h>

#define SEEDS 40
#define STEPS 3000
/* How often a process's whole memory is compared. */
#define SWEEP_EVERY 64

static bool models;

bool __real_sim_trap(unsigned trap, tay_cap_t handle, struct tay_message *message);
bool __wrap_sim_trap(unsigned trap, tay_cap_t handle, struct tay_message *message);
bool __real_sim_read(tay_ua_t address, void *bytes, size_t count);
bool __wrap_sim_read(tay_ua_t address, void *bytes, size_t count);
bool __real_sim_write(tay_ua_t address, const void *bytes, size_t count);
bool __wrap_sim_write(tay_ua_t address, const void *bytes, size_t count);
bool __real_sim_execute(tay_ua_t address);
bool __wrap_sim_execute(tay_ua_t address);
bool __real_sim_fault(enum hal_fault_kind kind, tay_ua_t address);
bool __wrap_sim_fault(enum hal_fault_kind kind, tay_ua_t address);

static int current_process(void)
{
    return model_process(thread_of_context(sim_current())->process);
}

/* The kernel has written the log into the caller's memory: what it wrote, only it knows. */
static void learn_log(int process, const struct tay_message *in, const struct tay_message *out)
{
    tay_ua_t address = TAY_RANGE_ADDRESS(in->lend_write);
    for (size_t i = 0; i < out->word[0]; i++) {
        uint8_t value;
        if (!model_may(process, address + i, TAY_MAP_WRITE) ||
            !__real_sim_read(address + i, &value, 1)) {
            model_fail("the kernel wrote where the process may not", address + i);
        }
        model_write(process, address + i, value);
    }
}

/* An operation that is not whole says so by its status; the model follows. */
static void follow_failure(int process, tay_cap_t handle, const struct tay_message *in)
{
    unsigned number = in->info & TAY_INFO_OPERATION_MASK;
    int called = model_find(process, handle);
    if ((number == TAY_OP_space_unmap || number == TAY_OP_space_protect) && called != MODEL_NONE &&
        model_object(model_capability(called)->object)->type == TAY_OBJECT_process) {
        model_take_over(
            (struct model_range){model_capability(called)->object, in->word[0], in->word[1]});
    }
}

/* FULL is no excuse while there is room: in the caller's table, and in that of the process called.
 */
static void check_full(int process, tay_cap_t handle)
{
    const struct cap_table *own = &model_object(process)->kernel->table;
    int called = model_find(process, handle);
    const struct process *other =
        called == MODEL_NONE ? NULL : model_object(model_capability(called)->object)->kernel;
    if (own->used <= own->mask && (other == NULL || other->table.used <= other->table.mask)) {
        model_fail("there is room", handle);
    }
}

static void follow_call(int process, tay_cap_t handle, const struct tay_message *in,
                        const struct tay_message *out)
{
    enum tay_status expected = model_expect(process, handle, in);
    enum tay_status status = tay_message_status(out);
    if (expected != TAY_OK) {
        if (status != expected) {
            model_fail("a call should have failed otherwise: expected * 256 + status",
                       expected * 256u + status);
        }
    } else if (status == TAY_OK) {
        model_apply(process, handle, in, out);
        if ((in->info & TAY_INFO_OPERATION_MASK) == TAY_OP_log_read) {
            learn_log(process, in, out);
        }
    } else if (status == TAY_EHANDLE || status == TAY_ETYPE || status == TAY_ENOSYS) {
        model_fail("a call should have passed its checks", status);
    } else if (status == TAY_EFULL) {
        check_full(process, handle);
    } else if (status == TAY_ENOMEM) {
        follow_failure(process, handle, in);
    }
}

bool __wrap_sim_trap(unsigned trap, tay_cap_t handle, struct tay_message *message)
{
    if (!models) {
        return __real_sim_trap(trap, handle, message);
    }
    const struct hal_context *thread = sim_current();
    const struct tay_message in = *message;
    int process = current_process();
    bool back = __real_sim_trap(trap, handle, message);
    if (trap == TAY_TRAP_CALL) {
        struct tay_message out = {.result = TAY_OK}; /* the caller is gone, so it succeeded */
        if (!back && sim_is_live(thread)) {
            model_fail("a call has not come back", in.info);
        }
        follow_call(process, handle, &in, back ? message : &out);
    }
    model_compare();
    return back;
}

/* A touch went through, or ended the process. */
static void follow_touch(int process, bool expected, bool done)
{
    if (expected != done) {
        model_fail("a page can be used otherwise than it is mapped", expected);
    }
    if (!done) {
        model_end_object(process);
        model_compare();
    }
}

bool __wrap_sim_read(tay_ua_t address, void *bytes, size_t count)
{
    if (!models) {
        return __real_sim_read(address, bytes, count);
    }
    int process = current_process();
    bool expected = model_may(process, address, TAY_MAP_READ);
    bool done = __real_sim_read(address, bytes, count);
    follow_touch(process, expected, done);
    for (size_t i = 0; i < count && done; i++) {
        if (((const uint8_t *)bytes)[i] != model_read(process, address + i)) {
            model_fail("a byte was read that nobody wrote", address + i);
        }
    }
    return done;
}

bool __wrap_sim_write(tay_ua_t address, const void *bytes, size_t count)
{
    if (!models) {
        return __real_sim_write(address, bytes, count);
    }
    int process = current_process();
    bool expected = model_may(process, address, TAY_MAP_WRITE);
    bool done = __real_sim_write(address, bytes, count);
    follow_touch(process, expected, done);
    for (size_t i = 0; i < count && done; i++) {
        model_write(process, address + i, ((const uint8_t *)bytes)[i]);
    }
    return done;
}

bool __wrap_sim_execute(tay_ua_t address)
{
    if (!models) {
        return __real_sim_execute(address);
    }
    int process = current_process();
    bool expected = model_may(process, address, TAY_MAP_EXECUTE);
    bool done = __real_sim_execute(address);
    follow_touch(process, expected, done);
    return done;
}

bool __wrap_sim_fault(enum hal_fault_kind kind, tay_ua_t address)
{
    if (!models) {
        return __real_sim_fault(kind, address);
    }
    int process = current_process();
    bool done = __real_sim_fault(kind, address);
    follow_touch(process, false, done);
    return done;
}

static void compare_page(int process, tay_ua_t page)
{
    uint8_t bytes[HAL_PAGE_BYTES];
    if (!__real_sim_read(page, bytes, sizeof bytes)) {
        model_fail("a page is missing", page);
    }
    for (size_t i = 0; i < sizeof bytes; i += 8) {
        if (bytes[i] != model_read(process, page + i)) {
            model_fail("a byte is there that nobody wrote", page + i);
        }
    }
}

/* What must be as before when all programs have ended. */
struct balance {
    size_t used_bytes;
    size_t free_frames;
    size_t slots;
};

static struct balance balance_now(void)
{
    struct balance balance = {.free_frames = frame_free_count()};
    tay_word_t threads;
    size_t budget, mapped;
    assert_int_equal(tay_account_query(sim_boot_info()->account, &budget, &balance.used_bytes),
                     TAY_OK);
    assert_int_equal(tay_process_query(TAY_CAP_SELF, &threads, &balance.slots, &mapped), TAY_OK);
    return balance;
}

static void take_steps(struct choice *choice)
{
    for (unsigned i = 0; i < STEPS && world_tend(); i++) {
        if (i % SWEEP_EVERY == 0 && models) {
            model_each_page(current_process(), compare_page);
        }
        step_take(choice);
    }
}

static bool with_model;
static struct balance before;

static void begin(void)
{
    before = balance_now();
    models = with_model;
    if (models) {
        model_begin(thread_of_context(sim_current())->process, sim_boot_info());
    }
}

/* Where a test stopped, if the program ends. */
static void tell_seed(unsigned seed)
{
    fprintf(stderr, "seed %u\n", seed);
}

/* One seed on one machine; with a model all threads have one priority and are never preempted. */
static void run_seed(unsigned seed)
{
    struct choice choice = choice_from_seed(seed);
    const struct world_options options = {
        .crowded = seed % 4 == 0, .careful = true, .flat = with_model, .booted = begin};
    tell_seed(seed);
    sim_check_always(NULL);
    world_boot(&options);
    sim_check_always(kernel_check);
    step_set_up(&(struct step_options){.strict = true, .preempts = !with_model});
    take_steps(&choice);
    sim_set_preemption(1, 0);
    world_clear();
    models = false;
    model_end();
    struct balance after = balance_now();
    assert_int_equal(after.used_bytes, before.used_bytes);
    assert_int_equal(after.free_frames, before.free_frames);
    assert_int_equal(after.slots, before.slots);
}

static void test_model(void **state)
{
    (void)state;
    with_model = true;
    for (unsigned seed = 0; seed < SEEDS / 2; seed++) {
        run_seed(seed);
    }
}

static void test_preemption(void **state)
{
    (void)state;
    with_model = false;
    for (unsigned seed = SEEDS / 2; seed < SEEDS; seed++) {
        run_seed(seed);
    }
}

static void run_until_it_ends(void *argument)
{
    struct choice *choice = argument;
    world_boot(&(struct world_options){.flat = true});
    step_set_up(&(struct step_options){.strict = false});
    take_steps(choice);
}

/* A program that holds the right may end the machine; nothing else does. */
static void test_end_of_machine(void **state)
{
    struct machine_ending ending = {.how = MACHINE_RUNS};
    (void)state;
    sim_check_always(NULL);
    for (unsigned seed = SEEDS; ending.how == MACHINE_RUNS; seed++) {
        struct choice choice = choice_from_seed(seed);
        tell_seed(seed);
        ending = sim_run(run_until_it_ends, &choice);
        assert_true(seed < 2 * SEEDS);
    }
    assert_int_equal(ending.how == MACHINE_PANIC || ending.how == MACHINE_BROKEN, false);
    assert_null(strstr(sim_console(), "init ended"));
    reached_note(TAY_OP_system_control, TAY_OK);
}

/* The other statuses come with the issues that need them. */
static void test_everything_was_reached(void **state)
{
    static const enum tay_status statuses[] = {
        TAY_OK,    TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,    TAY_EINVAL, TAY_EFAULT, TAY_ENOMEM,
        TAY_EFULL, TAY_ESTATE,  TAY_EPEER, TAY_ETIMEDOUT, TAY_ENOSYS, TAY_ENOENT,
    };
    (void)state;
    reached_print();
    assert_true(reached_every_operation());
    for (unsigned i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        assert_true(reached_status(statuses[i]) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model),
        cmocka_unit_test(test_preemption),
        cmocka_unit_test(test_end_of_machine),
        cmocka_unit_test(test_everything_was_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
