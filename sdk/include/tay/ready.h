/* SPDX-License-Identifier: MIT */
/** @file
 * Who waits until a stream is ready: the server's side of TAY_STREAM_READY (tay/protocol/stream.h).
 *
 *     static struct tay_ready places[64];
 *     static struct tay_ready_list list = {.place = places, .count = 64};
 *
 *     case TAY_STREAM_READY:
 *         return tay_ready_take(&list, request, events_that_are_ready(request->session), answer);
 *
 * From then on the server says tay_ready_tell whenever something may have become ready. The list
 * belongs to one thread.
 */
#ifndef TAY_READY_H
#define TAY_READY_H

#include <tay/server.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One who waits. */
struct tay_ready {
    uint64_t session;       /**< whose events; 0: this place is free */
    tay_cap_t notification; /**< the server's own copy */
    tay_word_t bits;        /**< that it gets */
    unsigned events;        /**< of enum tay_stream_event, together */
};

/** All who wait. */
struct tay_ready_list {
    struct tay_ready *place; /**< `count` of them, all zero at first */
    unsigned count;          /**< of places */
    unsigned used;           /**< of these, how many are not free; 0 at first */
};

/**
 * Takes a call of TAY_STREAM_READY.
 *
 * @param list of the server
 * @param request whose session is not 0
 * @param ready events that are ready for this session now
 * @param answer written
 * @return TAY_OK; TAY_EINVAL: an event that does not exist, no notification with the right SEND, no
 *         bits; TAY_EFULL: too many others wait
 * @note Does not block.
 */
TAY_MUST_CHECK enum tay_status tay_ready_take(struct tay_ready_list *list,
                                              struct tay_request *request, unsigned ready,
                                              struct tay_answer *answer);

/**
 * Tells those who wait for one of these events, who then wait no more.
 *
 * @param list of the server
 * @param session whose events; 0: they are of all sessions
 * @param events that are ready; 0: nobody is told
 * @note Does not block. The cost grows with the places, if anybody waits.
 */
void tay_ready_tell(struct tay_ready_list *list, uint64_t session, unsigned events);

/**
 * Forgets who waits for events of a session: it has ended.
 *
 * @param list of the server
 * @param session that has ended
 * @note Does not block.
 */
void tay_ready_forget(struct tay_ready_list *list, uint64_t session);

#ifdef __cplusplus
}
#endif

#endif
