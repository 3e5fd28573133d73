/* SPDX-License-Identifier: MIT */
#include "tally.h"
#include <stdio.h>

int main(void)
{
    tay_word_t sum = 40;
    struct tay_server server = {.state = &sum};
    struct tay_request request = {.word = {2}};
    struct tay_answer answer = {0};
    enum tay_status status = tally_on_call(&server, &request, &answer);
    printf("lot: %lu\n", (unsigned long)answer.word[0]);
    return (int)status;
}
