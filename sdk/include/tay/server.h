/* SPDX-License-Identifier: MIT */
/** @file
 * A server: a loop that receives, and two functions that say what to do.
 *
 * A server waits at an endpoint. Clients call it; the kernel tells it of sessions that ended, of
 * calls that were given up, and of the bits of a notification that is bound to the endpoint
 * (timers, interrupts). One call at a time is *in hand*: it is answered by returning from on_call,
 * or put aside to be answered later, while others are served.
 *
 *     static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
 *                                    struct tay_answer *answer)
 *     {
 *         answer->word[0] = request->word[0] + 1;
 *         return TAY_OK;
 *     }
 *
 *     int main(void)
 *     {
 *         struct tay_server server = {.endpoint = tay_startup_cap("count"), .on_call = on_call};
 *         return tay_server_run(&server) == TAY_EPEER ? 0 : 1;
 *     }
 *
 * While a call is in hand its client's memory can be reached by tay_caller_read(TAY_CALL_IN_HAND,
 * ...) and tay_caller_write(...) of tay/operations.h, as far as the client lent it; and so it can
 * through a reply while the call is put aside.
 *
 * If the manifest asks for signs of life, the loop shows them by itself (tay/supervised.h): when it
 * begins it says that the program is ready, and as long as it comes back to receive, its heart
 * beats.
 *
 * A server belongs to one thread.
 */
#ifndef TAY_SERVER_H
#define TAY_SERVER_H

#include <tay/abi/status.h>
#include <tay/abi/trap.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A message from a client. Everything in it was chosen by the client but for `session`. */
struct tay_request {
    uint64_t session;  /**< the badge that the server gave; 0: by the endpoint's own capability */
    unsigned label;    /**< what is asked for: a number of the protocol, up to 0xffff */
    unsigned caps;     /**< bit n: word n is a capability, which tay_request_take takes */
    bool lends_read;   /**< it lends memory for reading */
    bool lends_write;  /**< it lends memory for writing */
    bool wants_answer; /**< false: sent without waiting; what on_call answers is dropped */
    tay_word_t word[TAY_WORDS]; /**< any; a capability where caps says so */
};

/** An answer. The loop hands out a cleared one. */
struct tay_answer {
    unsigned caps; /**< bit n: word n is a capability with the right GRANT */
    bool copy;     /**< the client gets copies, and the capabilities stay; else they move */
    tay_word_t word[TAY_WORDS]; /**< sent to the client */
};

/** What happened, other than a call. Only the kernel can say such a thing. */
struct tay_event {
    enum tay_kind kind; /**< see there; never TAY_KIND_CALL, _SEND, _REPLY */
    uint64_t badge;     /**< CLOSED: the session; ABANDONED: the label of the call; FAULT, EXITED:
                             the process's label */
    tay_word_t word[TAY_WORDS]; /**< NOTIFICATION: word 0 has the bits */
};

/** A server: where it receives, and what it does then. */
struct tay_server {
    tay_cap_t endpoint; /**< right RECEIVE */
    void *state;        /**< the program's own; the loop leaves it alone */

    /**
     * Answers a message.
     *
     * @param request valid until it returns; capabilities that are not taken are closed then
     * @param answer cleared; sent with whatever status
     * @return the client's status, TAY_OK or an error; TAY_EPEER also ends the session that the
     *         message came by. Without meaning if the call was put aside.
     */
    enum tay_status (*on_call)(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer);

    /** Hears of an event; may be NULL. */
    void (*on_event)(struct tay_server *server, const struct tay_event *event);

    /**
     * Hears that the answer that on_call gave last has reached nobody, since its client had given
     * up: nothing else has been received since, so what on_call did can be taken back. May be NULL.
     * It also comes, whatever became of the answer, when the server's endpoint is destroyed.
     */
    void (*on_unheard)(struct tay_server *server);

    /** Another thread's loop shows the signs of life of this program. */
    bool is_second;
    /** Of the loop: whether on_call still has its call in hand. */
    bool in_hand;

    /** Of the loop: when the next sign of life is due; 0: the manifest asks for none. */
    tay_time_t beat_ns;
};

