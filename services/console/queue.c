/* SPDX-License-Identifier: MIT */
/*
 * Calls that were put aside. Invariant: call[0] to call[count - 1] are in use, oldest first, and no
 * label was ever given twice.
 */
#include "queue.h"

#include <string.h>
#include <tay/operations.h>

static uint64_t last_label;

enum tay_status queue_add(struct queue *queue, struct tay_server *server, uint64_t session,
                          size_t length_bytes)
{
    if (queue->count == QUEUE_CALLS) {
        return TAY_EAGAIN;
    }
    struct queue_call *call = &queue->call[queue->count];
    *call = (struct queue_call){
        .label = ++last_label, .session = session, .length_bytes = length_bytes};
    enum tay_status status = tay_server_put_aside(server, call->label, &call->reply);
    queue->count += status == TAY_OK ? 1 : 0;
    return status;
}

struct queue_call *queue_first(struct queue *queue)
{
    return queue->count == 0 ? NULL : &queue->call[0];
}

static void remove_at(struct queue *queue, unsigned index)
{
    queue->count--;
    memmove(&queue->call[index], &queue->call[index + 1],
            (queue->count - index) * sizeof queue->call[0]);
}

bool queue_prefer(struct queue *queue, uint64_t session)
{
    for (unsigned i = 0; i < queue->count; i++) {
        if (queue->call[i].session == session) {
            struct queue_call call = queue->call[i];
            memmove(&queue->call[1], &queue->call[0], i * sizeof call);
            queue->call[0] = call;
            return true;
        }
    }
    return false;
}

bool queue_answer(struct queue *queue, enum tay_status status)
{
    struct tay_answer answer = {.word = {queue->call[0].done_bytes}};
    bool is_there = tay_reply(queue->call[0].reply, status, &answer) == TAY_OK;
    remove_at(queue, 0);
    return is_there;
}

bool queue_drop(struct queue *queue, uint64_t label)
{
    for (unsigned i = 0; i < queue->count; i++) {
        if (queue->call[i].label == label) {
            enum tay_status status = tay_cap_close(queue->call[i].reply);
            (void)status; /* ours */
            remove_at(queue, i);
            return i == 0;
        }
    }
    return false;
}
