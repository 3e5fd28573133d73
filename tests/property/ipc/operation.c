/* SPDX-License-Identifier: MIT */
/*
 * The operations that have to do with IPC, as their rows tell them.
 */
#include "model.h"

#include <tay/abi/fault.h>

static int object_of(int process, tay_word_t handle)
{
    return ipc.cap[ipc_find(process, handle)].object;
}

/* The call that is meant: by a reply right, or the one in hand; IPC_NONE, and a status. */
int ipc_client_of(int n, tay_word_t handle, enum tay_status *status)
{
    const struct ipc_thread *thread = &ipc.thread[n];
    if (handle == TAY_CALL_IN_HAND) {
        *status = thread->hand != IPC_NONE ? TAY_OK : thread->hand_ended ? TAY_EPEER : TAY_ESTATE;
        return thread->hand;
    }
    *status = ipc_check(thread->process, handle, TAY_OBJECT_reply, TAY_RIGHT_SEND);
    if (*status != TAY_OK) {
        return IPC_NONE;
    }
    int caller = ipc.object[object_of(thread->process, handle)].caller;
    *status = caller == IPC_NONE ? TAY_EPEER : TAY_OK;
    return caller;
}

/* The call whose client pays: any that has not ended, whatever the reply right may do. */
static int payer_of(int n, tay_word_t payer)
{
    const struct ipc_thread *thread = &ipc.thread[n];
    return payer == TAY_CAP_NULL ? thread->hand
                                 : ipc.object[object_of(thread->process, payer)].caller;
}

enum tay_status ipc_put_aside(int n, tay_word_t handle, uint64_t label, int *cap)
{
    struct ipc_thread *thread = &ipc.thread[n];
    enum tay_status status;
    if (handle != TAY_CALL_IN_HAND) {
        status = ipc_check(thread->process, handle, TAY_OBJECT_reply, TAY_RIGHT_SEND);
        return status == TAY_OK ? TAY_ESTATE : status;
    }
    int caller = ipc_client_of(n, handle, &status);
    if (status != TAY_OK || !ipc_has_room(thread->process, 1)) {
        return status != TAY_OK ? status : TAY_EFULL;
    }
    int reply = ipc_add_object(TAY_OBJECT_reply, NULL);
    ipc.object[reply].caller = caller;
    ipc.object[reply].endpoint = thread->hand_endpoint;
    ipc.object[reply].badge = label;
    ipc.thread[caller].wait = IPC_ASIDE;
    ipc.thread[caller].reply = reply;
    thread->hand = IPC_NONE;
    ipc_inherit();
    ipc_count(IPC_put_aside);
    *cap = ipc_add_cap(thread->process, TAY_CAP_NULL, reply,
                       TAY_RIGHT_SEND | TAY_RIGHT_GRANT | TAY_RIGHT_MANAGE);
    return TAY_OK;
}

static enum tay_status check_payer(int n, tay_word_t payer, bool caller_pays)
{
    int process = ipc.thread[n].process;
    if (payer != TAY_CAP_NULL) {
        unsigned type = caller_pays ? TAY_OBJECT_reply : TAY_OBJECT_account;
        unsigned right = caller_pays ? 0 : TAY_RIGHT_MANAGE;
        enum tay_status status = ipc_check(process, payer, type, right);
        if (status != TAY_OK) {
            return status;
        }
    }
    return caller_pays && payer_of(n, payer) == IPC_NONE ? TAY_ESTATE : TAY_OK;
}

