/* SPDX-License-Identifier: MIT */
/*
 * The fake kernel. Invariant: a handle below REPLIES is a notification's, of which the server's
 * copies are counted; one from there on is the reply of a call that was put aside.
 */
#include "fake.h"

#include "pipe.h"
#include "unit.h"
#include <string.h>
#include <tay/abi/object.h>
#include <tay/operations.h>
#include <tay/trap.h>

#define NOTIFICATIONS_MAX 200u
#define REPLIES 1000u
#define REPLIES_MAX 100u

static struct {
    bool is_there;
    unsigned copies;
    tay_word_t bits;
} notifications[NOTIFICATIONS_MAX];

static unsigned notification_count = 1; /* 0 is the null capability */
static struct fake_call *replies[REPLIES_MAX];
static struct fake_call *in_hand;

static struct fake_call **find_reply(tay_cap_t handle)
{
    assert_in_range(handle, REPLIES, REPLIES + REPLIES_MAX - 1);
    struct fake_call **reply = &replies[handle - REPLIES];
    assert_non_null(*reply);
    return reply;
}

/* What of the lent memory is meant; 0: not all of it is lent. */
static size_t reach(const struct fake_call *call, size_t offset_bytes, size_t bytes)
{
    return call->memory != NULL && offset_bytes + bytes <= call->memory_bytes ? bytes : 0;
}

enum tay_status tay_caller_read(tay_cap_t handle, size_t offset_bytes, void *lent,
                                size_t lent_bytes, size_t *done_bytes_out)
{
    const struct fake_call *call = handle == TAY_CALL_IN_HAND ? in_hand : *find_reply(handle);
    *done_bytes_out = reach(call, offset_bytes, lent_bytes);
    memcpy(lent, (char *)call->memory + offset_bytes, *done_bytes_out);
    return call->has_given_up ? TAY_EPEER : TAY_OK;
}

enum tay_status tay_caller_write(tay_cap_t handle, size_t offset_bytes, const void *lent,
                                 size_t lent_bytes, size_t *done_bytes_out)
{
    const struct fake_call *call = handle == TAY_CALL_IN_HAND ? in_hand : *find_reply(handle);
    *done_bytes_out = reach(call, offset_bytes, lent_bytes);
    memcpy((char *)call->memory + offset_bytes, lent, *done_bytes_out);
    return call->has_given_up ? TAY_EPEER : TAY_OK;
}

enum tay_status tay_cap_close(tay_cap_t handle)
{
    if (handle >= REPLIES) {
        *find_reply(handle) = NULL;
    } else {
        assert_true(handle > 0 && notifications[handle].copies > 0);
        notifications[handle].copies--;
    }
    return TAY_OK;
}

enum tay_status tay_cap_query(tay_cap_t handle, tay_word_t *type_out, tay_word_t *rights_out,
                              tay_word_t *badge_out)
{
    if (handle == TAY_CAP_NULL || handle >= NOTIFICATIONS_MAX || !notifications[handle].is_there) {
        return TAY_EHANDLE;
    }
    *type_out = TAY_OBJECT_notification;
    *rights_out = TAY_RIGHT_SEND | TAY_RIGHT_GRANT;
    *badge_out = 0;
    return TAY_OK;
}

enum tay_status tay_trap_notify(tay_cap_t handle, tay_word_t bits)
{
    assert_true(notifications[handle].copies > 0);
    notifications[handle].bits |= bits;
    return notifications[handle].is_there ? TAY_OK : TAY_EHANDLE;
}

tay_cap_t tay_request_take(struct tay_request *request, unsigned index)
{
    if ((request->caps >> index & 1) == 0) {
        return TAY_CAP_NULL;
    }
    request->caps &= ~(1u << index);
    return (tay_cap_t)request->word[index];
}

enum tay_status tay_server_mint(const struct tay_server *server, uint64_t badge,
                                struct tay_answer *answer, unsigned index)
{
    (void)server;
    answer->word[index] = badge;
    answer->caps |= 1u << index;
    return TAY_OK;
}

enum tay_status tay_server_put_aside(struct tay_server *server, uint64_t label,
                                     tay_cap_t *reply_out)
{
    unsigned i = 0;
    while (replies[i] != NULL) {
        i++;
        assert_in_range(i, 0, REPLIES_MAX - 1);
    }
    assert_true(server->in_hand);
    server->in_hand = false;
    in_hand->label_aside = label;
    replies[i] = in_hand;
    *reply_out = REPLIES + i;
    return TAY_OK;
}

static void answer_call(struct fake_call *call, enum tay_status status,
                        const struct tay_answer *answer)
{
    memcpy(call->word, answer->word, sizeof call->word);
    call->status = status;
    call->is_answered = true;
}

enum tay_status tay_reply(tay_cap_t reply, enum tay_status status, const struct tay_answer *answer)
{
    struct fake_call **call = find_reply(reply);
    bool is_there = !(*call)->has_given_up;
    if (is_there) {
        answer_call(*call, status, answer);
    }
    *call = NULL;
    return is_there ? TAY_OK : TAY_EPEER;
}

enum tay_status tay_server_pass(tay_cap_t reply, size_t length_bytes)
{
    struct fake_call **call = find_reply(reply);
    struct tay_answer answer = {.word = {length_bytes}};
    assert_in_range(length_bytes, 1, TAY_PASS_BYTES_MAX);
    if (in_hand->has_given_up || (*call)->has_given_up) {
        return TAY_EPEER;
    }
    if (reach(in_hand, 0, length_bytes) == 0 || reach(*call, 0, length_bytes) == 0) {
        return TAY_ESTATE;
    }
    memmove((*call)->memory, in_hand->memory, length_bytes);
    in_hand->is_decided = true;
    answer_call(*call, TAY_OK, &answer);
    *call = NULL;
    return TAY_OK;
}

void fake_ask(enum tay_status (*serve)(struct tay_server *, struct tay_request *,
                                       struct tay_answer *),
              struct fake_call *call)
{
    struct tay_server server = {.endpoint = 1, .in_hand = true};
    struct tay_answer answer = {0};
    struct tay_request request = {.session = call->session,
                                  .label = call->label,
                                  .caps = call->caps,
                                  .lends_read = call->memory != NULL,
                                  .lends_write = call->memory != NULL,
                                  .wants_answer = true};
    memcpy(request.word, call->word, sizeof request.word);
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        if ((call->caps >> n & 1) != 0) {
            notifications[call->word[n]].copies++;
        }
    }
    in_hand = call;
    pipe_settle();
    enum tay_status status = serve(&server, &request, &answer);
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        if ((request.caps >> n & 1) != 0) {
            notifications[request.word[n]].copies--;
        }
    }
    if (server.in_hand && (call->is_decided || !call->has_given_up)) {
        answer_call(call, status, &answer);
    } else if (server.in_hand) {
        pipe_take_back();
    }
}

tay_cap_t fake_notification(void)
{
    assert_in_range(notification_count, 1, NOTIFICATIONS_MAX - 1);
    notifications[notification_count].is_there = true;
    return notification_count++;
}

tay_word_t fake_bits(tay_cap_t notification)
{
    tay_word_t bits = notifications[notification].bits;
    notifications[notification].bits = 0;
    return bits;
}

void fake_destroy(tay_cap_t notification)
{
    notifications[notification].is_there = false;
}

unsigned fake_copies(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < NOTIFICATIONS_MAX; i++) {
        count += notifications[i].copies;
    }
    return count;
}
