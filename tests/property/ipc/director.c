/* SPDX-License-Identifier: MIT */
/*
 * The director's single acts: it hands capabilities out and interferes with all that it holds.
 */
#include "director.h"

#include <unit.h>

#define LINE 9
#define HANDED_OUT 50u /* capabilities before the first step */

static tay_cap_t line;
static tay_cap_t wake;

/* What it does ---------------------------------------------------------------------------------*/

static bool hand_out(void)
{
    static const unsigned rights[] = {TAY_RIGHT_SEND | TAY_RIGHT_GRANT, TAY_RIGHT_SEND,
                                      TAY_RIGHT_RECEIVE, TAY_RIGHT_RECEIVE | TAY_RIGHT_GRANT,
                                      TAY_RIGHTS_ALL};
    unsigned type = one_in(3) ? TAY_OBJECT_notification : TAY_OBJECT_endpoint;
    int process = director_pick_process(), cap = pick_cap(INIT, type, TAY_RIGHT_GRANT);
    if (process == IPC_NONE || cap == IPC_NONE || ipc.cap[cap].handle == wake) {
        return false;
    }
    return director_give(process, ipc.cap[cap].handle,
                         rights[pick(sizeof rights / sizeof *rights)]);
}

static bool cancel(void)
{
    int n = pick_thread();
    if (n == IPC_NONE) {
        return false;
    }
    tay_cap_t handle = director_handle_to(ipc.thread[n].object);
    ipc_note("director cancels thread %d", n);
    enum tay_status expected = ipc_cancel(DIRECTOR, handle);
    compare_status(DIRECTOR, expected, tay_thread_cancel(handle));
    return true;
}

static bool set_priority(void)
{
    int n = pick_thread();
    if (n == IPC_NONE) {
        return false;
    }
    tay_cap_t handle = director_handle_to(ipc.thread[n].object);
    unsigned priority = pick_priority(PRIORITIES);
    ipc_note("director sets priority of thread %d to %u", n, priority);
    enum tay_status expected = ipc_set_priority(DIRECTOR, handle, priority);
    compare_status(DIRECTOR, expected, tay_thread_set_priority(handle, priority));
    return true;
}

static bool start(void)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        if (!ipc.thread[i].ended && ipc.thread[i].state == IPC_STOPPED && one_in(2)) {
            tay_cap_t handle = director_handle_to(ipc.thread[i].object);
            ipc_note("director resumes thread %d", i);
            ipc_count(IPC_resumed);
            enum tay_status expected = ipc_start(DIRECTOR, handle);
            compare_status(DIRECTOR, expected, tay_thread_start(handle));
            return true;
        }
    }
    return false;
}

static bool destroy(unsigned type)
{
    int cap = pick_cap(INIT, type, TAY_RIGHT_MANAGE);
    if (cap == IPC_NONE || ipc.cap[cap].object == INIT || ipc.cap[cap].handle == wake ||
        ipc.cap[cap].object == ipc.thread[DIRECTOR].object) {
        return false;
    }
    tay_cap_t handle = ipc.cap[cap].handle;
    ipc_note("director destroys object %d", ipc.cap[cap].object);
    enum tay_status expected = ipc_destroy(DIRECTOR, handle);
    compare_status(DIRECTOR, expected, tay_object_destroy(handle));
    return true;
}

static bool destroy_one(void)
{
    static const unsigned types[] = {TAY_OBJECT_thread, TAY_OBJECT_thread, TAY_OBJECT_process,
                                     TAY_OBJECT_endpoint, TAY_OBJECT_notification};
    return destroy(types[pick(sizeof types / sizeof *types)]);
}

static bool refuse(void)
{
    int cap = pick_cap(INIT, TAY_OBJECT_endpoint, TAY_RIGHT_MANAGE);
    if (cap == IPC_NONE) {
        return false;
    }
    bool on = !ipc.object[ipc.cap[cap].object].refusing;
    tay_cap_t handle = ipc.cap[cap].handle;
    ipc_note("director sets endpoint %d to refuse: %d", ipc.cap[cap].object, on);
    enum tay_status expected = ipc_refuse(DIRECTOR, handle, on);
    compare_status(DIRECTOR, expected, tay_endpoint_refuse(handle, on));
    return true;
}

