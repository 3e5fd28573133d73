/* SPDX-License-Identifier: MIT */
/*
 * What calls do to the model, and what the table of operations promises about their checks.
 */
#include "model.h"

#include <machine.h>
#include <object/account.h>

enum tay_status model_check(int capability, unsigned object, unsigned right)
{
    if (capability == MODEL_NONE) {
        return TAY_EHANDLE;
    }
    if (object != TAY_OBJECT_NONE &&
        model_object(model_capability(capability)->object)->type != object) {
        return TAY_ETYPE;
    }
    return (model_capability(capability)->rights & right) == right ? TAY_OK : TAY_ERIGHT;
}

static enum tay_status check_argument(int process, const struct row_argument *argument,
                                      tay_word_t word)
{
    if (argument->kind == ROW_FLAGS) {
        return (word & ~(tay_word_t)argument->mask) == 0 ? TAY_OK : TAY_EINVAL;
    }
    if (argument->kind == ROW_CAP || (argument->kind == ROW_CAP_OR_NULL && word != TAY_CAP_NULL)) {
        return model_check(model_find(process, word), argument->object, argument->right);
    }
    return TAY_OK;
}

static enum tay_status check_info(const struct operation_row *row, tay_word_t info)
{
    tay_word_t wanted = row->info;
    wanted |= row->lend_read ? TAY_INFO_LEND_READ : 0;
    wanted |= row->lend_write ? TAY_INFO_LEND_WRITE : 0;
    return info == wanted ? TAY_OK : TAY_EINVAL;
}

/* What is called; the null handle stands for the caller's account. */
static int called(int process, tay_cap_t handle)
{
    int self = model_find(process, handle);
    return self == MODEL_NONE ? model_object(process)->account : model_capability(self)->object;
}

static const struct operation_row *row_of(const struct tay_message *in)
{
    size_t number = in->info & TAY_INFO_OPERATION_MASK;
    return number >= 1 && number <= OPERATION_ROW_COUNT ? &operation_rows[number - 1] : NULL;
}

enum tay_status model_expect(int process, tay_cap_t handle, const struct tay_message *in)
{
    const struct operation_row *row = row_of(in);
    int self = model_find(process, handle);
    bool own = handle == TAY_OWN_ACCOUNT && row != NULL && (row->own || row->in_hand);
    if (self == MODEL_NONE && !own) {
        return TAY_EHANDLE;
    }
    if (row == NULL) {
        return TAY_ENOSYS;
    }
    enum tay_status status = own ? TAY_OK : model_check(self, row->object, row->right);
    if (status == TAY_OK) {
        status = check_info(row, in->info);
    }
    for (unsigned i = 0; i < row->in_count && status == TAY_OK; i++) {
        status = check_argument(process, &row->in[i], in->word[i]);
    }
    return status == TAY_OK ? model_refusal(process, called(process, handle), in) : status;
}

/* What an operation makes. */
static unsigned type_made(unsigned number)
{
    switch (number) {
    case TAY_OP_account_create:
        return TAY_OBJECT_account;
    case TAY_OP_process_create:
        return TAY_OBJECT_process;
    case TAY_OP_thread_create:
        return TAY_OBJECT_thread;
    case TAY_OP_endpoint_create:
        return TAY_OBJECT_endpoint;
    case TAY_OP_notification_create:
        return TAY_OBJECT_notification;
    case TAY_OP_timer_create:
        return TAY_OBJECT_timer;
    case TAY_OP_memory_create:
    case TAY_OP_memory_create_physical:
        return TAY_OBJECT_memory;
    case TAY_OP_irq_create:
        return TAY_OBJECT_irq;
    case TAY_OP_session_mint:
        return TAY_OBJECT_session;
    default:
        return TAY_OBJECT_NONE;
    }
}

/* The kernel's object under its new handle. */
static struct object *made(int caller, tay_cap_t handle, unsigned type)
{
    struct slot *slot = cap_table_find(&model_object(caller)->kernel->table, handle);
    if (slot == NULL || slot->type != type) {
        model_fail("another object under the new handle", handle);
    }
    return slot->object;
}

static void make_process(int object, int caller, tay_cap_t handle, const struct tay_message *in)
{
    struct model_object *process = model_object(object);
    process->kernel = process_of(made(caller, handle, TAY_OBJECT_process));
    process->label = in->word[1];
    if (in->word[0] != TAY_CAP_NULL) {
        process->supervisor = model_capability(model_find(caller, in->word[0]))->object;
        process->epoch = model_object(process->supervisor)->epoch;
    }
    model_add_capability(object, TAY_CAP_SELF, object, TAY_RIGHTS_ALL, MODEL_NONE);
}

static void make_thread(int object, int caller, tay_cap_t handle, int process)
{
    struct model_object *thread = model_object(object);
    thread->account = MODEL_NONE;
    thread->process = process;
    thread->thread.kernel = thread_of(made(caller, handle, TAY_OBJECT_thread));
    thread->thread.own_handle =
        process == caller ? handle : model_add_unknown(process, object, TAY_RIGHTS_ALL);
}

/* The account that pays is the one that was named, or the caller's. */
static void check_payer(int caller, tay_cap_t handle, tay_word_t payer)
{
    const struct process *process = model_object(caller)->kernel;
    struct account *account = process->account;
    if (payer != TAY_CAP_NULL) {
        account = account_of(made(caller, (tay_cap_t)payer, TAY_OBJECT_account));
    }
    if (made(caller, handle, TAY_OBJECT_session)->account != account) {
        model_fail("another account pays for a session", handle);
    }
}

