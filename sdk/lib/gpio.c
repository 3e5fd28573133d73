/* SPDX-License-Identifier: MIT */
/*
 * The gpio protocol, the client's side.
 */
#include <tay/protocol/gpio.h>

#include <tay/client.h>

enum tay_status tay_gpio_open(tay_cap_t gpio, unsigned pin, tay_cap_t *session_out)
{
    struct tay_call call = {.label = TAY_GPIO_OPEN, .wants = 1, .word = {pin}};
    enum tay_status status = tay_call(gpio, &call);
    if (status == TAY_OK) {
        *session_out = (tay_cap_t)call.word[0];
    }
    return status;
}

enum tay_status tay_gpio_configure(tay_cap_t session, enum tay_gpio_function function,
                                   enum tay_gpio_pull pull)
{
    struct tay_call call = {.label = TAY_GPIO_CONFIGURE, .word = {function, pull}};
    return tay_call(session, &call);
}

enum tay_status tay_gpio_set(tay_cap_t session, bool high)
{
    struct tay_call call = {.label = TAY_GPIO_SET, .word = {high ? 1 : 0}};
    return tay_call(session, &call);
}

enum tay_status tay_gpio_get(tay_cap_t session, bool *high_out)
{
    struct tay_call call = {.label = TAY_GPIO_GET};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *high_out = call.word[0] != 0;
    }
    return status;
}

enum tay_status tay_gpio_query(tay_cap_t session, struct tay_gpio_state *state_out)
{
    struct tay_call call = {.label = TAY_GPIO_QUERY};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *state_out = (struct tay_gpio_state){.pin = (unsigned)call.word[0],
                                             .function = (enum tay_gpio_function)call.word[1],
                                             .high = call.word[2] != 0};
    }
    return status;
}

enum tay_status tay_gpio_watch(tay_cap_t session, unsigned edges, tay_cap_t notification,
                               tay_word_t bits)
{
    struct tay_call call = {.label = TAY_GPIO_WATCH,
                            .word = {edges, bits, notification},
                            .caps = edges != 0 ? 1u << 2 : 0,
                            .copy = edges != 0};
    return tay_call(session, &call);
}
