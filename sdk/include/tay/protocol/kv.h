/* SPDX-License-Identifier: MIT */
/** @file
 * The kv protocol: a store of values and of capabilities under names.
 *
 * A key is text of 1 to TAY_KV_KEY_BYTES bytes; it travels in the first four words, filled up with
 * zeros. A client opens a session at the server's endpoint; all sessions see the same store, and
 * each has a place in it for NEXT. After TAY_EPEER the client opens another session. What SET has
 * acknowledged outlives the server, capabilities do not.
 *
 *     label           words in            lends or hands over        words out
 *     TAY_KV_OPEN     -                   -                          0: session (a capability)
 *     TAY_KV_SET      key, 4: length      value, for reading         -
 *     TAY_KV_GET      key, 4: room        room, for writing          0: length of the value
 *     TAY_KV_WAIT     as GET              as GET                     as GET, once the key is set
 *     TAY_KV_NEXT     -                   -                          key
 *     TAY_KV_GIVE     key                 4: a capability            -
 *     TAY_KV_TAKE     key                 -                          0: a copy of the capability
 *
 * Errors besides those of any call: TAY_ENOSYS: another label; TAY_ESTATE: OPEN by a session, or
 * the others by the endpoint, or nothing lent; TAY_EINVAL: no key, or a value that is too long;
 * TAY_ENOENT: nothing under that key, or no further key; TAY_EFULL: the store is; TAY_EAGAIN: too
 * many others wait.
 */
#ifndef TAY_PROTOCOL_KV_H
#define TAY_PROTOCOL_KV_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_kv_label {
    TAY_KV_OPEN = 1, /**< by the endpoint: a session */
    TAY_KV_SET = 2,  /**< a value under a key */
    TAY_KV_GET = 3,  /**< the value under a key */
    TAY_KV_WAIT = 4, /**< the same, once there is one */
    TAY_KV_NEXT = 5, /**< the next key */
    TAY_KV_GIVE = 6, /**< a capability under a key */
    TAY_KV_TAKE = 7, /**< a copy of the capability under a key */
};

#define TAY_KV_KEY_WORDS 4 /**< the words of a message that carry a key */

/** The longest key, without a NUL. */
#define TAY_KV_KEY_BYTES (TAY_KV_KEY_WORDS * sizeof(tay_word_t))

/** The longest value. */
#define TAY_KV_VALUE_BYTES 4096

/**
 * Opens a session, which the caller's account pays for.
 *
 * @param endpoint of the server, right SEND
 * @param session_out written on TAY_OK
 * @return TAY_OK; TAY_ENOMEM: the account cannot pay; TAY_EFULL: no free slot in the caller's
 *         table, or none in the server's; TAY_ESTATE: the handle is a session; TAY_EIO: an answer
 *         that is none of a store's; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER:
 *         as tay_call
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_status tay_kv_open(tay_cap_t endpoint, tay_cap_t *session_out);

/**
 * Puts a value under a key, in the place of the one before.
 *
 * @param session of the store
 * @param key NUL-terminated
 * @param value any bytes
 * @param length_bytes 1 to TAY_KV_VALUE_BYTES
 * @return TAY_OK: it will outlive the server; TAY_EINVAL: the key is empty or too long, or the
 *         value too long; TAY_EFULL: the store is; TAY_EFAULT: memory that is not there;
 *         TAY_ESTATE: the handle is the endpoint, or no value; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_kv_set(tay_cap_t session, const char *key, const void *value,
                                          size_t length_bytes);

/** Where a value is to go. */
struct tay_kv_room {
    void *value;            /**< written */
    size_t room_bytes;      /**< at least 1 */
    size_t length_bytes;    /**< out, on TAY_OK: of the value, even if that is more than the room */
    tay_time_t deadline_ns; /**< since boot; 0: none */
};

/**
 * Gets the value of a key.
 *
 * @param session of the store
 * @param key NUL-terminated
 * @param room in and out
 * @return TAY_OK; TAY_ENOENT: it has none; TAY_ETIMEDOUT: the deadline passed; TAY_EINVAL: the key
 *         is empty or too long; TAY_EFAULT: memory that is not there; TAY_ESTATE: the handle is the
 *         endpoint, or no room; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as
 *         tay_call
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_status tay_kv_get(tay_cap_t session, const char *key,
                                          struct tay_kv_room *room);

/**
 * As tay_kv_get, but waits until the key has a value.
 *
 * @param session of the store
 * @param key NUL-terminated
 * @param room in and out
 * @return TAY_OK; TAY_EAGAIN: too many others wait; TAY_ETIMEDOUT: the deadline passed; TAY_EINVAL:
 *         the key is empty or too long; TAY_EFAULT: memory that is not there; TAY_ESTATE: the
 *         handle is the endpoint, or no room; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED,
 *         TAY_EPEER: as tay_call
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_status tay_kv_wait(tay_cap_t session, const char *key,
                                           struct tay_kv_room *room);

/**
 * Tells the next key that this session has not been told.
 *
 * @param session of the store
 * @param key_out on TAY_OK: NUL-terminated
 * @return TAY_OK; TAY_ENOENT: that was all, and the next time begins anew; TAY_ESTATE: the handle
 *         is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as
 *         tay_call
 */
TAY_MUST_CHECK enum tay_status tay_kv_next(tay_cap_t session, char key_out[TAY_KV_KEY_BYTES + 1]);

/**
 * Puts a copy of a capability under a key.
 *
 * @param session of the store
 * @param key NUL-terminated
 * @param given right GRANT; it stays the caller's, too
 * @return TAY_OK; TAY_EINVAL: the key is empty or too long; TAY_EFULL: the store is, or the
 *         server's table; TAY_EHANDLE, TAY_ERIGHT: of `given`, too; TAY_ESTATE: the handle is the
 *         endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_kv_give(tay_cap_t session, const char *key, tay_cap_t given);

/**
 * Gets a copy of the capability under a key.
 *
 * @param session of the store
 * @param key NUL-terminated
 * @param taken_out written on TAY_OK; the caller's to close
 * @return TAY_OK; TAY_ENOENT: there is none; TAY_EINVAL: the key is empty or too long; TAY_EFULL:
 *         no free slot in the caller's table, or none in the server's; TAY_EIO: an answer that is
 *         none of a store's; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE,
 *         TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_kv_take(tay_cap_t session, const char *key,
                                           tay_cap_t *taken_out);

#ifdef __cplusplus
}
#endif

#endif
