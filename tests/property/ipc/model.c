/* SPDX-License-Identifier: MIT */
/*
 * The model's objects and capabilities. Invariant: an object that has ended has no capability.
 */
#include "model.h"

#include <string.h>

struct ipc_model ipc;
unsigned long ipc_counted[IPC_EVENTS];

void ipc_count(enum ipc_event event)
{
    ipc_counted[event]++;
}

void ipc_begin(unsigned seed)
{
    memset(&ipc, 0, sizeof ipc);
    ipc.seed = seed;
    for (int i = 0; i < IPC_CAPS; i++) {
        ipc.cap[i].process = IPC_NONE;
    }
}

int ipc_add_object(unsigned type, const void *kernel)
{
    if (ipc.object_count == IPC_OBJECTS) {
        ipc_fail("the model has no room for objects");
    }
    struct ipc_object *object = &ipc.object[ipc.object_count];
    object->type = type;
    object->kernel = kernel;
    object->bound = object->endpoint = object->caller = IPC_NONE;
    object->supervisor = object->thread = IPC_NONE;
    return ipc.object_count++;
}

int ipc_add_cap(int process, tay_cap_t handle, int object, unsigned rights)
{
    for (int i = 0; i < IPC_CAPS; i++) {
        if (ipc.cap[i].process == IPC_NONE) {
            ipc.cap[i] = (struct ipc_cap){process, handle, object, rights};
            return i;
        }
    }
    ipc_fail("the model has no room for capabilities");
}

int ipc_add_thread(int process, int object, tay_cap_t own_handle, unsigned priority)
{
    if (ipc.thread_count == IPC_THREADS) {
        ipc_fail("the model has no room for threads");
    }
    ipc.object[object].thread = ipc.thread_count;
    ipc.thread[ipc.thread_count] = (struct ipc_thread){
        .process = process,
        .object = object,
        .own_handle = own_handle,
        .state = IPC_STOPPED,
        .base = priority,
        .priority = priority,
        .hand = IPC_NONE,
        .server = IPC_NONE,
        .reply = IPC_NONE,
        .session = IPC_NONE,
    };
    return ipc.thread_count++;
}

int ipc_find(int process, tay_word_t handle)
{
    for (int i = 0; i < IPC_CAPS && handle != TAY_CAP_NULL; i++) {
        if (ipc.cap[i].process == process && ipc.cap[i].handle == handle) {
            return i;
        }
    }
    return IPC_NONE;
}

unsigned ipc_used(int process)
{
    unsigned used = 0;
    for (int i = 0; i < IPC_CAPS; i++) {
        used += ipc.cap[i].process == process;
    }
    return used;
}

bool ipc_has_room(int process, unsigned count)
{
    unsigned slots = ipc.object[process].slots; /* 0: there is always room */
    return slots == 0 || ipc_used(process) + count <= slots;
}

unsigned ipc_receivers(int endpoint)
{
    unsigned count = 0;
    for (int i = 0; i < IPC_CAPS; i++) {
        const struct ipc_cap *cap = &ipc.cap[i];
        count += cap->process != IPC_NONE && cap->object == endpoint &&
                 (cap->rights & TAY_RIGHT_RECEIVE) != 0;
    }
    return count;
}

enum tay_status ipc_check(int process, tay_word_t handle, unsigned type, unsigned right)
{
    int cap = ipc_find(process, handle);
    if (cap == IPC_NONE) {
        return TAY_EHANDLE;
    }
    if (type != TAY_OBJECT_NONE && ipc.object[ipc.cap[cap].object].type != type) {
        return TAY_ETYPE;
    }
    return (ipc.cap[cap].rights & right) == right ? TAY_OK : TAY_ERIGHT;
}
