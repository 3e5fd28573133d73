/* SPDX-License-Identifier: MIT */
#include "tally.h"

enum tay_status tally_on_call(struct tay_server *server, struct tay_request *request,
                              struct tay_answer *answer)
{
    tay_word_t *sum = server->state;
    *sum += request->word[0];
    answer->word[0] = *sum;
    return TAY_OK;
}
