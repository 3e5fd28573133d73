/* SPDX-License-Identifier: MIT */
/*
 * The kv protocol, the client's side.
 */
#include <tay/protocol/kv.h>

#include <string.h>
#include <tay/client.h>

static enum tay_status put_key(struct tay_call *call, const char *key)
{
    size_t length_bytes = strlen(key);
    if (length_bytes == 0 || length_bytes > TAY_KV_KEY_BYTES) {
        return TAY_EINVAL;
    }
    memcpy(call->word, key, length_bytes);
    return TAY_OK;
}

static enum tay_status take_cap(tay_cap_t handle, struct tay_call *call, tay_cap_t *cap_out)
{
    enum tay_status status = tay_call(handle, call);
    if (status == TAY_OK) {
        *cap_out = (tay_cap_t)call->word[0];
    }
    return status;
}

enum tay_status tay_kv_open(tay_cap_t endpoint, tay_cap_t *session_out)
{
    struct tay_call call = {.label = TAY_KV_OPEN, .wants = 1};
    return take_cap(endpoint, &call, session_out);
}

enum tay_status tay_kv_set(tay_cap_t session, const char *key, const void *value,
                           size_t length_bytes)
{
    struct tay_call call = {
        .label = TAY_KV_SET, .lend_read = value, .lend_read_bytes = length_bytes};
    call.word[TAY_KV_KEY_WORDS] = length_bytes;
    enum tay_status status = put_key(&call, key);
    return status != TAY_OK ? status : tay_call(session, &call);
}

static enum tay_status fetch(unsigned label, tay_cap_t session, const char *key,
                             struct tay_kv_room *room)
{
    struct tay_call call = {.label = label,
                            .lend_write = room->value,
                            .lend_write_bytes = room->room_bytes,
                            .deadline_ns = room->deadline_ns};
    call.word[TAY_KV_KEY_WORDS] = room->room_bytes;
    enum tay_status status = put_key(&call, key);
    if (status == TAY_OK) {
        status = tay_call(session, &call);
    }
    room->length_bytes = call.word[0];
    return status;
}

enum tay_status tay_kv_get(tay_cap_t session, const char *key, struct tay_kv_room *room)
{
    return fetch(TAY_KV_GET, session, key, room);
}

enum tay_status tay_kv_wait(tay_cap_t session, const char *key, struct tay_kv_room *room)
{
    return fetch(TAY_KV_WAIT, session, key, room);
}

enum tay_status tay_kv_next(tay_cap_t session, char key_out[TAY_KV_KEY_BYTES + 1])
{
    struct tay_call call = {.label = TAY_KV_NEXT};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        memcpy(key_out, call.word, TAY_KV_KEY_BYTES);
        key_out[TAY_KV_KEY_BYTES] = '\0';
    }
    return status;
}

enum tay_status tay_kv_give(tay_cap_t session, const char *key, tay_cap_t given)
{
    struct tay_call call = {.label = TAY_KV_GIVE, .caps = 1u << TAY_KV_KEY_WORDS, .copy = true};
    call.word[TAY_KV_KEY_WORDS] = given;
    enum tay_status status = put_key(&call, key);
    return status != TAY_OK ? status : tay_call(session, &call);
}

enum tay_status tay_kv_take(tay_cap_t session, const char *key, tay_cap_t *taken_out)
{
    struct tay_call call = {.label = TAY_KV_TAKE, .wants = 1};
    enum tay_status status = put_key(&call, key);
    return status != TAY_OK ? status : take_cap(session, &call, taken_out);
}
