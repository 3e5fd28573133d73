/* SPDX-License-Identifier: MIT */
/*
 * The dispatcher: the only place where a call on a kernel object is checked and unpacked, from the
 * table that tools/abi.py makes.
 */
#include <syscall/invocation.h>

#include <boot/machine.h>
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <irq/irq.h>
#include <lib/assert.h>
#include <lib/container.h>
#include <mem/memory.h>
#include <process/process.h>
#include <sched/timer.h>
#include <syscall/handlers.h>
#include <tay/abi/operation.h>

static tay_word_t invocation_take_word(struct invocation *call)
{
    return hal_context_word(call->context, 2 + call->in++);
}

/* 64 bits: one word, or two where a word has 32, the low half first. */
static uint64_t invocation_take_u64(struct invocation *call)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 8 * (unsigned)sizeof(tay_word_t)) {
        value |= (uint64_t)invocation_take_word(call) << shift;
    }
    return value;
}

static void invocation_put_word(struct invocation *call, tay_word_t value)
{
    hal_context_set_word(call->context, 2 + call->out++, value);
}

static void invocation_put_u64(struct invocation *call, uint64_t value)
{
    for (unsigned shift = 0; shift < 64; shift += 8 * (unsigned)sizeof(tay_word_t)) {
        invocation_put_word(call, (tay_word_t)(value >> shift));
    }
}

static enum tay_status invocation_take_cap(struct invocation *call, unsigned object, unsigned right,
                                           bool may_be_null, struct slot **slot)
{
    tay_word_t word = invocation_take_word(call);
    *slot = NULL;
    if (word == TAY_CAP_NULL && may_be_null) {
        return TAY_OK;
    }
    *slot = cap_table_find_word(&call->process->table, word);
    return *slot == NULL ? TAY_EHANDLE : slot_check(*slot, object, right);
}

#include <syscall/operation_table.inc>

static struct user_range range_of(tay_range_t range)
{
    struct user_range result = {(tay_ua_t)TAY_RANGE_ADDRESS(range),
                                (size_t)TAY_RANGE_LENGTH(range)};
    return result;
}

struct user_range invocation_lent_read(const struct invocation *call)
{
    return range_of(hal_context_lend_read(call->context));
}

struct user_range invocation_lent_write(const struct invocation *call)
{
    return range_of(hal_context_lend_write(call->context));
}

/* The flags that a call on a kernel object may have: it lends what its row says, and no more. */
static bool info_is_valid(tay_word_t info, const struct operation *operation)
{
    unsigned marks = operation->marks;
    tay_word_t flags = operation->flags;
    flags |= (marks & OPERATION_LEND_READ) != 0 ? TAY_INFO_LEND_READ : 0;
    flags |= (marks & OPERATION_LEND_WRITE) != 0 ? TAY_INFO_LEND_WRITE : 0;
    return (info & ~(tay_word_t)TAY_INFO_OPERATION_MASK) == flags;
}

/* What the null handle stands for in an operation with these marks; false: for nothing. */
static bool find_default(struct invocation *call, unsigned marks)
{
    if ((marks & OPERATION_OWN) != 0) {
        call->object = &call->process->account->object;
    }
    return (marks & (OPERATION_OWN | OPERATION_IN_HAND)) != 0;
}

enum tay_status invocation_run(struct thread *caller)
{
    struct invocation call = {
        .caller = caller, .process = caller->process, .context = &caller->context};
    tay_word_t info = hal_context_word(call.context, 1);
    unsigned number = info & TAY_INFO_OPERATION_MASK;
    bool exists = number < TAY_OPERATION_COUNT && operation_table[number].run != NULL;
    const struct operation *operation = &operation_table[exists ? number : 0];
    call.self = cap_table_find_word(&call.process->table, hal_context_word(call.context, 0));
    if (call.self != NULL) {
        call.object = call.self->object;
    } else if (hal_context_word(call.context, 0) != TAY_CAP_NULL ||
               !find_default(&call, operation->marks)) {
        return TAY_EHANDLE;
    }
    if (!exists) {
        return TAY_ENOSYS;
    }
    if (call.self != NULL) {
        enum tay_status status = slot_check(call.self, operation->object, operation->right);
        if (status != TAY_OK) {
            return status;
        }
    }
    if (!info_is_valid(info, operation)) {
        return TAY_EINVAL;
    }
    return operation->run(&call);
}
