/* SPDX-License-Identifier: MIT */
/*
 * Operations on endpoints, and on calls that are being answered.
 */
#include <ipc/call.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <object/account.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

enum tay_status op_endpoint_bind(struct thread *caller, struct endpoint *self,
                                 struct slot *notification)
{
    (void)caller;
    struct notification *bound =
        notification == NULL ? NULL : notification_of(notification->object);
    if (bound != NULL &&
        (self->bound != NULL || bound->endpoint != NULL || notification_first(bound) != NULL)) {
        return TAY_ESTATE;
    }
    endpoint_bind(self, bound);
    return TAY_OK;
}

enum tay_status op_endpoint_refuse(struct thread *caller, struct endpoint *self, tay_word_t on)
{
    (void)caller;
    if (on > 1) {
        return TAY_EINVAL;
    }
    endpoint_refuse(self, on != 0);
    return TAY_OK;
}

enum tay_status op_endpoint_renew(struct thread *caller, struct endpoint *self)
{
    (void)caller;
    endpoint_renew(self);
    return TAY_OK;
}

struct thread *invocation_client(const struct thread *caller, const struct reply *reply,
                                 enum tay_status *status)
{
    struct thread *client = reply != NULL ? reply->caller : caller->service.caller;
    bool ended = reply != NULL || caller->service.ended;
    *status = client != NULL ? TAY_OK : ended ? TAY_EPEER : TAY_ESTATE;
    return client;
}

/* Who pays for a session. */
static enum tay_status find_payer(struct thread *caller, struct slot *payer, unsigned options,
                                  struct account **account)
{
    enum tay_status status = TAY_OK;
    if ((options & TAY_MINT_CALLER_PAYS) != 0) {
        if (payer != NULL && payer->type != TAY_OBJECT_reply) {
            return TAY_ETYPE;
        }
        const struct reply *reply = payer == NULL ? NULL : reply_of(payer->object);
        const struct thread *client = invocation_client(caller, reply, &status);
        *account = client == NULL ? NULL : client->process->account;
        return status == TAY_OK ? TAY_OK : TAY_ESTATE;
    }
    if (payer == NULL) {
        *account = caller->process->account;
        return TAY_OK;
    }
    status = slot_check(payer, TAY_OBJECT_account, TAY_RIGHT_MANAGE);
    *account = status == TAY_OK ? account_of(payer->object) : NULL;
    return status;
}

enum tay_status op_session_mint(struct thread *caller, struct endpoint *self, tay_time_t badge,
                                struct slot *payer, unsigned options, tay_word_t *session_out)
{
    struct account *account;
    enum tay_status status = find_payer(caller, payer, options, &account);
    if (status != TAY_OK) {
        return status;
    }
    if (!cap_table_has_room(&caller->process->table, 1)) {
        return TAY_EFULL;
    }
    struct session *session = session_create(account, self, badge);
    if (session == NULL) {
        return TAY_ENOMEM;
    }
    unsigned rights = object_type_rights(TAY_OBJECT_session);
    struct slot *slot = capability_create(&caller->process->table, &session->object, rights);
    slot->badge = badge;
    *session_out = slot->handle;
    return TAY_OK;
}

enum tay_status op_call_put_aside(struct thread *caller, struct reply *self, tay_time_t label,
                                  tay_word_t *reply_out)
{
    enum tay_status status;
    struct thread *client = invocation_client(caller, NULL, &status);
    if (self != NULL || status != TAY_OK) {
        return self != NULL ? TAY_ESTATE : status;
    }
    if (!cap_table_has_room(&caller->process->table, 1)) {
        return TAY_EFULL;
    }
    struct reply *reply = reply_put_aside(client, label);
    if (reply == NULL) {
        return TAY_ENOMEM;
    }
    unsigned rights = object_type_rights(TAY_OBJECT_reply);
    *reply_out = capability_create(&caller->process->table, &reply->object, rights)->handle;
    return TAY_OK;
}
