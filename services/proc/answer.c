/* SPDX-License-Identifier: MIT */
/*
 * Answers that must not be lost.
 */
#include "answer.h"

/* Of a call that is put aside to be answered at once: no process has this key. */
#define LABEL_ANSWERED (UINT64_C(1) << 32)

enum tay_status answer_now(struct tay_server *server, const struct member *member,
                           const struct tay_answer *answer)
{
    tay_cap_t reply;
    if (member->thread == TAY_CAP_NULL) {
        return TAY_OK;
    }
    enum tay_status status = tay_server_put_aside(server, LABEL_ANSWERED, &reply);
    status = status == TAY_OK ? tay_reply(reply, TAY_OK, answer) : status;
    return status == TAY_OK ? TAY_OK : TAY_EAGAIN;
}
