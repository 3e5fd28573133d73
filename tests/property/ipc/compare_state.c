/* SPDX-License-Identifier: MIT */
/*
 * Comparing how things stand: threads, queues, messages, tables, memory.
 */
#include "compare.h"
#include "compare_kernel.h"

#include <hal/core.h>
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <mem/user.h>
#include <process/process.h>
#include <sched/core.h>
#include <sched/wait.h>
#include <string.h>

static void compare_thread(int n)
{
    static const enum thread_state states[] = {
        [IPC_STOPPED] = THREAD_STOPPED, [IPC_READY] = THREAD_READY, [IPC_BLOCKED] = THREAD_BLOCKED};
    const struct ipc_thread *thread = &ipc.thread[n];
    const struct thread *kernel = compare_thread_of(n);
    const struct thread *hand = thread->hand == IPC_NONE ? NULL : compare_thread_of(thread->hand);
    bool blocked = thread_is_blocked(kernel) && thread->state == IPC_BLOCKED;
    bool good = kernel->state == states[thread->state] ||
                (blocked && kernel->state == THREAD_RECEIVING && thread->wait == IPC_RECEIVES) ||
                (blocked && kernel->state == THREAD_WAITING && thread->wait == IPC_WAITS);
    if (!good) {
        ipc_fail("thread %d has state %u, should have %u", n, kernel->state, states[thread->state]);
    }
    if (kernel->priority != thread->priority) {
        ipc_fail("thread %d has priority %u, should have %u", n, kernel->priority,
                 thread->priority);
    }
    if (kernel->service.caller != hand) {
        ipc_fail("thread %d has another call in hand than that of thread %d", n, thread->hand);
    }
}

/* Whether a thread must not wait while this one, or nobody, runs on a core. One that waits for
 * another core may go on waiting while this one is busy. */
static bool goes_before(int waits, int runs, unsigned core)
{
    const struct ipc_thread *thread = &ipc.thread[waits];
    if (thread->ended || thread->state != IPC_READY) {
        return false;
    }
    return runs == IPC_NONE || (compare_thread_of(waits)->core->number == core &&
                                ipc.thread[runs].priority < thread->priority);
}

/* Who runs on the acting core is one of the most important of those that wait for it. */
static void compare_choice_of_core(const bool *runs_somewhere)
{
    int current = compare_current();
    for (int i = 0; i < ipc.thread_count; i++) {
        if (!runs_somewhere[i] && goes_before(i, current, hal_core_self())) {
            ipc_fail("thread %d runs, thread %d should", current, i);
        }
    }
    if ((current == IPC_NONE) != (sim_current() == NULL)) {
        ipc_fail("a thread runs that the model does not know");
    }
}

/* A core that has a kick to take has not chosen yet, and may be the one that wakes others. */
static void compare_choice(void)
{
    unsigned actor = hal_core_self(), kicked = 0;
    bool runs_somewhere[IPC_THREADS] = {false};
    for (unsigned core = 0; core < machine_core_count(); core++) {
        sim_select_core(core);
        int current = compare_current();
        if (current != IPC_NONE) {
            runs_somewhere[current] = true;
        }
        kicked += machine_is_kicked(core);
    }
    for (unsigned core = 0; core < machine_core_count(); core++) {
        sim_select_core(core);
        bool may_sleep = sim_current() == NULL && kicked > 0;
        if (!machine_is_kicked(core) && !may_sleep) {
            compare_choice_of_core(runs_somewhere);
        }
    }
    sim_select_core(actor);
}

/* A thread of the kernel's that waits, and should wait in this way. */
static const struct ipc_thread *compare_waiter(const struct thread *kernel, enum ipc_wait wait,
                                               int on)
{
    int n = 0;
    while (n < ipc.thread_count && (ipc.thread[n].ended || compare_thread_of(n) != kernel)) {
        n++;
    }
    if (n == ipc.thread_count || !ipc_is_blocked(&ipc.thread[n], wait, on)) {
        ipc_fail("thread %d waits at object %d and should not", n, on);
    }
    return &ipc.thread[n];
}

/* So many do. */
static void compare_count(unsigned count, enum ipc_wait wait, int on)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        count -= ipc_is_blocked(&ipc.thread[i], wait, on);
    }
    if (count != 0) {
        ipc_fail("somebody who should wait at object %d does not", on);
    }
}

/* Those who wait in this way, one after the other; returns how many. */
static unsigned compare_queue(const struct wait_queue *queue, enum ipc_wait wait, int on)
{
    uint64_t age = 0;
    unsigned priority = TAY_PRIORITY_COUNT, count = 0;
    for (struct tree_node *node = tree_first(&queue->tree); node != NULL; node = tree_next(node)) {
        const struct thread *kernel = container_of(node, struct thread, wait.node);
        const struct ipc_thread *thread = compare_waiter(kernel, wait, on);
        if (thread->priority > priority || (thread->priority == priority && thread->age < age)) {
            ipc_fail("a thread stands too far back at object %d", on);
        }
        priority = thread->priority;
        age = thread->age;
        count++;
    }
    return count;
}

/* Those who receive, the last one first. */
static void compare_receivers(const struct endpoint *endpoint, int on)
{
    const struct thread *ready = endpoint->ready == ENDPOINT_BUSY ? NULL : endpoint->ready;
    uint64_t age = UINT64_MAX;
    unsigned count = 0;
    if (ready != NULL) {
        age = compare_waiter(ready, IPC_RECEIVES, on)->age;
        count++;
    }
    for (struct list_node *node = list_first(&endpoint->receivers); node != NULL;
         node = list_next(&endpoint->receivers, node)) {
        const struct thread *kernel = container_of(node, struct thread, ready);
        const struct ipc_thread *thread = compare_waiter(kernel, IPC_RECEIVES, on);
        if (thread->age > age) {
            ipc_fail("a receiver stands too far back at object %d", on);
        }
        age = thread->age;
        count++;
    }
    compare_count(count, IPC_RECEIVES, on);
}