enum tay_status ipc_mint(int n, tay_word_t handle, uint64_t badge, tay_word_t payer,
                         bool caller_pays, int *cap)
{
    int process = ipc.thread[n].process;
    enum tay_status status = ipc_check(process, handle, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    if (status == TAY_OK) {
        status = check_payer(n, payer, caller_pays);
    }
    if (status != TAY_OK || !ipc_has_room(process, 1)) {
        return status != TAY_OK ? status : TAY_EFULL;
    }
    int session = ipc_add_object(TAY_OBJECT_session, NULL);
    ipc.object[session].endpoint = object_of(process, handle);
    ipc.object[session].epoch = ipc.object[ipc.object[session].endpoint].epoch;
    ipc.object[session].badge = badge;
    ipc_count(IPC_minted);
    *cap = ipc_add_cap(process, TAY_CAP_NULL, session,
                       TAY_RIGHT_SEND | TAY_RIGHT_GRANT | TAY_RIGHT_MANAGE);
    return TAY_OK;
}

static enum tay_status copy_to(int from, int to, tay_word_t handle, unsigned rights, int *cap)
{
    int object = object_of(from, handle);
    if (ipc.object[object].type == TAY_OBJECT_reply) {
        return TAY_ETYPE;
    }
    if (!ipc_has_room(to, 1)) {
        return TAY_EFULL;
    }
    *cap = ipc_add_cap(to, TAY_CAP_NULL, object, ipc.cap[ipc_find(from, handle)].rights & rights);
    return TAY_OK;
}

enum tay_status ipc_copy(int n, tay_word_t handle, unsigned rights, int *cap)
{
    int process = ipc.thread[n].process;
    enum tay_status status = ipc_check(process, handle, TAY_OBJECT_NONE, 0);
    return status != TAY_OK ? status : copy_to(process, process, handle, rights, cap);
}

enum tay_status ipc_give(int n, int process, tay_word_t handle, unsigned rights, int *cap)
{
    int from = ipc.thread[n].process;
    enum tay_status status = ipc_check(from, handle, TAY_OBJECT_NONE, TAY_RIGHT_GRANT);
    return status != TAY_OK ? status : copy_to(from, process, handle, rights, cap);
}

enum tay_status ipc_bind_by(int n, tay_word_t handle, tay_word_t other)
{
    int process = ipc.thread[n].process, notification = IPC_NONE;
    enum tay_status status = ipc_check(process, handle, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    if (status == TAY_OK && other != TAY_CAP_NULL) {
        status = ipc_check(process, other, TAY_OBJECT_notification, TAY_RIGHT_RECEIVE);
    }
    if (status != TAY_OK) {
        return status;
    }
    int endpoint = object_of(process, handle);
    if (other != TAY_CAP_NULL) {
        notification = object_of(process, other);
        if (ipc.object[endpoint].bound != IPC_NONE || ipc.object[notification].bound != IPC_NONE ||
            ipc_first(IPC_WAITS, notification) != IPC_NONE) {
            return TAY_ESTATE;
        }
    }
    ipc_bind(endpoint, notification);
    return TAY_OK;
}

enum tay_status ipc_refuse(int n, tay_word_t handle, tay_word_t on)
{
    int process = ipc.thread[n].process;
    enum tay_status status = ipc_check(process, handle, TAY_OBJECT_endpoint, TAY_RIGHT_MANAGE);
    if (status != TAY_OK || on > 1) {
        return status != TAY_OK ? status : TAY_EINVAL;
    }
    int endpoint = object_of(process, handle);
    ipc_count(IPC_refused);
    ipc.object[endpoint].refusing = on != 0;
    ipc_turn_away(endpoint);
    return TAY_OK;
}

enum tay_status ipc_renew(int n, tay_word_t handle)
{
    int process = ipc.thread[n].process;
    enum tay_status status = ipc_check(process, handle, TAY_OBJECT_endpoint, TAY_RIGHT_MANAGE);
    if (status == TAY_OK) {
        ipc_count(IPC_renewed);
        ipc.object[object_of(process, handle)].epoch++;
        ipc_turn_away(object_of(process, handle));
    }
    return status;
}

enum tay_status ipc_close_by(int n, tay_word_t handle)
{
    int cap = ipc_find(ipc.thread[n].process, handle);
    if (cap != IPC_NONE) {
        ipc_close(cap);
    }
    return cap == IPC_NONE ? TAY_EHANDLE : TAY_OK;
}

enum tay_status ipc_destroy(int n, tay_word_t handle)
{
    int process = ipc.thread[n].process;
    enum tay_status status = ipc_check(process, handle, TAY_OBJECT_NONE, TAY_RIGHT_MANAGE);
    if (status == TAY_OK) {
        ipc_end(object_of(process, handle));
    }
    return status;
}

static enum tay_status find_thread(int n, tay_word_t handle, int *found)
{
    int process = ipc.thread[n].process;
    enum tay_status status = ipc_check(process, handle, TAY_OBJECT_thread, TAY_RIGHT_MANAGE);
    *found = status == TAY_OK ? ipc.object[object_of(process, handle)].thread : IPC_NONE;
    return status;
}

enum tay_status ipc_cancel(int n, tay_word_t handle)
{
    int found;
    enum tay_status status = find_thread(n, handle, &found);
    if (status != TAY_OK) {
        return status;
    }
    struct ipc_thread *thread = &ipc.thread[found];
    if (thread->state != IPC_BLOCKED) {
        thread->cancel_next = true;
    } else if (thread->wait == IPC_RECEIVES || thread->wait == IPC_WAITS) {
        ipc_count(IPC_canceled_receiving);
        ipc_finish(found, TAY_ECANCELED, 0);
    } else {
        ipc_count(thread->wait == IPC_QUEUED ? IPC_canceled_queued : IPC_canceled_seen);
        ipc_end_call(found, TAY_ECANCELED);
    }
    return TAY_OK;
}

enum tay_status ipc_set_priority(int n, tay_word_t handle, tay_word_t priority)
{
    int found;
    enum tay_status status = find_thread(n, handle, &found);
    if (status != TAY_OK || priority > ipc.object[ipc.thread[found].process].ceiling) {
        return status != TAY_OK ? status : TAY_EINVAL;
    }
    ipc.thread[found].base = (unsigned)priority;
    ipc_inherit();
    return TAY_OK;
}

enum tay_status ipc_start(int n, tay_word_t handle)
{
    int found;
    enum tay_status status = find_thread(n, handle, &found);
    if (status != TAY_OK || ipc.thread[found].state != IPC_STOPPED) {
        return status != TAY_OK ? status : TAY_ESTATE;
    }
    ipc.thread[found].state = IPC_READY;
    return TAY_OK;
}

void ipc_fault(int n, tay_word_t kind, tay_ua_t address, tay_word_t pc)
{
    struct ipc_thread *thread = &ipc.thread[n];
    const struct ipc_object *process = &ipc.object[thread->process];
    if (!ipc_is_supervised(thread->process) || ipc.object[process->supervisor].refusing) {
        ipc_count(IPC_fault_alone);
        ipc_end_process(thread->process, TAY_EXIT_FAULT);
        return;
    }
    struct ipc_letter letter = {.endpoint = process->supervisor,
                                .kind = TAY_KIND_FAULT,
                                .badge = process->badge,
                                .word = {[TAY_FAULT_WORD_THREAD] = thread->own_handle,
                                         [TAY_FAULT_WORD_KIND] = kind,
                                         [TAY_FAULT_WORD_ADDRESS] = address,
                                         [TAY_FAULT_WORD_PC] = pc,
                                         [TAY_FAULT_WORD_STACK] = IPC_STACK_UA},
                                .faulted = n};
    thread->state = IPC_STOPPED;
    for (int i = 0; i < ipc.letter_count; i++) {
        if (ipc.letter[i].kind == TAY_KIND_FAULT && ipc.letter[i].faulted == n) {
            letter.step = ipc.letter[i].step; /* nobody has read the last one: it is this now */
            ipc.letter[i] = letter;
            return;
        }
    }
    ipc_post(letter);
}
