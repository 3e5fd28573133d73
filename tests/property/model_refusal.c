/* SPDX-License-Identifier: MIT */
/*
 * Endpoints, threads and the log: what operations ask for themselves, once the checks of their rows
 * have passed, and what they change.
 */
#include "model.h"

#include <machine.h>
#include <sim.h>

#define AREA_ALIGN 16

static bool is_user(tay_ua_t address)
{
    return address >= HAL_PAGE_BYTES && address < HAL_USER_LIMIT;
}

/* The object of a capability that is an argument; MODEL_NONE: null. */
static int object_of(int process, tay_word_t handle)
{
    return handle == TAY_CAP_NULL ? MODEL_NONE
                                  : model_capability(model_find(process, handle))->object;
}

static bool is_waited_for(int notification)
{
    for (int n = 0; n < model_object_count(); n++) {
        const struct model_object *object = model_object(n);
        if (object->type == TAY_OBJECT_thread && !object->ended &&
            object->thread.state == THREAD_BLOCKED && object->thread.waits_on == notification) {
            return true;
        }
    }
    return false;
}

static enum tay_status refuse_bind(int process, int endpoint, tay_word_t handle)
{
    int notification = object_of(process, handle);
    bool taken =
        notification != MODEL_NONE &&
        (model_object(endpoint)->bound != MODEL_NONE ||
         model_object(notification)->endpoint != MODEL_NONE || is_waited_for(notification));
    return taken ? TAY_ESTATE : TAY_OK;
}

static enum tay_status refuse_mint(int process, const struct tay_message *in)
{
    bool caller_pays = (in->word[2] & TAY_MINT_CALLER_PAYS) != 0;
    if (in->word[1] == TAY_CAP_NULL) {
        return caller_pays ? TAY_ESTATE : TAY_OK; /* no call is ever in hand */
    }
    unsigned type = caller_pays ? TAY_OBJECT_reply : TAY_OBJECT_account;
    return model_check(model_find(process, in->word[1]), type, TAY_RIGHT_MANAGE);
}

static enum tay_status refuse_take(int other, tay_word_t handle)
{
    return model_find(other, handle) == MODEL_NONE ? TAY_ENOENT : TAY_OK;
}

static enum tay_status refuse_replace(int process, int other, const struct tay_message *in)
{
    int replaced = model_find(other, in->word[2]);
    if (replaced == MODEL_NONE) {
        return TAY_ENOENT;
    }
    return replaced == model_find(process, in->word[0]) ? TAY_EINVAL : TAY_OK;
}

/* A notification that has ended has the console no more. */
static enum tay_status refuse_console(int console, const struct tay_message *in)
{
    if ((in->word[0] != TAY_CAP_NULL) != (in->word[1] != 0)) {
        return TAY_EINVAL;
    }
    bool taken = console != MODEL_NONE && !model_object(console)->ended;
    return in->word[0] != TAY_CAP_NULL && taken ? TAY_ESTATE : TAY_OK;
}

static enum tay_status refuse_area(const struct model_thread *thread, tay_ua_t area)
{
    if (area != 0 && (!is_user(area) || area % AREA_ALIGN != 0)) {
        return TAY_EINVAL;
    }
    return thread->active || thread->cause != 0 ? TAY_ESTATE : TAY_OK;
}

static enum tay_status refuse_interrupt(const struct model_object *thread, tay_word_t cause)
{
    if (cause == 0) {
        return TAY_EINVAL;
    }
    bool ready = thread->thread.area != 0 && model_object(thread->process)->upcall_entry != 0;
    return ready ? TAY_OK : TAY_ESTATE;
}

/* The caller is the only thread that runs: whoever else is ready is not stopped. */
static enum tay_status refuse_resume(const struct model_object *thread)
{
    struct model_range area = {thread->process, thread->thread.area, HAL_CONTEXT_IMAGE_BYTES};
    bool is_caller = thread_of_context(sim_current()) == thread->thread.kernel;
    if (!thread->thread.active || (!is_caller && thread->thread.state != THREAD_STOPPED)) {
        return TAY_ESTATE;
    }
    return model_may_lend(area, TAY_MAP_READ) ? TAY_OK : TAY_EFAULT;
}

static enum tay_status refuse_copy(tay_range_t own)
{
    return TAY_RANGE_LENGTH(own) == 0 ? TAY_EINVAL : TAY_ESTATE; /* no call is ever in hand */
}

static enum tay_status refuse_pass(tay_word_t length_bytes)
{
    bool is_length = length_bytes > 0 && length_bytes <= TAY_PASS_BYTES_MAX;
    return is_length ? TAY_ESTATE : TAY_EINVAL; /* no call is ever in hand */
}

static struct model_range lent(int process, tay_range_t range)
{
    return (struct model_range){process, TAY_RANGE_ADDRESS(range), TAY_RANGE_LENGTH(range)};
}

