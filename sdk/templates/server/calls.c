/* SPDX-License-Identifier: MIT */
#include "calls.h"

#include "template.h"

static enum tay_status add(struct sum *sum, tay_word_t number)
{
    if (sum->total + number < number) {
        return TAY_EINVAL;
    }
    sum->total += number;
    return TAY_OK;
}

enum tay_status calls_take(struct tay_server *server, struct tay_request *request,
                           struct tay_answer *answer)
{
    struct sum *sum = server->state;
    if (request->label != TEMPLATE_ADD) {
        return TAY_ENOSYS;
    }
    enum tay_status status = add(sum, request->word[0]);
    answer->word[0] = sum->total;
    return status;
}
