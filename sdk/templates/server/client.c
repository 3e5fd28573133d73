/* SPDX-License-Identifier: MIT */
/*
 * A client: adds two numbers, and says what the server answers.
 */
#include "template.h"
#include <stdio.h>
#include <stdlib.h>
#include <tay/client.h>
#include <tay/startup.h>
#include <tay/status.h>

static enum tay_status add(tay_word_t number, tay_word_t *sum_out)
{
    struct tay_call call = {.label = TEMPLATE_ADD, .word = {number}};
    enum tay_status status = tay_call(tay_startup_cap("template"), &call);
    *sum_out = call.word[0];
    return status;
}

int main(void)
{
    tay_word_t sum = 0;
    enum tay_status status = add(40, &sum);
    status = status == TAY_OK ? add(2, &sum) : status;
    if (status != TAY_OK) {
        printf("client: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    printf("client: the sum is %lu\n", (unsigned long)sum);
    return EXIT_SUCCESS;
}
