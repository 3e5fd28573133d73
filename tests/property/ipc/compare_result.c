/* SPDX-License-Identifier: MIT */
/*
 * Comparing what traps have come back with.
 */
#include "compare.h"
#include "compare_kernel.h"

#include <process/process.h>
#include <string.h>
#include <tay/message.h>

struct object *compare_object_of(int object)
{
    union {
        const void *shared;
        struct object *own;
    } kernel = {ipc.object[object].kernel};
    return kernel.own;
}

struct thread *compare_thread_of(int n)
{
    return thread_of(compare_object_of(ipc.thread[n].object));
}

struct hal_context *compare_context(int n)
{
    return &compare_thread_of(n)->context;
}

int compare_current(void)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        if (!ipc.thread[i].ended && compare_context(i) == sim_current()) {
            return i;
        }
    }
    return IPC_NONE;
}

struct process *compare_process(int process)
{
    return process_of(compare_object_of(process));
}

static const struct slot *slot_of(const struct ipc_cap *cap)
{
    return cap_table_find(&compare_process(cap->process)->table, cap->handle);
}

void compare_cap(const struct ipc_cap *cap)
{
    const struct slot *slot = slot_of(cap);
    if (slot == NULL) {
        ipc_fail("process %d has no capability 0x%x, to object %d", cap->process, cap->handle,
                 cap->object);
    }
    if (slot->object != ipc.object[cap->object].kernel || slot->rights != cap->rights) {
        ipc_fail("capability 0x%x of process %d has rights 0x%x and should lead to object %d with "
                 "rights 0x%x",
                 cap->handle, cap->process, slot->rights, cap->object, cap->rights);
    }
}

void compare_learn(int n, tay_cap_t handle)
{
    struct ipc_cap *cap = &ipc.cap[n];
    if (cap->process == IPC_NONE) {
        return; /* closed in the same step */
    }
    if (cap->handle != TAY_CAP_NULL || ipc_find(cap->process, handle) != IPC_NONE) {
        ipc_fail("process %d is told of capability 0x%x a second time", cap->process, handle);
    }
    cap->handle = handle;
    if (slot_of(cap) == NULL) {
        ipc_fail("process %d is told of a capability 0x%x that it has not", cap->process, handle);
    }
    if (ipc.object[cap->object].kernel == NULL) {
        ipc.object[cap->object].kernel = slot_of(cap)->object;
    }
    compare_cap(cap);
}

void compare_status(int n, enum tay_status expected, enum tay_status status)
{
    /* Who has ended itself may have gone already. */
    bool gone = ipc.thread[n].ended && status == SIM_BLOCKED;
    if (!gone && status != expected) {
        ipc_fail("an operation of thread %d has status %u, should have %u", n, status, expected);
    }
}

/* Results ------------------------------------------------------------------------------------- */

bool compare_is_letter(const struct ipc_letter *letter, enum tay_kind kind, uint64_t badge,
                       const tay_word_t *word)
{
    return letter->kind == kind && letter->badge == badge &&
           memcmp(letter->word, word, sizeof letter->word) == 0;
}

bool compare_is_beside(const struct ipc_letter *a, const struct ipc_letter *b)
{
    return a->endpoint == b->endpoint && a->step == b->step;
}

static void put_letter(struct ipc_result *result, const struct ipc_letter *letter)
{
    result->letter = *letter;
    result->kind = letter->kind;
    result->badge = letter->badge;
    memcpy(result->word, letter->word, sizeof result->word);
}

/* Messages of one step have no order: if another of them has come, they change places. */
static void follow_order(struct ipc_result *result, const struct tay_message *message)
{
    struct ipc_letter ours = result->letter;
    enum tay_kind kind = tay_message_kind(message);
    if (!result->is_letter || compare_is_letter(&ours, kind, message->badge, message->word)) {
        return;
    }
    for (int i = 0; i < ipc.letter_count; i++) {
        struct ipc_letter *letter = &ipc.letter[i];
        if (compare_is_beside(letter, &ours) &&
            compare_is_letter(letter, kind, message->badge, message->word)) {
            put_letter(result, letter);
            *letter = ours;
            return;
        }
    }
    for (int i = 0; i < ipc.thread_count; i++) {
        struct ipc_result *other = &ipc.thread[i].result;
        struct ipc_letter letter = other->letter;
        if (other->fresh && other->is_letter && compare_is_beside(&letter, &ours) &&
            compare_is_letter(&letter, kind, message->badge, message->word)) {
            put_letter(other, &ours);
            put_letter(result, &letter);
            return;
        }
    }
}

static void compare_words(int n, const struct tay_message *message)
{
    const struct ipc_result *result = &ipc.thread[n].result;
    for (unsigned i = 0; i < result->words; i++) {
        if (result->cap[i] != IPC_NONE) {
            compare_learn(result->cap[i], (tay_cap_t)message->word[i]);
        } else if (message->word[i] != result->word[i]) {
            ipc_fail("thread %d got 0x%lx in word %u, should have got 0x%lx", n,
                     (unsigned long)message->word[i], i, (unsigned long)result->word[i]);
        }
    }
}

static void compare_result(int n, const struct tay_message *message)
{
    struct ipc_result *result = &ipc.thread[n].result;
    follow_order(result, message);
    if (tay_message_status(message) != result->status ||
        tay_message_kind(message) != result->kind || message->info != result->info) {
        ipc_fail("thread %d got status %u, kind %u, info 0x%lx; should have got %u, %u, 0x%lx", n,
                 tay_message_status(message), tay_message_kind(message),
                 (unsigned long)message->info, result->status, result->kind,
                 (unsigned long)result->info);
    }
    if (result->has_badge && message->badge != result->badge) {
        ipc_fail("thread %d got the badge 0x%llx, should have got 0x%llx", n,
                 (unsigned long long)message->badge, (unsigned long long)result->badge);
    }
    compare_words(n, message);
    result->fresh = false;
}

void compare_results(bool all)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        struct ipc_thread *thread = &ipc.thread[i];
        struct tay_message message;
        if (thread->ended) {
            continue;
        }
        if (!sim_is_live(compare_context(i))) {
            ipc_fail("thread %d has been ended", i);
        }
        bool back = sim_result(compare_context(i), &message);
        if (back && thread->state == IPC_BLOCKED) {
            ipc_fail("thread %d came back, with status %u, and should wait", i,
                     tay_message_status(&message));
        }
        if (!back && thread->state != IPC_BLOCKED && all) {
            ipc_fail("thread %d waits, and should have come back with status %u", i,
                     thread->result.status);
        }
        if (back && thread->result.fresh) {
            compare_result(i, &message);
        }
    }
}
