/* SPDX-License-Identifier: MIT */
/*
 * What the director makes: processes, threads, endpoints, notifications; what it gives away.
 */
#include "director.h"

#include <object/capability.h>
#include <process/process.h>
#include <sched/scheduler.h>
#include <unit.h>

#define PROCESSES 5u
/* By the seed few threads and many endpoints, or a crowd at few. */
#define THREADS (ipc.seed % 4 != 0 ? 3u : 7u) /* of a process */
#define ENDPOINTS (ipc.seed % 4 != 0 ? 5u : 2u)
#define NOTIFICATIONS 3u
#define LEFT_SLOTS 14u /* of a new process */

static tay_cap_t idle[IPC_PROCESSES];

tay_cap_t world_idle(int process)
{
    return idle[ipc.object[process].memory];
}

tay_cap_t director_handle_to(int object)
{
    for (int i = 0; i < IPC_CAPS; i++) {
        if (ipc.cap[i].process == INIT && ipc.cap[i].object == object) {
            return ipc.cap[i].handle;
        }
    }
    return TAY_CAP_NULL;
}

int director_adopt(unsigned type, tay_cap_t handle)
{
    const struct slot *slot = cap_table_find(&scheduler_current()->process->table, handle);
    int object = ipc_add_object(type, slot->object);
    ipc_add_cap(INIT, handle, object, slot->rights);
    return object;
}

bool director_give(int process, tay_cap_t handle, unsigned rights)
{
    int cap = IPC_NONE;
    tay_word_t given = TAY_CAP_NULL;
    ipc_note("director gives process %d 0x%x, rights 0x%x", process, handle, rights);
    enum tay_status expected = ipc_give(DIRECTOR, process, handle, rights, &cap);
    compare_status(DIRECTOR, expected,
                   tay_process_give(director_handle_to(process), handle, rights, &given));
    if (expected == TAY_OK) {
        compare_learn(cap, (tay_cap_t)given);
    }
    return expected == TAY_OK;
}

static void make_thread(int process)
{
    tay_cap_t handle = TAY_CAP_NULL;
    unsigned priority = pick_priority(ipc.object[process].ceiling);
    must(tay_thread_create(director_handle_to(process), SIM_TEXT_UA, IPC_STACK_UA, 0, priority,
                           &handle));
    int object = director_adopt(TAY_OBJECT_thread, handle);
    const struct thread *thread =
        thread_of(cap_table_find(&scheduler_current()->process->table, handle)->object);
    int n = ipc_add_thread(process, object, thread->own_handle, priority);
    ipc_add_cap(process, thread->own_handle, object,
                TAY_RIGHT_READ | TAY_RIGHT_GRANT | TAY_RIGHT_MANAGE);
    ipc_note("director makes thread %d of process %d, priority %u", n, process, priority);
    must(tay_thread_start(handle));
    enum tay_status expected = ipc_start(DIRECTOR, handle);
    assert_int_equal(expected, TAY_OK);
}

static void map_memory(int process)
{
    tay_ua_t address;
    must(tay_space_map(director_handle_to(process), TAY_CAP_NULL, 0, IPC_PAGE, IPC_MEMORY_UA,
                       TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_FIXED, &address));
    must(tay_space_map(director_handle_to(process), TAY_CAP_NULL, 0,
                       (IPC_MEMORY_PAGES - 1) * IPC_PAGE, IPC_MEMORY_UA + IPC_PAGE,
                       TAY_MAP_READ | TAY_MAP_FIXED, &address));
}

/* What nobody signals, and so much that nobody can use that the table will be full at times. */
static void fill_table(int process)
{
    tay_cap_t handle = TAY_CAP_NULL;
    must(tay_notification_create(TAY_OWN_ACCOUNT, &handle));
    int object = director_adopt(TAY_OBJECT_notification, handle);
    director_give(process, handle, TAY_RIGHT_RECEIVE);
    for (int i = 0; i < IPC_CAPS; i++) {
        if (ipc.cap[i].process == process && ipc.cap[i].object == object) {
            idle[ipc.object[process].memory] = ipc.cap[i].handle;
        }
    }
    compare_status(DIRECTOR, ipc_close_by(DIRECTOR, handle), tay_cap_close(handle));
    while (ipc_used(process) < TAY_SLOTS_MIN - LEFT_SLOTS) {
        director_give(process, TAY_CAP_SELF, 0);
    }
}

static void make_process(void)
{
    tay_cap_t handle = TAY_CAP_NULL;
    unsigned ceiling = PRIORITIES - pick(PRIORITIES) / 2 - pick(PRIORITIES) / 2;
    int cap = one_in(3) ? IPC_NONE : pick_cap(INIT, TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    tay_cap_t supervisor = cap == IPC_NONE ? TAY_CAP_NULL : ipc.cap[cap].handle;
    uint64_t label = ++ipc.labels;
    must(tay_process_create(TAY_OWN_ACCOUNT, supervisor, label, TAY_SLOTS_MIN, ceiling, &handle));
    int process = director_adopt(TAY_OBJECT_process, handle);
    struct ipc_object *object = &ipc.object[process];
    ipc_note("director makes process %d with label %llu", process, (unsigned long long)label);
    object->supervisor = cap == IPC_NONE ? IPC_NONE : ipc.cap[cap].object;
    object->epoch = cap == IPC_NONE ? 0 : ipc.object[object->supervisor].epoch;
    object->badge = label;
    object->slots = TAY_SLOTS_MIN;
    object->ceiling = ceiling;
    object->exit_status = TAY_EXIT_DESTROYED;
    object->memory = ++ipc.process_count;
    if (ipc.process_count == IPC_PROCESSES) {
        ipc_fail("the model has no room for processes");
    }
    ipc_add_cap(process, TAY_CAP_SELF, process,
                TAY_RIGHT_READ | TAY_RIGHT_GRANT | TAY_RIGHT_MANAGE);
    map_memory(process);
    fill_table(process);
    make_thread(process);
}

static unsigned count_threads(int process)
{
    unsigned count = 0;
    for (int i = 0; i < ipc.thread_count; i++) {
        count += !ipc.thread[i].ended && ipc.thread[i].process == process;
    }
    return count;
}

int director_pick_process(void)
{
    int cap = pick_cap(INIT, TAY_OBJECT_process, TAY_RIGHT_MANAGE);
    int process = cap == IPC_NONE ? IPC_NONE : ipc.cap[cap].object;
    return process == INIT ? IPC_NONE : process;
}

bool director_replenish(void)
{
    tay_cap_t handle = TAY_CAP_NULL;
    int process = director_pick_process();
    if (count_live(TAY_OBJECT_endpoint) < ENDPOINTS) {
        must(tay_endpoint_create(TAY_OWN_ACCOUNT, &handle));
        ipc.object[director_adopt(TAY_OBJECT_endpoint, handle)].level = ++ipc.levels % ENDPOINTS;
    } else if (count_live(TAY_OBJECT_process) <= PROCESSES) {
        make_process();
    } else if (count_live(TAY_OBJECT_notification) <
               NOTIFICATIONS + 1 + count_live(TAY_OBJECT_process) - 1) {
        must(tay_notification_create(TAY_OWN_ACCOUNT, &handle));
        director_adopt(TAY_OBJECT_notification, handle);
    } else if (process != IPC_NONE && count_threads(process) < THREADS &&
               ipc_has_room(process, 1)) {
        make_thread(process);
    } else {
        return false;
    }
    return true;
}
