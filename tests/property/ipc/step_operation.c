/* SPDX-License-Identifier: MIT */
/*
 * What a thread asks the kernel for when it runs.
 */
#include "step_acts.h"

#include <unit.h>

/* Badges and labels are never used twice. */
static uint64_t new_badge(void)
{
    return ++ipc.numbers * UINT64_C(0x9e3779b97f4a7c15);
}

static void end_making(int n, enum tay_status expected, enum tay_status status, int cap,
                       tay_cap_t handle)
{
    compare_status(n, expected, status);
    if (expected == TAY_OK) {
        compare_learn(cap, handle);
    }
}

bool act_put_aside(int n)
{
    int cap = IPC_NONE;
    tay_cap_t made = TAY_CAP_NULL, handle = TAY_CALL_IN_HAND;
    int reply = one_in(12) ? pick_cap(ipc.thread[n].process, TAY_OBJECT_reply, 0) : IPC_NONE;
    if (reply != IPC_NONE) {
        handle = ipc.cap[reply].handle;
    } else if (ipc.thread[n].hand == IPC_NONE && !one_in(12)) {
        return false;
    }
    uint64_t label = new_badge();
    ipc_note("thread %d puts its call aside, label 0x%llx", n, (unsigned long long)label);
    enum tay_status expected = ipc_put_aside(n, handle, label, &cap);
    end_making(n, expected, tay_call_put_aside(handle, label, &made), cap, made);
    return true;
}

bool act_mint(int n)
{
    int cap = IPC_NONE;
    tay_cap_t made = TAY_CAP_NULL;
    tay_cap_t handle = (tay_cap_t)step_handle(n, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    bool caller_pays = one_in(3);
    int reply = one_in(3) ? pick_cap(ipc.thread[n].process, TAY_OBJECT_reply, 0) : IPC_NONE;
    tay_cap_t payer = reply == IPC_NONE ? TAY_CAP_NULL : ipc.cap[reply].handle;
    uint64_t badge = new_badge();
    ipc_note("thread %d mints session 0x%llx at 0x%x", n, (unsigned long long)badge, handle);
    enum tay_status expected = ipc_mint(n, handle, badge, payer, caller_pays, &cap);
    unsigned options = caller_pays ? TAY_MINT_CALLER_PAYS : 0;
    end_making(n, expected, tay_session_mint(handle, badge, payer, options, &made), cap, made);
    return true;
}

bool act_copy(int n)
{
    int cap = step_movable(ipc.thread[n].process), made = IPC_NONE;
    if (cap == IPC_NONE) {
        return false;
    }
    tay_cap_t handle = ipc.cap[cap].handle, new_handle = TAY_CAP_NULL;
    unsigned rights = one_in(2) ? TAY_RIGHTS_ALL : pick(TAY_RIGHTS_ALL + 1);
    ipc_note("thread %d copies 0x%x with rights 0x%x", n, handle, rights);
    enum tay_status expected = ipc_copy(n, handle, rights, &made);
    end_making(n, expected, tay_cap_copy(handle, rights, &new_handle), made, new_handle);
    return true;
}

/* A capability that another thread, which waits, wants to send; IPC_NONE. */
static int find_promised(int process)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        const struct ipc_thread *thread = &ipc.thread[i];
        if (!ipc_is_blocked(thread, IPC_QUEUED, thread->on) || thread->process != process) {
            continue;
        }
        for (unsigned n = 0; n < TAY_WORDS; n++) {
            if ((thread->message.info >> (TAY_INFO_CAPS_SHIFT + n) & 1) != 0) {
                return ipc_find(process, thread->message.word[n]);
            }
        }
    }
    return IPC_NONE;
}

/* Whether it is the notification on which threads of some process sleep. */
static bool is_slept_on(int object)
{
    for (int i = 0; i < ipc.object_count; i++) {
        bool sleeps = ipc.object[i].type == TAY_OBJECT_process && !ipc.object[i].ended;
        int cap = sleeps ? ipc_find(i, world_idle(i)) : IPC_NONE;
        if (cap != IPC_NONE && ipc.cap[cap].object == object) {
            return true;
        }
    }
    return false;
}

/* Never the notification that a thread sleeps on. */
static int pick_disposable(int n)
{
    int process = ipc.thread[n].process;
    int promised = find_promised(process);
    int cap = promised != IPC_NONE && one_in(2) ? promised : step_movable(process);
    bool sleeps = cap != IPC_NONE && ipc.cap[cap].handle == world_idle(process);
    return sleeps ? IPC_NONE : cap;
}

bool act_close_one(int n)
{
    int cap = pick_disposable(n);
    if (cap == IPC_NONE) {
        return false;
    }
    tay_cap_t handle = ipc.cap[cap].handle;
    ipc_note("thread %d closes 0x%x, object %d", n, handle, ipc.cap[cap].object);
    enum tay_status expected = ipc_close_by(n, handle);
    compare_status(n, expected, tay_cap_close(handle));
    return true;
}

bool act_destroy_one(int n)
{
    int cap = pick_disposable(n);
    if (cap == IPC_NONE || is_slept_on(ipc.cap[cap].object) || !one_in(4)) {
        return false;
    }
    tay_cap_t handle = ipc.cap[cap].handle;
    ipc_note("thread %d destroys 0x%x, object %d", n, handle, ipc.cap[cap].object);
    enum tay_status expected = ipc_destroy(n, handle);
    compare_status(n, expected, tay_object_destroy(handle));
    return true;
}