static void compare_waiters(const struct notification *notification, int on)
{
    unsigned count = compare_queue(&notification->waiters, IPC_WAITS, on);
    if (notification->waiter != NULL) {
        compare_waiter(notification->waiter, IPC_WAITS, on);
        count++;
    }
    compare_count(count, IPC_WAITS, on);
}

/* Nobody waits for ever: each waits for something that is there, or for time. */
static void compare_hope(int n)
{
    const struct ipc_thread *thread = &ipc.thread[n];
    const struct thread *kernel = compare_thread_of(n);
    bool there = !ipc.object[thread->on].ended;
    if (thread->wait == IPC_QUEUED || thread->wait == IPC_RECEIVES) {
        const struct endpoint *endpoint = endpoint_of(compare_object_of(thread->on));
        there = there && endpoint->receiver_count > 0 && !endpoint->object.dying;
    } else if (thread->wait == IPC_WAITS) {
        there = there && !compare_object_of(thread->on)->dying;
    } else if (thread->wait == IPC_TAKEN) {
        there = !ipc.thread[thread->server].ended && kernel->call.server->service.caller == kernel;
    } else {
        const struct reply *reply = kernel->call.reply;
        there = reply->caller == kernel && reply->object.capability_count == 1;
    }
    if (!there) {
        ipc_fail("thread %d waits for what is not there any more", n);
    }
}

static int next_letter(int endpoint, int after)
{
    int n = after + 1;
    while (n < ipc.letter_count && ipc.letter[n].endpoint != endpoint) {
        n++;
    }
    return n;
}

/* Brings the one that the kernel has into place n, if it may stand there. */
static bool match_letter(int n, const struct message_node *message)
{
    for (int i = n; i < ipc.letter_count; i++) {
        struct ipc_letter letter = ipc.letter[i];
        if (compare_is_beside(&letter, &ipc.letter[n]) &&
            compare_is_letter(&letter, message->kind, message->badge, message->word)) {
            ipc.letter[i] = ipc.letter[n];
            ipc.letter[n] = letter;
            return true;
        }
    }
    return false;
}

static void compare_letters(int endpoint)
{
    const struct endpoint *kernel = endpoint_of(compare_object_of(endpoint));
    int n = next_letter(endpoint, IPC_NONE);
    for (struct list_node *node = list_first(&kernel->messages); node != NULL;
         node = list_next(&kernel->messages, node)) {
        const struct message_node *message = container_of(node, struct message_node, queued);
        if (n == ipc.letter_count || !match_letter(n, message)) {
            ipc_fail("a message of kind %u with badge 0x%llx waits at endpoint %d and should not",
                     message->kind, (unsigned long long)message->badge, endpoint);
        }
        n = next_letter(endpoint, n);
    }
    if (n < ipc.letter_count) {
        ipc_fail("a message of kind %u with badge 0x%llx should wait at endpoint %d",
                 ipc.letter[n].kind, (unsigned long long)ipc.letter[n].badge, endpoint);
    }
}

static void compare_object(int n)
{
    const struct ipc_object *object = &ipc.object[n];
    if (object->type == TAY_OBJECT_endpoint) {
        compare_letters(n);
        const struct endpoint *kernel = endpoint_of(compare_object_of(n));
        compare_count(compare_queue(&kernel->callers, IPC_QUEUED, n), IPC_QUEUED, n);
        compare_receivers(kernel, n);
    } else if (object->type == TAY_OBJECT_notification) {
        const struct notification *kernel = notification_of(compare_object_of(n));
        compare_waiters(kernel, n);
        if (kernel->bits != object->bits) {
            ipc_fail("notification %d has bits 0x%lx, should have 0x%lx", n,
                     (unsigned long)kernel->bits, (unsigned long)object->bits);
        }
    } else if (object->type == TAY_OBJECT_process && object->slots != 0 &&
               compare_process(n)->table.used != ipc_used(n)) {
        ipc_fail("process %d has %u capabilities, should have %u", n,
                 compare_process(n)->table.used, ipc_used(n));
    }
}

void compare_memory(int process)
{
    unsigned char bytes[IPC_MEMORY_PAGES * IPC_PAGE];
    struct process *kernel = compare_process(process);
    if (user_read(&kernel->space, IPC_MEMORY_UA, bytes, sizeof bytes) != sizeof bytes) {
        ipc_fail("the memory of process %d cannot be read", process);
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        if (bytes[i] != ipc.memory[ipc.object[process].memory][i]) {
            ipc_fail("byte 0x%zx of process %d is not what was copied there", i, process);
        }
    }
}

void compare_all(void)
{
    compare_results(true);
    for (int i = 0; i < ipc.thread_count; i++) {
        if (!ipc.thread[i].ended) {
            compare_thread(i);
        }
        if (!ipc.thread[i].ended && ipc.thread[i].state == IPC_BLOCKED) {
            compare_hope(i);
        }
    }
    for (int i = 0; i < ipc.object_count; i++) {
        if (!ipc.object[i].ended) {
            compare_object(i);
        }
    }
    for (int i = 0; i < IPC_CAPS; i++) {
        if (ipc.cap[i].process != IPC_NONE) {
            compare_cap(&ipc.cap[i]);
        }
    }
    compare_choice();
}
