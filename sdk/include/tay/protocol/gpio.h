/* SPDX-License-Identifier: MIT */
/** @file
 * The gpio protocol: pins, what they are for, their levels, and edges on them.
 *
 * A client opens a session for a pin, which is its alone until the session ends; then the pin is an
 * input without pull again, and nobody is told of its edges. If the driver itself ends, the next
 * one makes inputs of what it left as outputs.
 *
 *     label               words in                             words out
 *     TAY_GPIO_OPEN       0: pin                               0: session (a capability)
 *     TAY_GPIO_CONFIGURE  0: function, 1: pull                 -
 *     TAY_GPIO_QUERY      -                                    0: pin, 1: function, 2: level
 *     TAY_GPIO_SET        0: level, 0 or 1                     -
 *     TAY_GPIO_GET        -                                    0: level, 0 or 1
 *     TAY_GPIO_WATCH      0: edges, 1: bits,                   -
 *                         2: notification (a capability, SEND)
 *
 * WATCH lets `bits` be signalled with each of these edges; of several edges before the client looks
 * there may be one signal. The last call counts; edges 0, without a notification, ends it.
 *
 * Errors besides those of any call: TAY_ENOSYS: another label; TAY_ESTATE: OPEN by a session, the
 * others by the endpoint, SET on a pin that is no output; TAY_ENOENT: no such pin, or one that is
 * not handed out; TAY_EAGAIN: another session has the pin; TAY_EINVAL: no such function, pull,
 * level or edges, or no notification.
 */
#ifndef TAY_PROTOCOL_GPIO_H
#define TAY_PROTOCOL_GPIO_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_gpio_label {
    TAY_GPIO_OPEN = 1,      /**< opens a pin */
    TAY_GPIO_CONFIGURE = 2, /**< sets function and pull */
    TAY_GPIO_QUERY = 3,     /**< tells how it stands */
    TAY_GPIO_SET = 4,       /**< sets its level */
    TAY_GPIO_GET = 5,       /**< reads its level */
    TAY_GPIO_WATCH = 6,     /**< asks to be told of edges */
};

/** What a pin is for. Which peripheral an alternative is, the board's documentation says. */
enum tay_gpio_function {
    TAY_GPIO_INPUT = 0,      /**< it is read */
    TAY_GPIO_OUTPUT = 1,     /**< it is set */
    TAY_GPIO_ALT0 = 2,       /**< alternative 0 */
    TAY_GPIO_ALT1 = 3,       /**< alternative 1 */
    TAY_GPIO_ALT2 = 4,       /**< alternative 2 */
    TAY_GPIO_ALT3 = 5,       /**< alternative 3 */
    TAY_GPIO_ALT4 = 6,       /**< alternative 4 */
    TAY_GPIO_ALT5 = 7,       /**< alternative 5 */
    TAY_GPIO_FUNCTION_COUNT, /**< one above the highest */
};

/** What an input that nothing drives is pulled to. */
enum tay_gpio_pull {
    TAY_GPIO_PULL_NONE = 0, /**< to neither */
    TAY_GPIO_PULL_DOWN = 1, /**< to 0 */
    TAY_GPIO_PULL_UP = 2,   /**< to 1 */
    TAY_GPIO_PULL_COUNT,    /**< one above the highest */
};

#define TAY_GPIO_RISING 0x1u  /**< edges: from 0 to 1 */
#define TAY_GPIO_FALLING 0x2u /**< edges: from 1 to 0 */

/** How a pin stands. */
struct tay_gpio_state {
    unsigned pin;                    /**< its number */
    enum tay_gpio_function function; /**< what it is for */
    bool high;                       /**< its level */
};

/**
 * Opens a pin, which the caller's account pays for.
 *
 * @param gpio the driver's endpoint, right SEND
 * @param pin as the board numbers them
 * @param session_out written on TAY_OK; closing it gives the pin back
 * @return TAY_OK; TAY_ENOENT: no such pin, or one that is not handed out; TAY_EAGAIN: another
 *         session has it; TAY_ENOMEM: the account cannot pay; TAY_EFULL: no free slot in the
 *         caller's table, or none in the server's; TAY_ESTATE: the handle is a session; TAY_EIO: an
 *         answer that is none of a pin's; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED,
 *         TAY_EPEER: as tay_call
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_status tay_gpio_open(tay_cap_t gpio, unsigned pin, tay_cap_t *session_out);

/**
 * Sets what a pin is for.
 *
 * @param session of the pin
 * @param function as an output it has the level that was set last
 * @param pull of an input
 * @return TAY_OK; TAY_EINVAL: no such function or pull; TAY_ESTATE: the handle is the endpoint;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status
tay_gpio_configure(tay_cap_t session, enum tay_gpio_function function, enum tay_gpio_pull pull);

/**
 * Sets the level of an output.
 *
 * @param session of the pin
 * @param high the level
 * @return TAY_OK; TAY_ESTATE: the pin is no output, or the handle is the endpoint; TAY_EHANDLE,
 *         TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_gpio_set(tay_cap_t session, bool high);

/**
 * Reads the level of a pin.
 *
 * @param session of the pin
 * @param high_out written on TAY_OK
 * @return TAY_OK; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_gpio_get(tay_cap_t session, bool *high_out);

/**
 * Tells how a pin stands.
 *
 * @param session of the pin
 * @param state_out written on TAY_OK
 * @return TAY_OK; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_gpio_query(tay_cap_t session, struct tay_gpio_state *state_out);

/**
 * Lets a notification be signalled with each edge of some kinds, or no more.
 *
 * @param session of the pin
 * @param edges TAY_GPIO_RISING | FALLING; 0: no more
 * @param notification rights SEND and GRANT; the driver gets a copy. TAY_CAP_NULL with edges 0
 * @param bits that are signalled, not 0
 * @return TAY_OK; TAY_EINVAL: no such edges, no bits, or no notification; TAY_EFULL: the driver has
 *         no free slot for it; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE,
 *         TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_gpio_watch(tay_cap_t session, unsigned edges,
                                              tay_cap_t notification, tay_word_t bits);

#ifdef __cplusplus
}
#endif

#endif