bool act_bind(int n)
{
    int process = ipc.thread[n].process;
    tay_cap_t handle = (tay_cap_t)step_handle(n, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    int cap = one_in(5) ? IPC_NONE : pick_cap(process, TAY_OBJECT_notification, TAY_RIGHT_RECEIVE);
    if (cap != IPC_NONE && is_slept_on(ipc.cap[cap].object)) {
        return false;
    }
    tay_cap_t other = cap == IPC_NONE ? TAY_CAP_NULL : ipc.cap[cap].handle;
    ipc_note("thread %d binds 0x%x to 0x%x", n, other, handle);
    enum tay_status expected = ipc_bind_by(n, handle, other);
    compare_status(n, expected, tay_endpoint_bind(handle, other));
    return true;
}

bool act_copy_lent(int n)
{
    const struct ipc_thread *thread = &ipc.thread[n];
    int cap = one_in(2) ? pick_cap(thread->process, TAY_OBJECT_reply, 0) : IPC_NONE;
    tay_range_t own = step_range();
    size_t done = 0;
    if (!world_is_undisturbed(n)) {
        return true;
    }
    struct ipc_copy lent = {.handle = cap == IPC_NONE ? TAY_CALL_IN_HAND : ipc.cap[cap].handle,
                            .writes = one_in(2),
                            .offset = one_in(2) ? 0 : pick(300),
                            .own_ua = TAY_RANGE_ADDRESS(own),
                            .own_bytes = TAY_RANGE_LENGTH(own)};
    if (cap == IPC_NONE && thread->hand == IPC_NONE && !one_in(8)) {
        return false;
    }
    ipc_note("thread %d %s what is lent, by 0x%lx", n, lent.writes ? "writes" : "reads",
             (unsigned long)lent.handle);
    enum tay_status expected = ipc_copy_lent(n, &lent);
    tay_cap_t handle = (tay_cap_t)lent.handle;
    void *place = sim_pointer(lent.own_ua);
    enum tay_status status =
        lent.writes ? tay_caller_write(handle, lent.offset, place, lent.own_bytes, &done)
                    : tay_caller_read(handle, lent.offset, place, lent.own_bytes, &done);
    compare_status(n, expected, status);
    if ((expected == TAY_OK || expected == TAY_EFAULT) && done != lent.done) {
        ipc_fail("%zu bytes were copied, should have been %zu", done, lent.done);
    }
    return true;
}

bool act_write_memory(int n)
{
    unsigned char bytes[64];
    size_t offset = pick(IPC_PAGE - sizeof bytes);
    int process = ipc.thread[n].process;
    if (!world_is_undisturbed(n)) {
        return true;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)pick(256);
        ipc.memory[ipc.object[process].memory][offset + i] = bytes[i];
    }
    ipc_note("thread %d writes to its memory", n);
    assert_true(sim_write(IPC_MEMORY_UA + offset, bytes, sizeof bytes));
    return true;
}

bool act_cancel(int n)
{
    int cap = pick_cap(ipc.thread[n].process, TAY_OBJECT_thread, TAY_RIGHT_MANAGE);
    tay_cap_t handle = ipc.cap[cap].handle;
    ipc_note("thread %d cancels 0x%x", n, handle);
    enum tay_status expected = ipc_cancel(n, handle);
    compare_status(n, expected, tay_thread_cancel(handle));
    return true;
}

static void set_priority(int n, int cap)
{
    tay_cap_t handle = ipc.cap[cap].handle;
    unsigned priority = pick_priority(PRIORITIES);
    ipc_note("thread %d sets the priority of 0x%x to %u", n, handle, priority);
    enum tay_status expected = ipc_set_priority(n, handle, priority);
    compare_status(n, expected, tay_thread_set_priority(handle, priority));
}

bool act_set_priority(int n)
{
    set_priority(n, pick_cap(ipc.thread[n].process, TAY_OBJECT_thread, TAY_RIGHT_MANAGE));
    return true;
}

bool act_set_priority_meanwhile(int n)
{
    int cap = pick_cap(ipc.thread[n].process, TAY_OBJECT_thread, TAY_RIGHT_MANAGE);
    const struct ipc_thread *thread = &ipc.thread[ipc.object[ipc.cap[cap].object].thread];
    bool receives = thread->state == IPC_BLOCKED && thread->wait == IPC_RECEIVES;
    if (receives || (thread->result.fresh && thread->result.is_letter)) {
        return false;
    }
    set_priority(n, cap);
    return true;
}

bool act_fault(int n)
{
    unsigned kind = HAL_FAULT_ALIGNMENT + pick(HAL_FAULT_BUS - HAL_FAULT_ALIGNMENT + 1);
    tay_ua_t address = pick(0x10000);
    if (!one_in(2)) {
        return false;
    }
    ipc_note("thread %d faults", n);
    ipc_fault(n, kind, address, sim_current()->pc);
    bool goes_on = sim_fault((enum hal_fault_kind)kind, address);
    assert_false(goes_on);
    return true;
}

bool act_leave(int n)
{
    if (!one_in(8)) {
        return false;
    }
    ipc_note("thread %d exits", n);
    ipc_end_process(ipc.thread[n].process, (unsigned)n);
    enum tay_status status = tay_process_exit(TAY_CAP_SELF, (tay_word_t)n);
    compare_status(n, TAY_OK, status);
    return true;
}
