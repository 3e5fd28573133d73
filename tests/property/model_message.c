/* SPDX-License-Identifier: MIT */
/*
 * The model's endpoints: who hears, and which messages of the kernel wait. In which order those
 * come the model does not know: only that each is heard once.
 */
#include "model.h"

#include <string.h>
#include <tay/trap.h>

#define MESSAGES 4096

static struct model_message messages[MESSAGES];
static size_t message_count;

void model_forget_messages(void)
{
    message_count = 0;
}

static bool has_receiver(int endpoint)
{
    const struct model_capability *capability;
    for (int n = 0; (capability = model_capability(n)) != NULL; n++) {
        if (capability->object == endpoint && (capability->rights & TAY_RIGHT_RECEIVE) != 0) {
            return true;
        }
    }
    return false;
}

bool model_hears(int endpoint)
{
    return !model_object(endpoint)->ended && has_receiver(endpoint);
}

void model_post(const struct model_message *message)
{
    if (!model_hears(message->endpoint)) {
        return;
    }
    for (size_t n = 0; n < message_count && !message->late; n++) {
        if (messages[n].owner == message->owner) {
            messages[n] = *message;
            return;
        }
    }
    if (message_count == MESSAGES) {
        model_fail("too many messages", MESSAGES);
    }
    messages[message_count++] = *message;
}

bool model_has_message(int endpoint)
{
    for (size_t n = 0; n < message_count; n++) {
        if (messages[n].endpoint == endpoint && !messages[n].late) {
            return true;
        }
    }
    return false;
}

static bool is_same(const struct model_message *message, const struct tay_message *got)
{
    struct model_message same = *message;
    if (message->late && got->word[1] == TAY_FAULT_STACK) {
        same.word[1] = TAY_FAULT_STACK; /* nobody knows any more where its guards were */
    }
    return message->kind == tay_message_kind(got) && message->badge == got->badge &&
           memcmp(same.word, got->word, sizeof same.word) == 0;
}

static bool take(int endpoint, const struct tay_message *message, bool late)
{
    for (size_t n = 0; n < message_count; n++) {
        if (messages[n].endpoint == endpoint && messages[n].late == late &&
            is_same(&messages[n], message)) {
            messages[n] = messages[--message_count];
            return true;
        }
    }
    return false;
}

void model_receive(int endpoint, const struct tay_message *message)
{
    if (take(endpoint, message, false) || take(endpoint, message, true)) {
        return;
    }
    if (model_hears(endpoint)) { /* else it came just before the end */
        model_fail("a message was received that nobody sent", message->result);
    }
}

bool model_is_supervised(int process)
{
    const struct model_object *object = model_object(process);
    return object->supervisor != MODEL_NONE && model_hears(object->supervisor) &&
           model_object(object->supervisor)->epoch == object->epoch;
}

void model_end_faulted(int endpoint)
{
    for (int n = 0; n < model_object_count(); n++) {
        const struct model_object *object = model_object(n);
        if (object->type == TAY_OBJECT_thread && !object->ended &&
            object->thread.state == THREAD_STOPPED && object->thread.faulted &&
            model_object(object->process)->supervisor == endpoint &&
            !model_is_supervised(object->process)) {
            model_end_process(object->process, TAY_EXIT_FAULT);
        }
    }
}

void model_lose_receiver(int endpoint)
{
    if (model_hears(endpoint)) {
        return;
    }
    model_bind(endpoint, MODEL_NONE);
    for (size_t n = message_count; n > 0; n--) {
        if (messages[n - 1].endpoint == endpoint) {
            messages[n - 1] = messages[--message_count];
        }
    }
    model_end_faulted(endpoint);
}

void model_bind(int endpoint, int notification)
{
    struct model_object *object = model_object(endpoint);
    if (object->bound != MODEL_NONE) {
        model_object(object->bound)->endpoint = MODEL_NONE;
    }
    object->bound = notification;
    if (notification != MODEL_NONE) {
        model_object(notification)->endpoint = endpoint;
    }
}
