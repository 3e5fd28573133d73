/* SPDX-License-Identifier: MIT */
/** @file
 * Calling a server.
 *
 * A call carries six words, of which some may be capabilities, and may lend memory. Lent memory is
 * the server's to read or to write for as long as the call lasts and no longer; nothing is mapped,
 * and the server does not learn where it lies.
 *
 *     struct tay_call call = {.label = COUNT_ADD, .word = {41}, .deadline_ns = tay_time_now() +
 *                                                                             TAY_NS_PER_S};
 *     enum tay_status status = tay_call(tay_startup_cap("count"), &call);
 *
 * All functions are thread-safe; a thread has one call at a time.
 */
#ifndef TAY_CLIENT_H
#define TAY_CLIENT_H

#include <tay/abi/status.h>
#include <tay/abi/trap.h>

#ifdef __cplusplus
extern "C" {
#endif

/** In `wants` of a call: whatever capabilities come are welcome, and `caps` has to be looked at. */
#define TAY_WANTS_ANY (~0u)

/** A call, and behind it its answer. What is left out is 0: no capability, nothing lent, no
 * deadline. */
struct tay_call {
    unsigned label; /**< what is asked for: a number of the protocol, up to 0xffff */
    unsigned caps;  /**< bit n: word n is a capability with the right GRANT; out: of the answer */
    unsigned wants; /**< bit n: word n of an answer that succeeds has to be a capability */
    bool copy;      /**< the server gets copies of them; else they move */
    bool caps_lost; /**< out: the answer had capabilities, and there was no room for them */
    bool seen; /**< out, if it failed: the server had taken the call, and may have acted on it */
    tay_word_t word[TAY_WORDS]; /**< out: the answer's */
    const void *lend_read;      /**< memory that the server may read */
    size_t lend_read_bytes;     /**< its length, below 32 MiB; 0: none */
    void *lend_write;           /**< memory that the server may write */
    size_t lend_write_bytes;    /**< its length, below 32 MiB; 0: none */
    tay_time_t deadline_ns;     /**< for the whole call, since boot; 0: none */
};

/**
 * Calls a server and waits for its answer.
 *
 * @param handle an endpoint or a session, right SEND
 * @param call in and out; an answer that has not exactly the capabilities which the call wants, and
 *        one that is an error and has any, loses them: they are closed
 * @return the server's status, or
 *   - TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT: of the handle or a capability in the call
 *   - TAY_EINVAL: label or a length out of range
 *   - TAY_EFULL: the server has no room for the capabilities, and did not see the call; or the
 *     caller has none for those that it wants
 *   - TAY_EIO: the answer has not the capabilities which the call wants, and all words are 0
 *   - TAY_ETIMEDOUT: the deadline passed
 *   - TAY_ECANCELED: another thread cancelled the wait
 *   - TAY_EPEER: the server is gone, or has ended the session: open another one
 * @note Blocks until answered. A server may answer with each of these, too. Capabilities moved once
 *       the server had seen the call; else they are still here.
 */
TAY_MUST_CHECK enum tay_status tay_call(tay_cap_t handle, struct tay_call *call);

/**
 * Sends a message and waits until the server has received it, but for no answer.
 *
 * @param handle an endpoint or a session, right SEND
 * @param call in; it must lend nothing
 * @return TAY_OK, or as tay_call; TAY_EINVAL: also if it lends
 * @note Blocks until received.
 */
TAY_MUST_CHECK enum tay_status tay_send(tay_cap_t handle, struct tay_call *call);

#ifdef __cplusplus
}
#endif

#endif
