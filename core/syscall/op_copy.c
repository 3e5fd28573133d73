/* SPDX-License-Identifier: MIT */
/*
 * Operations that copy between address spaces: what a client lends, and what a supervisor looks at.
 */
#include <boot/event.h>
#include <ipc/call.h>
#include <ipc/reply.h>
#include <mem/user.h>
#include <process/process.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

/* Copies on from where it stopped. At most a page at a time, with a preemption point after each. */
static enum tay_status copy_on(struct thread *caller, struct user_place to, struct user_place from,
                               size_t length_bytes, tay_word_t *done_bytes_out)
{
    size_t done = caller->progress;
    enum tay_status status = TAY_OK;
    while (done < length_bytes && status == TAY_OK) {
        size_t piece = user_copy_piece((struct user_place){to.space, to.address + done},
                                       (struct user_place){from.space, from.address + done},
                                       length_bytes - done);
        if (piece == USER_AGAIN) {
            piece = 0;
            status = STATUS_RESTART;
        } else if (piece == 0) {
            status = TAY_EFAULT;
        } else if (done + piece < length_bytes && event_is_due()) {
            status = STATUS_RESTART;
        }
        done += piece;
    }
    caller->progress = done;
    if (status != STATUS_RESTART) {
        *done_bytes_out = done; /* not before: an argument stands there */
    }
    return status;
}

/* The part of a client's lent range from an offset on; ESTATE: it lends none. */
__attribute__((always_inline)) static inline enum tay_status
lent_by(struct thread *client, tay_word_t flag, size_t offset_bytes, struct user_range *range)
{
    tay_word_t info = hal_context_word(&client->context, 1);
    if ((info & flag) == 0) {
        return TAY_ESTATE;
    }
    tay_range_t lent = flag == TAY_INFO_LEND_READ ? hal_context_lend_read(&client->context)
                                                  : hal_context_lend_write(&client->context);
    size_t length_bytes = (size_t)TAY_RANGE_LENGTH(lent);
    size_t skip = offset_bytes < length_bytes ? offset_bytes : length_bytes;
    range->address = (tay_ua_t)TAY_RANGE_ADDRESS(lent) + skip;
    range->length_bytes = length_bytes - skip;
    return TAY_OK;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Copies between what the caller lends and what its client lends to be read, or to be written. */
static enum tay_status copy_lent(struct thread *caller, struct reply *self, tay_word_t flag,
                                 size_t offset_bytes, tay_word_t *done_bytes_out)
{
    bool reads = flag == TAY_INFO_LEND_READ;
    struct user_range own = reads ? invocation_lent_write(caller) : invocation_lent_read(caller);
    struct user_range lent = {0};
    if (own.length_bytes == 0) {
        return TAY_EINVAL;
    }
    enum tay_status status;
    struct thread *client = invocation_client(caller, self, &status);
    if (status == TAY_OK) {
        status = lent_by(client, flag, offset_bytes, &lent);
    }
    if (status != TAY_OK) {
        return status;
    }
    struct user_place here = {&caller->process->space, own.address};
    struct user_place there = {&client->process->space, lent.address};
    return copy_on(caller, reads ? here : there, reads ? there : here,
                   smaller(own.length_bytes, lent.length_bytes), done_bytes_out);
}

enum tay_status op_caller_read(struct thread *caller, struct reply *self, size_t offset_bytes,
                               tay_word_t *done_bytes_out)
{
    return copy_lent(caller, self, TAY_INFO_LEND_READ, offset_bytes, done_bytes_out);
}

enum tay_status op_caller_write(struct thread *caller, struct reply *self, size_t offset_bytes,
                                tay_word_t *done_bytes_out)
{
    return copy_lent(caller, self, TAY_INFO_LEND_WRITE, offset_bytes, done_bytes_out);
}

/* The call that was put aside ends here, and the other one is decided. */
static void answer_one(struct thread *caller, struct reply *reply, size_t bytes)
{
    struct thread *receiver = reply->caller;
    reply->caller = NULL;
    call_answer_bytes(caller, receiver, bytes);
    call_decide(caller->service.caller, bytes);
    reply_end(reply);
}

enum tay_status op_call_pass(struct thread *caller, struct reply *self, size_t passed_bytes,
                             tay_word_t *done_bytes_out)
{
    enum tay_status status;
    struct user_range from = {0}, to = {0};
    if (passed_bytes == 0 || passed_bytes > TAY_PASS_BYTES_MAX) {
        return TAY_EINVAL;
    }
    struct thread *giver = invocation_client(caller, NULL, &status);
    if (status == TAY_OK) {
        status = lent_by(giver, TAY_INFO_LEND_READ, 0, &from);
    }
    struct thread *receiver = self->caller;
    if (status == TAY_OK) {
        status = receiver == NULL ? TAY_EPEER : lent_by(receiver, TAY_INFO_LEND_WRITE, 0, &to);
    }
    if (status == TAY_OK && smaller(from.length_bytes, to.length_bytes) < passed_bytes) {
        status = TAY_ESTATE;
    }
    if (status != TAY_OK) {
        return status;
    }
    status = copy_on(caller, (struct user_place){&receiver->process->space, to.address},
                     (struct user_place){&giver->process->space, from.address}, passed_bytes,
                     done_bytes_out);
    if (status == TAY_OK) {
        answer_one(caller, self, passed_bytes);
    }
    return status;
}

enum tay_status op_space_read(struct thread *caller, struct process *self, tay_ua_t address,
                              tay_word_t *done_bytes_out)
{
    struct user_range own = invocation_lent_write(caller);
    if (own.length_bytes == 0) {
        return TAY_EINVAL;
    }
    struct user_place to = {&caller->process->space, own.address}, from = {&self->space, address};
    return copy_on(caller, to, from, own.length_bytes, done_bytes_out);
}

enum tay_status op_space_write(struct thread *caller, struct process *self, tay_ua_t address,
                               tay_word_t *done_bytes_out)
{
    struct user_range own = invocation_lent_read(caller);
    if (own.length_bytes == 0) {
        return TAY_EINVAL;
    }
    struct user_place to = {&self->space, address}, from = {&caller->process->space, own.address};
    return copy_on(caller, to, from, own.length_bytes, done_bytes_out);
}