/**
 * Serves until the endpoint is gone.
 *
 * @param server endpoint and on_call set
 * @return TAY_EPEER: the endpoint was destroyed while it waited; TAY_EHANDLE: it is gone, perhaps
 * by on_call or on_event; TAY_ETYPE, TAY_ERIGHT: it is none to receive from
 * @note Blocks. An answer that the kernel refuses (a capability without GRANT, a status that does
 *       not exist) reaches the client as TAY_EIO, without words. If a client is gone before its
 *       answer, the capabilities that were to move to it are closed, so that a session minted for
 *       it comes back as TAY_KIND_CLOSED.
 */
TAY_MUST_CHECK enum tay_status tay_server_run(struct tay_server *server);

/**
 * Takes a capability out of a message: it is the server's from now on.
 *
 * @param request the message in on_call
 * @param index of the word
 * @return its handle, the server's to close; TAY_CAP_NULL: the client sent none there, or it was
 *         taken, or there is no such word
 * @note Does not block.
 */
tay_cap_t tay_request_take(struct tay_request *request, unsigned index);

/**
 * Makes a session for the client that is being answered, whose account pays, and puts it into the
 * answer, so that it becomes the client's.
 *
 * @param server in on_call, the call in hand
 * @param badge a number of the server's choice, not 0, which it has given to no other session: what
 *              `session` is in each message that comes by it
 * @param answer written on TAY_OK
 * @param index of the word to use
 * @return TAY_OK; TAY_EINVAL: badge 0, or no such word; TAY_ENOMEM: the client cannot pay;
 *         TAY_EFULL: no room in the server's table; TAY_ESTATE: the call is over, or put aside;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT: of the server's endpoint
 * @note Does not block.
 */
TAY_MUST_CHECK enum tay_status tay_server_mint(const struct tay_server *server, uint64_t badge,
                                               struct tay_answer *answer, unsigned index);

/**
 * Puts the call in hand aside, so that others can be served before it is answered.
 *
 * @param server in on_call, the call in hand
 * @param label comes back in TAY_KIND_ABANDONED if the client gives up first. Then, too, the reply
 *              must be closed.
 * @param reply_out on TAY_OK: the right to answer, which tay_reply uses up
 * @return TAY_OK, and on_call's own answer counts no more; TAY_ESTATE: there is no call in hand;
 *         TAY_EPEER: the client is gone; TAY_EFULL: no room in the server's table, TAY_ENOMEM: the
 *         client cannot pay: answer at once
 * @note Does not block.
 */
TAY_MUST_CHECK enum tay_status tay_server_put_aside(struct tay_server *server, uint64_t label,
                                                    tay_cap_t *reply_out);

/**
 * Copies from the beginning of what the call in hand lends for reading to that of what one that was
 * put aside lends for writing, and answers that one: TAY_OK, and in word 0 how many bytes. The call
 * in hand, which is to be answered in the same way, ends so whatever comes in between, even if its
 * client gives up: so both calls have been done, or none.
 *
 * @param reply what tay_server_put_aside gave; used up on TAY_OK, and only then
 * @param length_bytes how much, all or nothing: 1 to TAY_PASS_BYTES_MAX
 * @return TAY_OK; else nothing is answered: TAY_EINVAL: no such length; TAY_ESTATE: no call in
 * hand, or one of the two does not lend so, or less than that; TAY_EPEER: one of the clients is
 *         gone; TAY_EFAULT: memory of one of them that is not there; TAY_EHANDLE: no such reply.
 *         Whose fault it is shows when the server copies to or from each of the two.
 * @note Does not block. O(length).
 */
TAY_MUST_CHECK enum tay_status tay_server_pass(tay_cap_t reply, size_t length_bytes);

/**
 * Answers a call that was put aside.
 *
 * @param reply what tay_server_put_aside gave; closed whatever happens
 * @param status for the client
 * @param answer NULL: nothing but the status
 * @return TAY_OK; TAY_EPEER: the client has given up, and what was to move to it is closed;
 *         TAY_EHANDLE: no such reply
 * @note Does not block.
 */
enum tay_status tay_reply(tay_cap_t reply, enum tay_status status, const struct tay_answer *answer);

#ifdef __cplusplus
}
#endif

#endif
