/* SPDX-License-Identifier: MIT */
/*
 * The linker puts what is here between the harness and whoever calls it (--wrap), so that the model
 * sees each trap and each touch, init's too.
 */
#include "follow.h"

#include "model.h"

#include <sim.h>
#include <tay/trap.h>

static bool models;

void follow_begin(void)
{
    models = true;
    model_begin(thread_of_context(sim_current())->process, sim_boot_info());
}

void follow_end(void)
{
    models = false;
    model_end();
}

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

/* The kernel has written into somebody's memory, all or a part: what it wrote, only it knows. */
static void learn_written(int process, tay_cap_t handle, const struct tay_message *in,
                          const struct tay_message *out)
{
    struct model_range range = {process, TAY_RANGE_ADDRESS(in->lend_write), out->word[0]};
    switch (in->info & TAY_INFO_OPERATION_MASK) {
    case TAY_OP_thread_get_registers:
        range.bytes = HAL_CONTEXT_IMAGE_BYTES;
        model_learn(range);
        return;
    case TAY_OP_space_write:
        range.process = model_capability(model_find(process, handle))->object;
        range.start = in->word[0];
        break;
    case TAY_OP_log_read:
    case TAY_OP_space_read:
        break;
    default:
        return;
    }
    if (!model_may_lend(range, TAY_MAP_WRITE)) {
        model_fail("the kernel wrote where the process may not", range.start);
    }
    model_learn(range);
}

/* A piece of the log that did not fit is there up to the end of its first page. */
static void learn_log(int process, const struct tay_message *in)
{
    struct model_range range = {process, TAY_RANGE_ADDRESS(in->lend_write),
                                TAY_RANGE_LENGTH(in->lend_write)};
    size_t room = HAL_PAGE_BYTES - range.start % HAL_PAGE_BYTES;
    range.bytes = range.bytes < room ? range.bytes : room;
    model_learn(range);
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
                        const struct tay_message *out, enum tay_status expected)
{
    enum tay_status status = tay_message_status(out);
    unsigned operation = in->info & TAY_INFO_OPERATION_MASK;
    if (expected != TAY_OK) {
        if (status != expected) {
            model_fail("a call should have failed otherwise: expected * 256 + status",
                       expected * 256u + status);
        }
        if (status == TAY_EFAULT && operation == TAY_OP_log_read) {
            learn_log(process, in);
        } else if (status == TAY_EFAULT) {
            learn_written(process, handle, in, out); /* as far as it came */
        }
    } else if (status == TAY_OK) {
        model_apply(process, handle, in, out);
        learn_written(process, handle, in, out);
    } else if (status == TAY_EHANDLE || status == TAY_ETYPE || status == TAY_ENOSYS) {
        model_fail("a call should have passed its checks", status);
    } else if (status == TAY_EFULL) {
        check_full(process, handle);
    } else if (status == TAY_ENOMEM) {
        follow_failure(process, handle, in);
    }
}

/* Whether a call asks for the caller's own registers, so that what comes back is no answer. */
static bool resumes_itself(int thread, tay_cap_t handle, const struct tay_message *in,
                           enum tay_status expected)
{
    int called = model_find(model_object(thread)->process, handle);
    return (in->info & TAY_INFO_OPERATION_MASK) == TAY_OP_thread_resume && expected == TAY_OK &&
           model_capability(called)->object == thread;
}

static void follow_trap(int thread, unsigned trap, tay_cap_t handle, const struct tay_message *in,
                        bool back, enum tay_status expected)
{
    struct tay_message out = {.result = TAY_OK}; /* if the caller is gone, it succeeded */
    const struct model_object *self = model_object(thread);
    bool live = sim_is_live(&self->thread.kernel->context);
    if (back && !resumes_itself(thread, handle, in, expected)) {
        model_result(thread, &out);
    }
    if (trap == TAY_TRAP_CALL) {
        if (live && !back) {
            model_fail("a call has not come back", in->info);
        }
        follow_call(self->process, handle, in, &out, expected);
    } else if (trap == TAY_TRAP_RECV || trap == TAY_TRAP_WAIT) {
        /* Who ran meanwhile may have failed to, and told this thread, or ended it. */
        model_follow_interrupts();
        if (live) {
            model_wait(thread, trap, handle, in, back ? &out : NULL);
        }
    } else if (trap != TAY_TRAP_NOTIFY && trap < TAY_TRAP_YIELD) {
        model_fail("a message was sent that the model does not know", trap);
    }
    model_follow_threads();
    model_compare();
}

bool __wrap_sim_trap(unsigned trap, tay_cap_t handle, struct tay_message *message)
{
    if (!models) {
        return __real_sim_trap(trap, handle, message);
    }
    model_follow_threads();
    const struct tay_message in = *message;
    int thread = model_thread(thread_of_context(sim_current()));
    enum tay_status expected =
        trap == TAY_TRAP_CALL ? model_expect(model_object(thread)->process, handle, &in) : TAY_OK;
    bool back = __real_sim_trap(trap, handle, message);
    follow_trap(thread, trap, handle, &in, back, expected);
    return back;
}

/* The current thread, before it touches memory. */
static int toucher(void)
{
    model_follow_threads();
    return model_thread(thread_of_context(sim_current()));
}

/* A touch went through, or was a fault. */
static void follow_touch(int thread, unsigned kind, tay_ua_t address, bool expected, bool done)
{
    if (expected != done) {
        model_fail("a page can be used otherwise than it is mapped", expected);
    }
    if (!done) {
        model_fault(thread, kind, address);
        model_follow_threads();
        model_compare();
    }
}

bool __wrap_sim_read(tay_ua_t address, void *bytes, size_t count)
{
    if (!models) {
        return __real_sim_read(address, bytes, count);
    }
    int thread = toucher();
    int process = model_object(thread)->process;
    bool expected = model_may(process, address, TAY_MAP_READ);
    bool done = __real_sim_read(address, bytes, count);
    follow_touch(thread, HAL_FAULT_READ, address, expected, done);
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
    int thread = toucher();
    int process = model_object(thread)->process;
    bool expected = model_may(process, address, TAY_MAP_WRITE);
    bool done = __real_sim_write(address, bytes, count);
    follow_touch(thread, HAL_FAULT_WRITE, address, expected, done);
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
    int thread = toucher();
    bool expected = model_may(model_object(thread)->process, address, TAY_MAP_EXECUTE);
    bool done = __real_sim_execute(address);
    follow_touch(thread, HAL_FAULT_EXECUTE, address, expected, done);
    return done;
}

bool __wrap_sim_fault(enum hal_fault_kind kind, tay_ua_t address)
{
    if (!models) {
        return __real_sim_fault(kind, address);
    }
    int thread = toucher();
    bool done = __real_sim_fault(kind, address);
    follow_touch(thread, kind, address, false, done);
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

void follow_sweep(void)
{
    if (models) {
        int thread = toucher();
        model_each_page(model_object(thread)->process, compare_page);
        model_compare_trees();
    }
}