static void make_session(int object, int endpoint, uint64_t badge)
{
    model_object(object)->endpoint = endpoint;
    model_object(object)->epoch = model_object(endpoint)->epoch;
    model_object(object)->label = badge;
}

/* An operation has made an object; `self` is what was called. */
static void make(int caller, int self, const struct tay_message *in, const struct tay_message *out)
{
    unsigned number = in->info & TAY_INFO_OPERATION_MASK;
    tay_cap_t handle = (tay_cap_t)out->word[0];
    int object = model_add_object(type_made(number), self);

    /* Nobody may execute devices. */
    bool is_physical = number == TAY_OP_memory_create_physical;
    unsigned rights = is_physical ? TAY_RIGHTS_ALL & ~TAY_RIGHT_EXECUTE : TAY_RIGHTS_ALL;
    model_add_capability(caller, handle, object, rights, MODEL_NONE);
    if (number == TAY_OP_process_create) {
        make_process(object, caller, handle, in);
    } else if (number == TAY_OP_thread_create) {
        make_thread(object, caller, handle, self);
    } else if (number == TAY_OP_session_mint) {
        check_payer(caller, handle, in->word[1]);
        make_session(object, self, in->word[0]);
    } else if (is_physical) {
        model_object(object)->behind = MODEL_DEVICE;
        model_object(object)->first_page = in->word[0] / HAL_PAGE_BYTES;
    }
}

/* Whatever can be written or executed can be read. */
static unsigned with_read(tay_word_t flags)
{
    return (flags & TAY_MAP_GUARD) != 0 ? (unsigned)flags : (unsigned)flags | TAY_MAP_READ;
}

static void map(int caller, int self, const struct tay_message *in, const struct tay_message *out)
{
    struct model_range range = {self, out->word[0], in->word[2]};
    int memory = MODEL_NONE;
    if (in->word[0] != TAY_CAP_NULL) {
        memory = model_capability(model_find(caller, in->word[0]))->object;
    }
    if ((in->word[4] & TAY_MAP_FIXED) != 0 && range.start != in->word[3]) {
        model_fail("mapped elsewhere than was asked", range.start);
    }
    model_map(range, memory, in->word[1] / HAL_PAGE_BYTES, with_read(in->word[4]) & ~TAY_MAP_FIXED);
}

static void give(int caller, int self, const struct tay_message *in, const struct tay_message *out)
{
    int given = model_find(caller, in->word[0]);
    const struct model_capability *source = model_capability(given);
    model_add_capability(self, (tay_cap_t)out->word[0], source->object,
                         source->rights & (unsigned)in->word[1], given);
}

/* A capability was taken out of another process. */
static void take(int caller, int self, const struct tay_message *in, const struct tay_message *out)
{
    int taken = model_find(self, in->word[0]);
    const struct model_capability *source = model_capability(taken);
    model_add_capability(caller, (tay_cap_t)out->word[0], source->object, source->rights, taken);
}

/* What cap_query, thread_query and thread_get_affinity tell. */
static void compare_query(int capability, unsigned number, const struct tay_message *out)
{
    const struct model_object *object = model_object(model_capability(capability)->object);
    if (number == TAY_OP_thread_query) {
        if (out->word[0] != (tay_word_t)object->thread.state) {
            model_fail("thread_query tells another state", out->word[0]);
        }
        return;
    }
    if (number == TAY_OP_thread_get_affinity) {
        if (out->word[0] + 1 != object->thread.affinity || out->word[1] >= machine_core_count()) {
            model_fail("thread_get_affinity tells another core", out->word[0]);
        }
        return;
    }
    uint64_t badge = object->type == TAY_OBJECT_session ? object->label : 0;
    if (out->word[0] != object->type || out->word[1] != model_capability(capability)->rights ||
        out->word[2] != badge) {
        model_fail("cap_query tells another type, other rights or another badge", out->word[0]);
    }
}

void model_apply(int process, tay_cap_t handle, const struct tay_message *in,
                 const struct tay_message *out)
{
    int capability = model_find(process, handle);
    int self = called(process, handle);
    unsigned number = in->info & TAY_INFO_OPERATION_MASK;

    switch (number) {
    case TAY_OP_cap_copy:
        model_add_capability(process, (tay_cap_t)out->word[0], self,
                             model_capability(capability)->rights & (unsigned)in->word[0],
                             capability);
        break;
    case TAY_OP_cap_close:
        model_close(capability);
        break;
    case TAY_OP_cap_revoke:
        model_revoke(capability);
        break;
    case TAY_OP_cap_query:
    case TAY_OP_thread_query:
    case TAY_OP_thread_get_affinity:
        compare_query(capability, number, out);
        break;
    case TAY_OP_object_destroy:
        model_end_object(self);
        break;
    case TAY_OP_process_exit:
        model_end_process(self, (unsigned)in->word[0]);
        break;
    case TAY_OP_process_take:
        take(process, self, in, out);
        break;
    case TAY_OP_process_give:
        give(process, self, in, out);
        break;
    case TAY_OP_process_replace:
        model_replace(model_find(self, in->word[2]), model_find(process, in->word[0]),
                      (unsigned)in->word[1]);
        break;
    case TAY_OP_space_map:
        map(process, self, in, out);
        break;
    case TAY_OP_space_unmap:
        model_unmap((struct model_range){self, in->word[0], in->word[1]});
        break;
    case TAY_OP_space_protect:
        model_protect((struct model_range){self, in->word[0], in->word[1]}, with_read(in->word[2]));
        break;
    default:
        if (type_made(number) != TAY_OBJECT_NONE) {
            make(process, self, in, out);
        }
        model_change(process, self, in);
        break;
    }
}
