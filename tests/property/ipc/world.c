/* SPDX-License-Identifier: MIT */
/*
 * The machine, time, and traps. Invariant: whatever is done in the kernel is done in the model
 * first.
 */
#include "world.h"

#include <process/process.h>
#include <sched/scheduler.h>

#define SLEEP_NS 6000u

static uint64_t state;

uint64_t pick_word(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

unsigned pick(unsigned n)
{
    return (unsigned)((pick_word() >> 20) % n);
}

bool one_in(unsigned n)
{
    return pick(n) == 0;
}

bool peculiar(unsigned n)
{
    return one_in(ipc.plain ? 16 * n : n);
}

unsigned pick_priority(unsigned ceiling)
{
    /* By the seed: as many as there are, few, or next to none. */
    static const unsigned spans[] = {PRIORITIES, 4, 1};
    unsigned span = spans[ipc.seed % 3];
    return pick((span < ceiling ? span : ceiling) + 1);
}

int pick_cap(int process, unsigned type, unsigned rights)
{
    unsigned count = 0;
    int found = IPC_NONE;
    for (int i = 0; i < IPC_CAPS; i++) {
        const struct ipc_cap *cap = &ipc.cap[i];
        if (cap->process == process && ipc.object[cap->object].type == type &&
            (cap->rights & rights) == rights && one_in(++count)) {
            found = i;
        }
    }
    return found;
}

int pick_thread(void)
{
    unsigned count = 0;
    int found = IPC_NONE;
    for (int i = 0; i < ipc.thread_count; i++) {
        if (i != DIRECTOR && !ipc.thread[i].ended && one_in(++count)) {
            found = i;
        }
    }
    return found;
}

tay_time_t pick_deadline(void)
{
    tay_time_t deadline_ns = ipc.now_ns + 1 + pick(SLEEP_NS);
    while (ipc_is_deadline(deadline_ns)) {
        deadline_ns++;
    }
    return deadline_ns;
}

unsigned count_live(unsigned type)
{
    unsigned count = 0;
    for (int i = 0; i < ipc.object_count; i++) {
        count += ipc.object[i].type == type && !ipc.object[i].ended;
    }
    return count;
}

void world_trap(int n, unsigned trap, tay_word_t handle, struct tay_message message)
{
    static const char *const names[] = {
        "calls", "answers and receives", "sends", "receives", "notifies", "waits"};
    ipc_note("thread %d %s by 0x%lx, info 0x%lx, deadline %llu", n, names[trap],
             (unsigned long)handle, (unsigned long)message.info, (unsigned long long)message.badge);
    switch (trap) {
    case TAY_TRAP_CALL:
        ipc_call(n, handle, &message, true);
        break;
    case TAY_TRAP_SEND:
        ipc_send(n, handle, &message);
        break;
    case TAY_TRAP_RECV:
        ipc_recv(n, handle, &message);
        break;
    case TAY_TRAP_REPLY_RECV:
        ipc_reply_recv(n, handle, &message);
        break;
    case TAY_TRAP_NOTIFY:
        ipc_notify(n, handle, &message);
        break;
    default:
        ipc_wait(n, handle, &message);
        break;
    }
    bool back = sim_trap(trap, (tay_cap_t)handle, &message);
    (void)back; /* what has come back is compared with that of all others */
}

void world_sleep(int n)
{
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = pick_deadline()};
    world_trap(n, TAY_TRAP_WAIT, world_idle(ipc.thread[n].process), message);
}

bool world_choose_core(void)
{
    unsigned cores = machine_core_count();
    if (cores == 1) {
        return sim_current() != NULL;
    }
    if (one_in(4)) {
        sim_hold_interrupts(pick(2) * pick(1u << cores));
    }
    return sim_select_busy_core(pick(cores));
}

void world_let_kicks_come(void)
{
    if (sim_holds_interrupts()) {
        sim_hold_interrupts(0);
    }
}

bool world_is_undisturbed(int n)
{
    world_let_kicks_come();
    return compare_current() == n;
}

void world_select(int n)
{
    for (unsigned core = 0; core < machine_core_count(); core++) {
        sim_select_core(core);
        if (compare_current() == n) {
            return;
        }
    }
    ipc_fail("thread %d does not run", n);
}

void world_advance(tay_time_t ns)
{
    world_let_kicks_come();
    ipc_note("%llu ns pass", (unsigned long long)ns);
    tay_time_t end_ns = ipc.now_ns + ns;
    while (ipc_advance(end_ns)) {
    }
    sim_advance(ns);
}

void world_let_go(void)
{
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = TAY_TIME_NEVER - 1};
    int process = 0;
    while (ipc.object[process].kernel != &scheduler_current()->process->object) {
        process++;
    }
    bool back = sim_trap(TAY_TRAP_WAIT, world_idle(process), &message);
    (void)back;
}

/* The beginning --------------------------------------------------------------------------------*/

static void add_init(void)
{
    struct thread *thread = scheduler_current();
    int init = ipc_add_object(TAY_OBJECT_process, &thread->process->object);
    int object = ipc_add_object(TAY_OBJECT_thread, &thread->object);
    ipc.object[init].ceiling = thread->process->ceiling;
    ipc_add_cap(init, TAY_CAP_SELF, init, TAY_RIGHT_READ | TAY_RIGHT_GRANT | TAY_RIGHT_MANAGE);
    ipc_add_thread(init, object, sim_boot_info()->thread, thread->base_priority);
    ipc_add_cap(init, sim_boot_info()->thread, object,
                TAY_RIGHT_READ | TAY_RIGHT_GRANT | TAY_RIGHT_MANAGE);
    ipc.thread[DIRECTOR].state = IPC_READY;
    ipc.now_ns = sim_now();
}

void world_begin(unsigned seed, unsigned cores)
{
    sim_check_always(NULL);
    sim_boot(&(struct sim_options){.cores = cores, .seed = cores > 1 ? seed + 1 : 0});
    sim_interleave(cores > 1 ? 2 : 0);
    machine_set_keeping(seed + 1, cores > 1 ? 4 : 0);
    ipc_begin(seed);
    state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    add_init();
    sim_set_preemption(seed + 1, seed % 4 == 0 ? 2 : 0);
    enum tay_status expected =
        ipc_set_priority(DIRECTOR, sim_boot_info()->thread, DIRECTOR_PRIORITY);
    compare_status(DIRECTOR, expected,
                   tay_thread_set_priority(sim_boot_info()->thread, DIRECTOR_PRIORITY));
}