/* The kernel reads or writes an image of the registers in the caller's memory. */
static enum tay_status refuse_registers(int process, const struct model_object *thread,
                                        const struct tay_message *in)
{
    bool get = (in->info & TAY_INFO_OPERATION_MASK) == TAY_OP_thread_get_registers;
    struct model_range range = lent(process, get ? in->lend_write : in->lend_read);
    enum thread_state state = thread->thread.state;
    if (range.bytes < HAL_CONTEXT_IMAGE_BYTES) {
        return TAY_EINVAL;
    }
    if (state != THREAD_STOPPED && !(get && state == THREAD_BLOCKED)) {
        return TAY_ESTATE;
    }
    range.bytes = HAL_CONTEXT_IMAGE_BYTES;
    return model_may_lend(range, get ? TAY_MAP_WRITE : TAY_MAP_READ) ? TAY_OK : TAY_EFAULT;
}

static enum tay_status refuse_space(struct model_range own, struct model_range other, bool reads)
{
    if (own.bytes == 0) {
        return TAY_EINVAL;
    }
    bool may = reads ? model_may_copy(own, other) : model_may_copy(other, own);
    return may ? TAY_OK : TAY_EFAULT;
}

enum tay_status model_refusal(int process, int self, const struct tay_message *in)
{
    const struct model_object *object = model_object(self);
    struct model_range own;
    switch (in->info & TAY_INFO_OPERATION_MASK) {
    case TAY_OP_thread_start:
        return object->thread.state == THREAD_STOPPED ? TAY_OK : TAY_ESTATE;
    case TAY_OP_endpoint_bind:
        return refuse_bind(process, self, in->word[0]);
    case TAY_OP_endpoint_refuse:
        return in->word[0] > 1 ? TAY_EINVAL : TAY_OK;
    case TAY_OP_session_mint:
        return refuse_mint(process, in);
    case TAY_OP_caller_read:
        return refuse_copy(in->lend_write);
    case TAY_OP_caller_write:
        return refuse_copy(in->lend_read);
    case TAY_OP_call_pass:
        return refuse_pass(in->word[0]);
    case TAY_OP_call_put_aside:
    case TAY_OP_process_clone:
        return TAY_ESTATE;
    case TAY_OP_process_take:
        return refuse_take(self, in->word[0]);
    case TAY_OP_process_replace:
        return refuse_replace(process, self, in);
    case TAY_OP_log_bind:
        return refuse_console(object->bound, in);
    case TAY_OP_process_set_upcall:
        return in->word[0] == 0 || is_user(in->word[0]) ? TAY_OK : TAY_EINVAL;
    case TAY_OP_thread_set_affinity:
        return in->word[0] + 1 > machine_core_count() ? TAY_EINVAL : TAY_OK;
    case TAY_OP_thread_set_save_area:
        return refuse_area(&object->thread, in->word[0]);
    case TAY_OP_thread_interrupt:
        return refuse_interrupt(object, in->word[0]);
    case TAY_OP_thread_resume:
        return refuse_resume(object);
    case TAY_OP_thread_get_registers:
    case TAY_OP_thread_set_registers:
        return refuse_registers(process, object, in);
    case TAY_OP_space_read:
        own = lent(process, in->lend_write);
        return refuse_space(own, (struct model_range){self, in->word[0], own.bytes}, true);
    case TAY_OP_space_write:
        own = lent(process, in->lend_read);
        return refuse_space(own, (struct model_range){self, in->word[0], own.bytes}, false);
    default:
        return TAY_OK;
    }
}

void model_change(int process, int self, const struct tay_message *in)
{
    struct model_object *object = model_object(self);
    switch (in->info & TAY_INFO_OPERATION_MASK) {
    case TAY_OP_thread_start:
        object->thread.state = THREAD_READY;
        object->thread.faulted = false;
        break;
    case TAY_OP_endpoint_bind:
        model_bind(self, object_of(process, in->word[0]));
        break;
    case TAY_OP_endpoint_refuse:
        object->refusing = in->word[0] != 0;
        break;
    case TAY_OP_endpoint_renew:
        object->epoch++;
        model_end_faulted(self);
        break;
    case TAY_OP_thread_cancel:
        model_cancel(self);
        break;
    case TAY_OP_log_bind:
        object->bound = object_of(process, in->word[0]);
        break;
    case TAY_OP_process_set_upcall:
        object->upcall_entry = in->word[0];
        break;
    case TAY_OP_thread_set_affinity:
        object->thread.affinity = in->word[0] + 1;
        break;
    case TAY_OP_thread_set_save_area:
        object->thread.area = in->word[0];
        break;
    case TAY_OP_thread_interrupt:
        model_interrupt(self, in->word[0]);
        break;
    case TAY_OP_thread_resume:
        object->thread.active = false;
        break;
    default:
        break;
    }
}