static bool admit(void)
{
    for (int i = 0; i < IPC_CAPS; i++) {
        const struct ipc_cap *cap = &ipc.cap[i];
        if (cap->process == INIT && ipc.object[cap->object].refusing &&
            (cap->rights & TAY_RIGHT_MANAGE) != 0 && one_in(2)) {
            tay_cap_t handle = cap->handle;
            ipc_note("director lets endpoint %d admit", cap->object);
            enum tay_status expected = ipc_refuse(DIRECTOR, handle, 0);
            compare_status(DIRECTOR, expected, tay_endpoint_refuse(handle, 0));
            return true;
        }
    }
    return false;
}

static bool renew(void)
{
    int cap = pick_cap(INIT, TAY_OBJECT_endpoint, TAY_RIGHT_MANAGE);
    if (cap == IPC_NONE) {
        return false;
    }
    tay_cap_t handle = ipc.cap[cap].handle;
    ipc_note("director renews endpoint %d", ipc.cap[cap].object);
    enum tay_status expected = ipc_renew(DIRECTOR, handle);
    compare_status(DIRECTOR, expected, tay_endpoint_renew(handle));
    return true;
}

/* Keeps an endpoint only to manage it, or gives it up. */
static bool let_go(void)
{
    int cap = pick_cap(INIT, TAY_OBJECT_endpoint, 0), kept = IPC_NONE;
    if (cap == IPC_NONE) {
        return false;
    }
    tay_cap_t handle = ipc.cap[cap].handle, copy = TAY_CAP_NULL;
    ipc_note("director lets go of endpoint %d", ipc.cap[cap].object);
    if ((ipc.cap[cap].rights & TAY_RIGHT_RECEIVE) != 0) {
        unsigned rights = TAY_RIGHT_MANAGE | TAY_RIGHT_SEND | TAY_RIGHT_GRANT;
        enum tay_status expected = ipc_copy(DIRECTOR, handle, rights, &kept);
        compare_status(DIRECTOR, expected, tay_cap_copy(handle, rights, &copy));
        compare_learn(kept, copy);
    }
    enum tay_status expected = ipc_close_by(DIRECTOR, handle);
    compare_status(DIRECTOR, expected, tay_cap_close(handle));
    return true;
}

static void sleep_until_line(void)
{
    must(tay_irq_acknowledge(line));
    world_trap(DIRECTOR, TAY_TRAP_WAIT, wake, (struct tay_message){0});
}

void director_begin(void)
{
    must(tay_notification_create(TAY_OWN_ACCOUNT, &wake));
    must(tay_irq_create(sim_boot_info()->irq_control, LINE, wake, 1, &line));
    director_adopt(TAY_OBJECT_notification, wake);
    while (director_replenish()) {
    }
    for (unsigned i = 0; i < HANDED_OUT; i++) {
        hand_out();
    }
    sleep_until_line();
}

void world_direct(void)
{
    static const struct {
        unsigned weight;
        bool (*act)(void);
    } acts[] = {
        {16, director_replenish}, {14, hand_out}, {14, cancel}, {8, set_priority}, {10, start},
        {4, destroy_one},         {1, refuse},    {8, admit},   {1, renew},        {1, let_go}};
    int notification = ipc.cap[ipc_find(INIT, wake)].object;
    ipc.object[notification].bits |= 1;
    ipc_spread_bits(notification);
    world_let_kicks_come();
    sim_raise_line(LINE);
    compare_all();
    world_select(DIRECTOR);
    for (bool done = false; !done;) {
        unsigned at = pick(77), i = 0;
        while (at >= acts[i].weight) {
            at -= acts[i++].weight;
        }
        done = acts[i].act();
    }
    sleep_until_line();
}
