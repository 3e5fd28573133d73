/* SPDX-License-Identifier: MIT */
/*
 * Operations on endpoints, and on calls that are being answered.
 */
#include <hal/interrupt.h>
#include <ipc/call.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <mem/user.h>
#include <object/account.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

enum tay_status op_endpoint_bind(struct invocation *call, struct endpoint *self,
                                 struct slot *notification)
{
    (void)call;
    struct notification *bound =
        notification == NULL ? NULL : notification_of(notification->object);
    if (bound != NULL &&
        (self->bound != NULL || bound->endpoint != NULL || bound->waiters.tree.root != NULL)) {
        return TAY_ESTATE;
    }
    endpoint_bind(self, bound);
    return TAY_OK;
}

enum tay_status op_endpoint_refuse(struct invocation *call, struct endpoint *self, tay_word_t on)
{
    (void)call;
    if (on > 1) {
        return TAY_EINVAL;
    }
    endpoint_refuse(self, on != 0);
    return TAY_OK;
}

enum tay_status op_endpoint_renew(struct invocation *call, struct endpoint *self)
{
    (void)call;
    endpoint_renew(self);
    return TAY_OK;
}

struct thread *invocation_client(const struct invocation *call, const struct reply *reply,
                                 enum tay_status *status)
{
    struct thread *client = reply != NULL ? reply->caller : call->caller->service.caller;
    bool ended = reply != NULL || call->caller->service.ended;
    *status = client != NULL ? TAY_OK : ended ? TAY_EPEER : TAY_ESTATE;
    return client;
}

/* Who pays for a session. */
static enum tay_status find_payer(struct invocation *call, struct slot *payer, unsigned options,
                                  struct account **account)
{
    enum tay_status status = TAY_OK;
    if ((options & TAY_MINT_CALLER_PAYS) != 0) {
        if (payer != NULL && payer->type != TAY_OBJECT_reply) {
            return TAY_ETYPE;
        }
        const struct reply *reply = payer == NULL ? NULL : reply_of(payer->object);
        const struct thread *client = invocation_client(call, reply, &status);
        *account = client == NULL ? NULL : client->process->account;
        return status == TAY_OK ? TAY_OK : TAY_ESTATE;
    }
    if (payer == NULL) {
        *account = call->process->account;
        return TAY_OK;
    }
    status = slot_check(payer, TAY_OBJECT_account, TAY_RIGHT_MANAGE);
    *account = status == TAY_OK ? account_of(payer->object) : NULL;
    return status;
}

enum tay_status op_session_mint(struct invocation *call, struct endpoint *self, tay_time_t badge,
                                struct slot *payer, unsigned options, tay_cap_t *session_out)
{
    struct account *account;
    enum tay_status status = find_payer(call, payer, options, &account);
    if (status != TAY_OK) {
        return status;
    }
    if (!cap_table_has_room(&call->process->table, 1)) {
        return TAY_EFULL;
    }
    struct session *session = session_create(account, self, badge);
    if (session == NULL) {
        return TAY_ENOMEM;
    }
    unsigned rights = object_type_rights(TAY_OBJECT_session);
    struct slot *slot = capability_create(&call->process->table, &session->object, rights);
    slot->badge = badge;
    *session_out = slot->handle;
    return TAY_OK;
}

/* A range of which a part is still to be copied. */
struct copy {
    struct user_place to;
    struct user_place from;
    size_t length_bytes;
};

/* Copies on from where it stopped. At most a page at a time, with a preemption point after each. */
static enum tay_status copy_on(struct invocation *call, struct copy copy, size_t *done_bytes_out)
{
    size_t *done = &call->caller->progress;
    enum tay_status status = TAY_OK;
    while (*done < copy.length_bytes && status == TAY_OK) {
        struct user_place to = {copy.to.space, copy.to.address + *done};
        struct user_place from = {copy.from.space, copy.from.address + *done};
        size_t piece = user_copy_piece(to, from, copy.length_bytes - *done);
        if (piece == USER_AGAIN) {
            return STATUS_RESTART;
        }
        *done += piece;
        if (piece == 0) {
            status = TAY_EFAULT;
        } else if (*done < copy.length_bytes && hal_interrupt_pending()) {
            return STATUS_RESTART;
        }
    }
    *done_bytes_out = *done;
    return status;
}

/* The part of a client's lent range from an offset on; ESTATE: it lends none. */
static enum tay_status lent_by(struct thread *client, tay_word_t flag, size_t offset_bytes,
                               struct user_range *range)
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

enum tay_status op_caller_read(struct invocation *call, struct reply *self, size_t offset_bytes,
                               size_t *done_bytes_out)
{
    struct user_range own = invocation_lent_write(call), lent = {0};
    if (own.length_bytes == 0) {
        return TAY_EINVAL;
    }
    enum tay_status status;
    struct thread *client = invocation_client(call, self, &status);
    if (status == TAY_OK) {
        status = lent_by(client, TAY_INFO_LEND_READ, offset_bytes, &lent);
    }
    if (status != TAY_OK) {
        return status;
    }
    struct copy copy = {
        .to = {&call->process->space, own.address},
        .from = {&client->process->space, lent.address},
        .length_bytes = smaller(own.length_bytes, lent.length_bytes),
    };
    return copy_on(call, copy, done_bytes_out);
}

enum tay_status op_caller_write(struct invocation *call, struct reply *self, size_t offset_bytes,
                                size_t *done_bytes_out)
{
    struct user_range own = invocation_lent_read(call), lent = {0};
    if (own.length_bytes == 0) {
        return TAY_EINVAL;
    }
    enum tay_status status;
    struct thread *client = invocation_client(call, self, &status);
    if (status == TAY_OK) {
        status = lent_by(client, TAY_INFO_LEND_WRITE, offset_bytes, &lent);
    }
    if (status != TAY_OK) {
        return status;
    }
    struct copy copy = {
        .to = {&client->process->space, lent.address},
        .from = {&call->process->space, own.address},
        .length_bytes = smaller(own.length_bytes, lent.length_bytes),
    };
    return copy_on(call, copy, done_bytes_out);
}

enum tay_status op_call_put_aside(struct invocation *call, struct reply *self, tay_time_t label,
                                  tay_cap_t *reply_out)
{
    enum tay_status status;
    struct thread *client = invocation_client(call, NULL, &status);
    if (self != NULL || status != TAY_OK) {
        return self != NULL ? TAY_ESTATE : status;
    }
    if (!cap_table_has_room(&call->process->table, 1)) {
        return TAY_EFULL;
    }
    struct reply *reply = call_put_aside(client, label);
    if (reply == NULL) {
        return TAY_ENOMEM;
    }
    unsigned rights = object_type_rights(TAY_OBJECT_reply);
    *reply_out = capability_create(&call->process->table, &reply->object, rights)->handle;
    return TAY_OK;
}
